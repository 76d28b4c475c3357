/** The batch that sources of this folder fill: a fixed number of rows, whose arrays live as long as the source. */
import type { PacketBatch } from './packet-source.ts';

/** Small enough that the columns (22 bytes a row) stay in a core's second-level cache beside the packets. */
export const DEFAULT_BATCH_ROWS = 8192;

export class RecordBatch implements PacketBatch {
  bytes: Uint8Array = new Uint8Array(0);
  count: number = 0;
  readonly offsets: Uint32Array;
  readonly capturedLengths: Uint32Array;
  readonly wireLengths: Uint32Array;
  readonly times: Float64Array;
  readonly interfaceIds: Uint16Array;
  readonly capacity: number;

  constructor(capacity: number = DEFAULT_BATCH_ROWS) {
    this.capacity = capacity;
    this.offsets = new Uint32Array(capacity);
    this.capturedLengths = new Uint32Array(capacity);
    this.wireLengths = new Uint32Array(capacity);
    this.times = new Float64Array(capacity);
    this.interfaceIds = new Uint16Array(capacity);
  }
}
