/**
 * Texts of domain names that came by lately, by their bytes: names repeat, and a text costs more to make than to find, and
 * room wherever it is kept. Bounded: a name gives way to another with the same place; long ones are made each time.
 */
import { readName } from '#main/engine/decode/dns-names.ts';

const PLACES = 8192;
/** As many bytes of a name are kept; longer ones are rare. */
const MOST_BYTES = 64;
/** FNV-1a. A collision costs a text, no more. */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;
const HEADER_LENGTH = 12;

export class NameTexts {
  readonly #bytes: Uint8Array = new Uint8Array(PLACES * MOST_BYTES);
  /** 0: the place is free. */
  readonly #lengths: Uint8Array = new Uint8Array(PLACES);
  readonly #texts: string[] = Array.from<string>({ length: PLACES }).fill('');

  /** The text of the name without compression in `start` … `end`, its last byte the root's (see `questionNameEnd`). */
  of(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length > MOST_BYTES) return textOf(bytes, start, end);
    let hash = HASH_START;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, HASH_FACTOR);
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    if (this.#lengths[place] === length && this.#holds(place, bytes, start, length)) return this.#texts[place]!;
    const text = textOf(bytes, start, end);
    const kept = this.#bytes;
    for (let index = 0; index < length; index++) kept[place * MOST_BYTES + index] = bytes[start + index]!;
    this.#lengths[place] = length;
    this.#texts[place] = text;
    return text;
  }

  #holds(place: number, bytes: Uint8Array, start: number, length: number): boolean {
    const kept = this.#bytes;
    const from = place * MOST_BYTES;
    for (let index = 0; index < length; index++) if (kept[from + index] !== bytes[start + index]) return false;
    return true;
  }
}

/** A name without pointers is the same wherever its message begins. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  return readName(bytes, start - HEADER_LENGTH, end, start)!;
}
