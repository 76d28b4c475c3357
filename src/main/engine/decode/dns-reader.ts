/** A cursor over one record's data. A read beyond the data sets `failed` and answers nothing of use; none throws. */
import { readName, skipName } from './dns-names.ts';
import { formatBase64, formatHex, formatOctets, formatQuoted } from './dns-text.ts';
import { read32 } from './words.ts';

export interface DataReader {
  readonly bytes: Uint8Array;
  readonly position: number;
  readonly remaining: number;
  readonly failed: boolean;
  u8(): number;
  u16(): number;
  u32(): number;
  /** Where the next `length` bytes begin, which are skipped; -1 where there are not as many. */
  take(length: number): number;
  name(): string;
  /** A character-string (RFC 1035 §3.3), in quotes. */
  string(): string;
  /** The same without quotes, for tags. */
  bareString(): string;
  restHex(): string;
  restBase64(): string;
  restQuoted(): string;
  fail(): void;
}

/** A reader of `at` … `dataEnd` in the message `start` … `end`. */
export function createDataReader(
  bytes: Uint8Array,
  start: number,
  end: number,
  at: number,
  dataEnd: number,
): DataReader {
  return new Reader(bytes, start, end, at, dataEnd);
}

class Reader implements DataReader {
  readonly bytes: Uint8Array;
  position: number;
  failed = false;
  readonly #start: number;
  readonly #end: number;
  readonly #dataEnd: number;

  constructor(bytes: Uint8Array, start: number, end: number, at: number, dataEnd: number) {
    this.bytes = bytes;
    this.position = at;
    this.#start = start;
    this.#end = end;
    this.#dataEnd = dataEnd;
  }

  get remaining(): number {
    return this.#dataEnd - this.position;
  }

  take(length: number): number {
    const at = this.position;
    if (this.failed || this.#dataEnd - at < length) {
      this.failed = true;
      return -1;
    }
    this.position = at + length;
    return at;
  }

  u8(): number {
    const at = this.take(1);
    return at < 0 ? 0 : this.bytes[at]!;
  }

  u16(): number {
    const at = this.take(2);
    return at < 0 ? 0 : (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  u32(): number {
    const at = this.take(4);
    return at < 0 ? 0 : read32(this.bytes, at) >>> 0;
  }

  name(): string {
    const nameEnd = skipName(this.bytes, this.position, this.#dataEnd);
    const name = this.failed || nameEnd < 0 ? null : readName(this.bytes, this.#start, this.#end, this.position);
    if (name === null) {
      this.failed = true;
      return '';
    }
    this.position = nameEnd;
    return name;
  }

  string(): string {
    const length = this.u8();
    const at = this.take(length);
    return at < 0 ? '' : formatQuoted(this.bytes, at, at + length);
  }

  bareString(): string {
    const length = this.u8();
    const at = this.take(length);
    return at < 0 ? '' : formatOctets(this.bytes, at, at + length);
  }

  restHex(): string {
    return formatHex(this.bytes, this.#rest(), this.#dataEnd);
  }

  restBase64(): string {
    return formatBase64(this.bytes, this.#rest(), this.#dataEnd);
  }

  restQuoted(): string {
    return formatQuoted(this.bytes, this.#rest(), this.#dataEnd);
  }

  fail(): void {
    this.failed = true;
  }

  #rest(): number {
    const at = this.position;
    this.position = this.#dataEnd;
    return at;
  }
}
