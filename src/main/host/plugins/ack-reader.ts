/** Cuts what comes from a forked process into acknowledgements, wherever the chunks end. */
import { ACK_BYTES, decodeAck } from '#contract/plugins/delivery-bytes.ts';
import type { PacketAck } from '#contract/plugins/process.ts';

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
    for (; at + ACK_BYTES <= bytes.length; at += ACK_BYTES) this.#listener(decodeAck(view, at));
    this.#rest = bytes.slice(at);
  }
}
