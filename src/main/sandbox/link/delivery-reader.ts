/** Cuts the stream from the engine into deliveries. Chunks are kept, not copied, where they hold a whole frame. */
import { assert } from '#base/assert.ts';
import { decodeDeliveryHead, DELIVERY_HEAD_BYTES } from '#contract/plugins/delivery-bytes.ts';
import type { PacketDelivery } from '#contract/plugins/process.ts';

/** Far above what frames have: a larger one means that the stream is out of step. */
const MOST_FRAME_BYTES: number = 16 * 1024 * 1024;

export class DeliveryReader {
  private readonly deliver: (delivery: PacketDelivery) => void;
  private pending: Uint8Array = new Uint8Array(0);
  /** What came after `pending` of a delivery that is not whole yet. */
  private more: Uint8Array[] = [];
  private bytes = 0;
  private wanted = DELIVERY_HEAD_BYTES;

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
      this.wanted = DELIVERY_HEAD_BYTES;
      if (rest.length < DELIVERY_HEAD_BYTES) break;
      const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
      const { frameBytes, seq, from, step } = decodeDeliveryHead(view, 0);
      assert(frameBytes <= MOST_FRAME_BYTES, `a frame of ${frameBytes} bytes`);
      this.wanted = DELIVERY_HEAD_BYTES + frameBytes;
      if (rest.length < this.wanted) break;
      this.deliver({ seq, from, step, frame: rest.subarray(DELIVERY_HEAD_BYTES, this.wanted) });
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
