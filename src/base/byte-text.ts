/**
 * Text that is written as bytes, for lines by the million: numbers and names go straight into one buffer that is used
 * again and again, and no string is made on the way. What is written is what `String` and UTF-8 would give.
 */
const ZERO = 0x30;
const POINT = 0x2e;
const BILLION = 1e9;
const hexDigits: Uint8Array = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class ByteText {
  /** Only the first `length` bytes hold. Replaced when it grows. */
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number = 256) {
    this.bytes = new Uint8Array(capacity);
  }

  /** The bytes written so far: a view, which holds until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  toString(): string {
    return decoder.decode(this.written());
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + count, this.bytes.length * 2));
    larger.set(this.written());
    this.bytes = larger;
  }

  byte(code: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = code;
  }

  /** `text` holds ASCII only. */
  ascii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }

  utf8(text: string): void {
    this.reserve(text.length * 3);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Bytes of UTF-8, not many. */
  append(source: Uint8Array): void {
    this.reserve(source.length);
    const { bytes, length } = this;
    for (let i = 0; i < source.length; i++) bytes[length + i] = source[i]!;
    this.length = length + source.length;
  }

  /** Any number; whole ones that are not negative are fast. */
  number(value: number): void {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER) || value !== Math.floor(value)) this.ascii(String(value));
    else if (value < BILLION) this.digits(value, digitsOf(value));
    else {
      const high = Math.floor(value / BILLION);
      this.digits(high, digitsOf(high));
      this.digits(value - high * BILLION, 9);
    }
  }

  /** `units` (whole) divided by ten to the power of `decimals` (at most 6), without zeros at the end. */
  decimal(units: number, decimals: number): void {
    const scale = 10 ** decimals;
    // Up to 15 digits, the shortest text that reads back as the quotient is the decimal itself.
    if (!(units >= 0 && units < 1e15) || units !== Math.floor(units)) {
      this.number(units / scale);
      return;
    }
    const whole = Math.floor(units / scale);
    let rest = units - whole * scale;
    this.number(whole);
    if (rest === 0) return;
    let places = decimals;
    while (rest % 10 === 0) {
      rest /= 10;
      places--;
    }
    this.byte(POINT);
    this.digits(rest, places);
  }

  /** Exactly `count` (1 … 9) digits of a whole number below 10^9, with zeros in front. */
  digits(value: number, count: number): void {
    this.reserve(count);
    const { bytes, length } = this;
    let rest = value | 0;
    for (let at = length + count - 1; at >= length; at--) {
      const next = (rest / 10) | 0;
      bytes[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.length += count;
  }

  /** The lowest `count` (1 … 8) hexadecimal digits of a 32-bit number, lower case. */
  hex(value: number, count: number): void {
    this.reserve(count);
    const { bytes } = this;
    for (let shift = (count - 1) * 4; shift >= 0; shift -= 4) bytes[this.length++] = hexDigits[(value >>> shift) & 15]!;
  }
}

/** Of a whole number below 10^9. */
function digitsOf(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  if (value < 10_000) return 4;
  if (value < 100_000) return 5;
  if (value < 1_000_000) return 6;
  if (value < 10_000_000) return 7;
  return value < 100_000_000 ? 8 : 9;
}
