/**
 * Deliveries and acknowledgements on a stream of bytes, little-endian. To the process: u32 length of the frame, u32 seq, u32
 * from, u32 step, the frame. From it: u32 seq, u32 handled, u32 errors.
 */
import { assert } from '#base/assert.ts';
import type { PacketAck, PacketDelivery } from '#contract/plugins/process.ts';

const HEAD_BYTES = 16;
const ACK_BYTES = 12;
/** Far above what frames have: a larger one means that the stream is out of step. */
const MOST_FRAME_BYTES: number = 16 * 1024 * 1024;

/** Cuts a stream into deliveries. Chunks are kept, not copied, where they hold a whole frame. */
export class DeliveryReader {
  private readonly deliver: (delivery: PacketDelivery) => void;
  private pending: Uint8Array = new Uint8Array(0);
  /** What came after `pending` of a delivery that is not whole yet. */
  private more: Uint8Array[] = [];
  private bytes = 0;
  private wanted = HEAD_BYTES;

  constructor(deliver: (delivery: PacketDelivery) => void) {
    this.deliver = deliver;
  }

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.pending.length === 0) this.pending = chunk;
    else this.more.push(chunk);
    if (this.bytes < this.wanted) return;
    let rest = this.joined();
    for (;;) {
      this.wanted = HEAD_BYTES;
      if (rest.length < HEAD_BYTES) break;
      const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
      const length = view.getUint32(0, true);
      assert(length <= MOST_FRAME_BYTES, `a frame of ${length} bytes`);
      this.wanted = HEAD_BYTES + length;
      if (rest.length < this.wanted) break;
      const frame = rest.subarray(HEAD_BYTES, this.wanted);
      this.deliver({
        seq: view.getUint32(4, true),
        from: view.getUint32(8, true),
        step: view.getUint32(12, true),
        frame,
      });
      rest = rest.subarray(this.wanted);
    }
    this.pending = rest;
    this.bytes = rest.length;
  }

  private joined(): Uint8Array {
    if (this.more.length === 0) return this.pending;
    const joined = new Uint8Array(this.bytes);
    joined.set(this.pending);
    let at = this.pending.length;
    for (const chunk of this.more) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.more = [];
    return joined;
  }
}

export function encodeAck({ seq, handled, errors }: PacketAck): Uint8Array {
  const bytes = new Uint8Array(ACK_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, seq, true);
  view.setUint32(4, handled, true);
  view.setUint32(8, errors, true);
  return bytes;
}
