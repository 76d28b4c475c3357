/**
 * One direction of a TCP connection put back in order, as far as it takes to read what is at its beginning, or small messages.
 * Retransmissions are trimmed, a few segments that came early are held, and what the reader has not consumed is kept.
 * Everything is bounded; what cannot be followed (loss, cut packets, too much held) is given up for good.
 */

const MOST_HELD_SEGMENTS = 16;
const MOST_HELD_BYTES = 65_536;
/** A DNS message with its length is the longest thing that is ever waited for. */
const MOST_PENDING_BYTES = 131_072;
const SMALLEST_BUFFER = 512;

interface HeldSegment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

export interface StreamReader {
  /**
   * Takes bytes in order, from the first one that it has not consumed. Answers where the first one is that it wants to see
   * again, together with what follows; -1: it cannot make sense of them, and the stream is given up.
   */
  read(bytes: Uint8Array, start: number, end: number): number;
}

const NOTHING = new Uint8Array(0);

export class ByteStream {
  /** True once this direction cannot be followed any more; it holds nothing then. */
  givenUp: boolean = false;
  /** Bytes that were shown to the reader again and again since it last consumed any. */
  offered: number = 0;
  /** Sequence number of the next byte in order. */
  #next: number;
  #held: HeldSegment[] = [];
  #heldBytes = 0;
  /** What the reader wants to see again. */
  #pending: Uint8Array = NOTHING;
  #pendingLength = 0;

  constructor(next: number) {
    this.#next = next >>> 0;
  }

  /** Memory taken by bytes. */
  get size(): number {
    return this.#heldBytes + this.#pending.length;
  }

  /** Takes the captured payload `start` … `end` of a segment that had `wireLength` bytes. */
  push(
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    reader: StreamReader,
  ): void {
    if (this.givenUp || wireLength === 0) return;
    const cut = end - start < wireLength;
    const ahead = (sequence - this.#next) | 0;
    if (ahead > 0) {
      if (cut) this.#giveUp();
      else this.#hold(sequence, bytes, start, end);
      return;
    }
    if (-ahead >= wireLength) return;
    if (-ahead < end - start) this.#append(bytes, start - ahead, end, reader);
    if (cut) this.#giveUp();
    else this.#releaseHeld(reader);
  }

  #hold(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#held.some((segment) => segment.sequence === sequence && segment.bytes.length >= end - start)) return;
    this.#heldBytes += end - start;
    if (this.#held.length >= MOST_HELD_SEGMENTS || this.#heldBytes > MOST_HELD_BYTES) return this.#giveUp();
    this.#held.push({ sequence, bytes: bytes.slice(start, end) });
  }

  #releaseHeld(reader: StreamReader): void {
    for (let index = 0; index < this.#held.length && !this.givenUp;) {
      const { sequence, bytes } = this.#held[index]!;
      const ahead = (sequence - this.#next) | 0;
      if (ahead > 0) {
        index++;
        continue;
      }
      this.#held.splice(index, 1);
      this.#heldBytes -= bytes.length;
      if (-ahead >= bytes.length) continue;
      this.#append(bytes, -ahead, bytes.length, reader);
      index = 0;
    }
  }

  #append(bytes: Uint8Array, start: number, end: number, reader: StreamReader): void {
    this.#next = (this.#next + end - start) >>> 0;
    let from = bytes;
    let at = start;
    let limit = end;
    if (this.#pendingLength > 0) {
      limit = this.#pendingLength + end - start;
      if (limit > MOST_PENDING_BYTES) return this.#giveUp();
      this.#reserve(limit);
      this.#pending.set(bytes.subarray(start, end), this.#pendingLength);
      from = this.#pending;
      at = 0;
    }
    const kept = reader.read(from, at, limit);
    if (kept < 0) return this.#giveUp();
    this.offered = kept > at ? 0 : this.offered + limit - at;
    this.#keep(from, kept, limit);
  }

  #keep(from: Uint8Array, start: number, end: number): void {
    this.#pendingLength = end - start;
    if (start === end) this.#pending = NOTHING;
    else if (from === this.#pending) this.#pending.copyWithin(0, start, end);
    else {
      this.#pending = NOTHING;
      this.#reserve(end - start);
      this.#pending.set(from.subarray(start, end));
    }
  }

  #reserve(length: number): void {
    if (this.#pending.length >= length) return;
    const larger = new Uint8Array(Math.max(SMALLEST_BUFFER, length * 2));
    larger.set(this.#pending);
    this.#pending = larger;
  }

  #giveUp(): void {
    this.givenUp = true;
    this.#held = [];
    this.#heldBytes = 0;
    this.#pending = NOTHING;
    this.#pendingLength = 0;
  }
}
