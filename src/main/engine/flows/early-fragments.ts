/**
 * Fragments that came before the first one of their packet, which alone tells whose they are (RFC 791 §3.2, RFC 8200 §4.5).
 * Bounded in number, memory and time; what is not asked for by then belongs to nobody.
 */
import { DecodedPacket } from '#main/engine/decode/packet.ts';
import { REASSEMBLY_US } from './reassembly.ts';

const MOST_HELD = 256;
const MOST_BYTES = 512 * 1024;

interface Held {
  readonly packet: DecodedPacket;
  /** On the table's clock. */
  readonly arrived: number;
}

/** Whether two fragments are of one packet. */
export type SamePacket = (one: DecodedPacket, other: DecodedPacket) => boolean;

export class EarlyFragments {
  /** Fragments whose first one never came. */
  unclaimed = 0;
  /** Oldest first. */
  #held: Held[] = [];
  #bytes = 0;

  /** Keeps a copy of `packet`. */
  hold(packet: DecodedPacket, now: number): void {
    const copy = copyOf(packet);
    this.#bytes += copy.bytes.length;
    this.#held.push({ packet: copy, arrived: now });
    while (this.#held.length > MOST_HELD || this.#bytes > MOST_BYTES) this.#letGo();
  }

  /** Hands over the fragments of the packet that `first` begins. They are the caller's from here on. */
  claim(first: DecodedPacket, samePacket: SamePacket): DecodedPacket[] {
    if (this.#held.length === 0) return [];
    const claimed = this.#held.filter(({ packet }) => samePacket(packet, first)).map(({ packet }) => packet);
    if (claimed.length === 0) return claimed;
    this.#held = this.#held.filter(({ packet }) => !samePacket(packet, first));
    for (const { bytes } of claimed) this.#bytes -= bytes.length;
    return claimed;
  }

  expire(now: number): void {
    while (this.#held.length > 0 && now - this.#held[0]!.arrived > REASSEMBLY_US) this.#letGo();
  }

  flush(): void {
    while (this.#held.length > 0) this.#letGo();
  }

  #letGo(): void {
    this.#bytes -= this.#held.shift()!.packet.bytes.length;
    this.unclaimed++;
  }
}

/** With bytes of its own: those of the fragment's part of the whole. */
function copyOf(packet: DecodedPacket): DecodedPacket {
  const { payloadOffset, payloadCaptured } = packet;
  const copy = Object.assign(new DecodedPacket(), packet, { words: packet.words.slice() });
  copy.lend(packet.bytes.slice(payloadOffset, payloadOffset + payloadCaptured));
  copy.ipOffset = 0;
  copy.transportOffset = 0;
  copy.payloadOffset = 0;
  copy.fragmentAt = 0;
  return copy;
}
