/** The bytes of a packet that is still held. */
import { z } from 'zod';

/** A header in a frame. */
export interface FrameLayer {
  /** As in the field: `Ethernet`, `802.1Q`, `IPv4`, `TCP`, `DNS`, … */
  readonly name: string;
  readonly at: number;
  readonly length: number;
  /** What its fields say, in their order: name and value as text. */
  readonly fields: readonly (readonly [string, string])[];
}

export interface PacketBytes {
  /** ISO 8601, UTC, microseconds. */
  readonly timestamp: string;
  readonly interface: string;
  readonly linkType: string;
  readonly session_id: string | null;
  /** On the wire, and as captured. */
  readonly length: number;
  readonly captured: number;
  /** Base64 of what was captured. */
  readonly bytes: string;
  readonly layers: readonly FrameLayer[];
}

export interface PacketCommandParams {
  /** `key` of a row of the table `packets` with the same choice of logs, or of a packet in the details of a session (`all`). */
  'packets.bytes': {
    readonly key: string;
    readonly packetLogs: 'state' | 'all';
    /** Addresses and names are hidden: refused, since bytes hold both. */
    readonly redact: boolean;
  };
}

export interface PacketCommandResults {
  'packets.bytes': PacketBytes;
}

export const packetCommandSchemas: {
  readonly [K in keyof PacketCommandParams]: z.ZodType<PacketCommandParams[K]>;
} = {
  'packets.bytes': z.strictObject({
    key: z.string().max(64),
    packetLogs: z.enum(['state', 'all']),
    redact: z.boolean(),
  }),
};
