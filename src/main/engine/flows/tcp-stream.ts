/**
 * One direction of a TCP connection put back in order, as far as DNS needs it: whole messages behind two-byte lengths
 * (RFC 1035 §4.2.2). Retransmissions are trimmed, a few segments that came early are held. Everything is bounded; what
 * cannot be followed (loss, cut packets, too much held) is given up for good.
 */

const MOST_HELD_SEGMENTS = 16;
const MOST_HELD_BYTES = 65_536;
const LENGTH_BYTES = 2;
const SMALLEST_MESSAGE = 12;

interface HeldSegment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

export type MessageVisitor = (bytes: Uint8Array, start: number, end: number) => void;

export class TcpStream {
  /** True once this direction cannot be followed any more; it holds nothing then. */
  givenUp: boolean = false;
  /** Sequence number of the next byte in order; -1 before the first segment. */
  #next = -1;
  #held: HeldSegment[] = [];
  #heldBytes = 0;
  /** The beginning of an unfinished message, with its length. */
  #pending: Uint8Array = new Uint8Array(0);
  #pendingLength = 0;

  /** The SYN's sequence number: the stream begins behind it. */
  synchronise(sequence: number): void {
    if (this.#next < 0) this.#next = (sequence + 1) >>> 0;
  }

  /** Takes the captured payload `start` … `end` of a segment that had `wireLength` bytes, and visits whole messages. */
  push(
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    visit: MessageVisitor,
  ): void {
    if (this.givenUp || wireLength === 0) return;
    if (end - start < wireLength) return this.#giveUp();
    if (this.#next < 0) this.#next = sequence;
    const ahead = (sequence - this.#next) | 0;
    if (ahead > 0) return this.#hold(sequence, bytes, start, end);
    const skip = -ahead;
    if (skip >= end - start) return;
    this.#append(bytes, start + skip, end, visit);
    this.#releaseHeld(visit);
  }

  #hold(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#held.some((segment) => segment.sequence === sequence && segment.bytes.length >= end - start)) return;
    this.#heldBytes += end - start;
    if (this.#held.length >= MOST_HELD_SEGMENTS || this.#heldBytes > MOST_HELD_BYTES) return this.#giveUp();
    this.#held.push({ sequence, bytes: bytes.slice(start, end) });
  }

  #releaseHeld(visit: MessageVisitor): void {
    for (let index = 0; index < this.#held.length;) {
      const { sequence, bytes } = this.#held[index]!;
      const ahead = (sequence - this.#next) | 0;
      if (ahead > 0) {
        index++;
        continue;
      }
      this.#held.splice(index, 1);
      this.#heldBytes -= bytes.length;
      if (-ahead < bytes.length) {
        this.#append(bytes, -ahead, bytes.length, visit);
        if (this.givenUp) return;
        index = 0;
      }
    }
  }

  #append(bytes: Uint8Array, start: number, end: number, visit: MessageVisitor): void {
    this.#next = (this.#next + end - start) >>> 0;
    let from = bytes;
    let at = start;
    let limit = end;
    if (this.#pendingLength > 0) {
      this.#reserve(this.#pendingLength + end - start);
      this.#pending.set(bytes.subarray(start, end), this.#pendingLength);
      from = this.#pending;
      at = 0;
      limit = this.#pendingLength + end - start;
    }
    while (limit - at >= LENGTH_BYTES) {
      const length = (from[at]! << 8) | from[at + 1]!;
      if (length < SMALLEST_MESSAGE) return this.#giveUp();
      if (limit - at - LENGTH_BYTES < length) break;
      visit(from, at + LENGTH_BYTES, at + LENGTH_BYTES + length);
      at += LENGTH_BYTES + length;
    }
    const rest = from.subarray(at, limit);
    if (from === this.#pending) this.#pending.copyWithin(0, at, limit);
    else if (rest.length > 0) {
      this.#reserve(rest.length);
      this.#pending.set(rest);
    }
    this.#pendingLength = limit - at;
  }

  #reserve(length: number): void {
    if (this.#pending.length >= length) return;
    const larger = new Uint8Array(Math.max(512, length * 2));
    larger.set(this.#pending.subarray(0, this.#pendingLength));
    this.#pending = larger;
  }

  #giveUp(): void {
    this.givenUp = true;
    this.#held = [];
    this.#pending = new Uint8Array(0);
    this.#pendingLength = 0;
  }
}
