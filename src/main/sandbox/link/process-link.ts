/** The two channels between a plugin's process and the engine, however the host made them. */
import type { FromPlugin, PacketAck, PacketDelivery, ToPlugin } from '#contract/plugins/process.ts';

export interface ProcessLink {
  sendControl(message: FromPlugin): void;
  acknowledge(ack: PacketAck): void;
  /** Messages in order. Set all three before anything else is done: what came before is not kept. */
  onControl(listener: (message: ToPlugin) => void): void;
  onDelivery(listener: (delivery: PacketDelivery) => void): void;
  /** The engine is gone, or wants nothing of this process any more. */
  onClosed(listener: () => void): void;
  /** Resolves once everything sent so far is on its way out of this process. */
  flushed(): Promise<void>;
}
