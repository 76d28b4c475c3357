/** What the life of a plugin (plugin-session.ts) asks of the language that it is written in. */
import type { PacketFrame } from '#contract/plugins/packet-frame.ts';
import type { PluginRequest } from '#contract/plugins/process.ts';
import type { Outcome } from './outcome.ts';

/** One way to hand packet logs over. The plugin has at most one call of it under way. */
export interface LogReceiver {
  readonly name: 'receiver' | 'receiver_bulk';
  /** Logs taken and not yet given to the plugin. */
  readonly gathered: number;
  /** Takes `count` rows of a frame (at most FRAME_ROWS): `first`, `first + step`, … */
  gather(frame: PacketFrame, first: number, step: number, count: number): void;
  /** Gives everything gathered to the plugin. What goes wrong in there goes to the monitor. */
  deliver(): Promise<void>;
}

/** What a module exports, as far as anybody asks for it. */
export interface FoundExports {
  /** Kind of what is exported under this name, as the language calls it; null: nothing. */
  kindOf(name: string): string | null;
  /** All names, for the message that none of them is the right one. */
  readonly names: readonly string[];
}

export interface PluginRuntime {
  /** Reads and runs the program; a fault says where it is wrong. */
  load(): Promise<Outcome<FoundExports>>;
  /** Calls an export. Only those that `load` found are asked for. No time limit: that is the engine's, or `request`'s. */
  call(name: 'init' | 'test' | 'cleanup'): Promise<Outcome<unknown>>;
  /** The values that it answers, as they are. */
  request(request: PluginRequest): Promise<Outcome<unknown>>;
  receiver(name: LogReceiver['name']): LogReceiver;
  /** Calls `receiver_dns`. */
  dns(records: readonly unknown[]): Promise<Outcome<unknown>>;
  heapBytes(): number;
  /** Nothing of the plugin runs any more: timers, callbacks. */
  close(): void;
}
