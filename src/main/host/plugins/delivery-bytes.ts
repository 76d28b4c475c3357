/**
 * Deliveries and acknowledgements on the pipe to a forked process, little-endian. To it: u32 length of the frame, u32 seq, u32
 * from, u32 step, the frame. From it: u32 seq, u32 handled, u32 errors. The other end is `main/sandbox/link`.
 */
import type { PacketAck, PacketDelivery } from '#contract/plugins/process.ts';

const HEAD_BYTES = 16;
const ACK_BYTES = 12;

export function deliveryHead({ seq, from, step, frame }: PacketDelivery): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, frame.length, true);
  view.setUint32(4, seq, true);
  view.setUint32(8, from, true);
  view.setUint32(12, step, true);
  return head;
}

/** Cuts what comes from the process into acknowledgements, wherever the chunks end. */
export class AckReader {
  readonly #listener: (ack: PacketAck) => void;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(listener: (ack: PacketAck) => void) {
    this.#listener = listener;
  }

  add(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (; at + ACK_BYTES <= bytes.length; at += ACK_BYTES) {
      this.#listener({
        seq: view.getUint32(at, true),
        handled: view.getUint32(at + 4, true),
        errors: view.getUint32(at + 8, true),
      });
    }
    this.#rest = bytes.slice(at);
  }
}
