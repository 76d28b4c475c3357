/**
 * UDP datagrams put together from IP fragments (RFC 791 §3.2, RFC 8200 §4.5). Bounded in number, memory and time: beyond it the
 * oldest one is given up. What nobody may rely on is given up as well: overlaps in IPv6 (RFC 5722 §3), parts behind the
 * end, more than 65,535 bytes. In IPv4 what came first stands.
 */
import type { DecodedPacket } from '#main/engine/decode/packet.ts';

const MOST_DATAGRAMS = 256;
const MOST_BYTES = 4 * 1024 * 1024;
const LONGEST_DATAGRAM = 65_535;
/** Of the shortest links that there are to be (RFC 791: 576 bytes), and a few that come twice. */
const MOST_FRAGMENTS = 160;
/** RFC 8200 §4.5: 60 s after the first fragment; RFC 1122 §3.3.2 says the same of IPv4. */
export const REASSEMBLY_US = 60_000_000;
const SMALLEST_BUFFER = 2048;

/** What a fragment made of its datagram. */
export const PARTIAL = 0;
export const WHOLE = 1;
export const BROKEN = 2;

export class Datagram {
  bytes: Uint8Array = new Uint8Array(SMALLEST_BUFFER);
  /** On the table's clock. */
  readonly begun: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Where the UDP header begins: behind extension headers that were fragmented with it. */
  readonly transportAt: number;
  readonly #overlaps: boolean;
  /** Begins and ends of what is there, in order, apart from each other. */
  readonly #covered: number[] = [];
  #total = -1;
  #fragments = 0;

  constructor(first: DecodedPacket, now: number) {
    this.begun = now;
    this.sourcePort = first.sourcePort;
    this.destinationPort = first.destinationPort;
    this.transportAt = first.transportOffset - first.fragmentAt;
    this.#overlaps = first.ipVersion === 4;
  }

  /** Length of the whole; -1 before its last fragment was there. */
  get length(): number {
    return this.#total;
  }

  /** Takes the fragment that has `start` … `end` of `from` at `offset` of the whole. */
  add(offset: number, more: boolean, from: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const upTo = offset + length;
    if (++this.#fragments > MOST_FRAGMENTS || upTo > LONGEST_DATAGRAM) return BROKEN;
    // All but the last are a multiple of eight long; one without any bytes could come for ever.
    if (more ? (length & 7) !== 0 || length === 0 : this.#total >= 0 && this.#total !== upTo) return BROKEN;
    const covered = this.#covered;
    const known = covered.length === 0 ? 0 : covered[covered.length - 1]!;
    if ((this.#total >= 0 && upTo > this.#total) || (!more && known > upTo)) return BROKEN;
    this.#reserve(upTo);
    if (!more) this.#total = upTo;
    if (!this.#copy(offset, from, start, length)) return BROKEN;
    return covered.length === 2 && covered[0] === 0 && covered[1] === this.#total ? WHOLE : PARTIAL;
  }

  /** Whether these bytes are there already, the same. */
  holds(offset: number, from: Uint8Array, start: number, end: number): boolean {
    const covered = this.#covered;
    const upTo = offset + end - start;
    for (let at = 0; at < covered.length; at += 2) {
      if (covered[at]! > offset || covered[at + 1]! < upTo) continue;
      for (let index = start; index < end; index++)
        if (this.bytes[offset + index - start] !== from[index]) return false;
      return true;
    }
    return false;
  }

  /** Copies what is not there yet. False where there may be no overlap, but is one; a repetition is none. */
  #copy(offset: number, from: Uint8Array, start: number, length: number): boolean {
    const covered = this.#covered;
    const upTo = offset + length;
    let first = 0;
    while (first < covered.length && covered[first + 1]! < offset) first += 2;
    let last = first;
    let at = offset;
    for (; last < covered.length && covered[last]! <= upTo; last += 2) {
      const touches = covered[last]! === upTo || covered[last + 1]! === offset;
      if (!touches && !this.#overlaps) return this.holds(offset, from, start, start + length);
      this.#fill(at, Math.min(covered[last]!, upTo), from, start - offset);
      at = Math.max(at, covered[last + 1]!);
    }
    this.#fill(at, upTo, from, start - offset);
    const begin = last > first ? Math.min(offset, covered[first]!) : offset;
    const end = last > first ? Math.max(upTo, covered[last - 1]!) : upTo;
    covered.splice(first, last - first, begin, end);
    return true;
  }

  #fill(at: number, end: number, from: Uint8Array, shift: number): void {
    if (end > at) this.bytes.set(from.subarray(at + shift, end + shift), at);
  }

  #reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const larger = new Uint8Array(Math.min(LONGEST_DATAGRAM, Math.max(length, this.bytes.length * 2)));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

export class Reassembly {
  /** Datagrams that were given up. */
  givenUp = 0;
  /** By the key that its user has for it, oldest first. */
  readonly #datagrams: Map<number, Datagram> = new Map();
  #bytes = 0;

  /** Begins a datagram with its first fragment, whose parts before the transport header are whole. */
  begin(key: number, first: DecodedPacket, now: number): void {
    const end = first.payloadOffset + first.payloadCaptured;
    const earlier = this.#datagrams.get(key);
    if (earlier !== undefined) {
      if (earlier.holds(0, first.bytes, first.fragmentAt, end)) return;
      this.#giveUp(key, earlier);
    }
    const datagram = new Datagram(first, now);
    this.#datagrams.set(key, datagram);
    this.#bytes += datagram.bytes.length;
    this.#put(key, datagram, first);
  }

  /** Adds a later fragment; answers the datagram where it is whole now. */
  add(key: number, fragment: DecodedPacket): Datagram | null {
    const datagram = this.#datagrams.get(key);
    return datagram === undefined ? null : this.#put(key, datagram, fragment);
  }

  /** Forgets the datagram under this key, because the key is used for another. */
  drop(key: number): void {
    const datagram = this.#datagrams.get(key);
    if (datagram !== undefined) this.#giveUp(key, datagram);
  }

  /** Gives up what did not become whole in time. */
  expire(now: number): void {
    for (const [key, datagram] of this.#datagrams) {
      if (now - datagram.begun <= REASSEMBLY_US) return;
      this.#giveUp(key, datagram);
    }
  }

  flush(): void {
    for (const [key, datagram] of this.#datagrams) this.#giveUp(key, datagram);
  }

  #put(key: number, datagram: Datagram, fragment: DecodedPacket): Datagram | null {
    const held = datagram.bytes.length;
    const end = fragment.payloadOffset + fragment.payloadCaptured;
    const cut = fragment.payloadCaptured < fragment.payloadLength;
    const outcome = cut
      ? BROKEN
      : datagram.add(fragment.fragmentOffset, fragment.moreFragments, fragment.bytes, fragment.fragmentAt, end);
    this.#bytes += datagram.bytes.length - held;
    if (outcome === BROKEN) this.#giveUp(key, datagram);
    else if (outcome === WHOLE) {
      this.#remove(key, datagram);
      return datagram;
    } else this.#makeRoom();
    return null;
  }

  #makeRoom(): void {
    while (this.#datagrams.size > MOST_DATAGRAMS || this.#bytes > MOST_BYTES) {
      const [key, oldest] = this.#datagrams.entries().next().value!;
      this.#giveUp(key, oldest);
    }
  }

  #giveUp(key: number, datagram: Datagram): void {
    this.givenUp++;
    this.#remove(key, datagram);
  }

  #remove(key: number, datagram: Datagram): void {
    this.#datagrams.delete(key);
    this.#bytes -= datagram.bytes.length;
  }
}
