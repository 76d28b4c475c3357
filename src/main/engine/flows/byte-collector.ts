/**
 * The beginning of a byte sequence whose parts come in any order, repeated and overlapping: as much of it as is there without
 * a gap. Holds at most `limit` bytes and a few dozen parts; what does not fit is refused.
 */

const MOST_PARTS = 64;
const FIRST_CAPACITY = 2048;
const EMPTY: Uint8Array = new Uint8Array(0);

export class ByteCollector {
  readonly #limit: number;
  #bytes: Uint8Array = EMPTY;
  /** What has arrived, ascending, with gaps between: starts and ends in turn. */
  #parts: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Valid below `headLength`, until the next call. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** How many bytes from the beginning are there without a gap. */
  get headLength(): number {
    return this.#parts[0] === 0 ? this.#parts[1]! : 0;
  }

  /** Takes `start` … `end` of `bytes` as what lies at `offset`. False: refused, too far or too scattered. */
  add(offset: number, bytes: Uint8Array, start: number, end: number): boolean {
    const partEnd = offset + end - start;
    if (partEnd > this.#limit) return false;
    if (partEnd === offset) return true;
    if (!this.#join(offset, partEnd)) return false;
    this.#reserve(partEnd);
    this.#bytes.set(bytes.subarray(start, end), offset);
    return true;
  }

  clear(): void {
    this.#parts = [];
  }

  /** Puts a part among the others, and makes one of those that it touches. */
  #join(start: number, end: number): boolean {
    const parts = this.#parts;
    let first = 0;
    while (first < parts.length && parts[first + 1]! < start) first += 2;
    let last = first;
    let joinedStart = start;
    let joinedEnd = end;
    while (last < parts.length && parts[last]! <= end) {
      joinedStart = Math.min(joinedStart, parts[last]!);
      joinedEnd = Math.max(joinedEnd, parts[last + 1]!);
      last += 2;
    }
    if (first === last && parts.length >= 2 * MOST_PARTS) return false;
    parts.splice(first, last - first, joinedStart, joinedEnd);
    return true;
  }

  #reserve(length: number): void {
    if (this.#bytes.length >= length) return;
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(FIRST_CAPACITY, 2 * length)));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
