/**
 * Packet times as `formatTime` writes them, as 32-bit words in little-endian order, for rows by the million: everything up to
 * the second is made once for all packets of a second.
 */
import { formatTime } from '#base/time-text.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';

/** Of the text that the fraction follows; whole words. */
const TO_SECOND = '2024-05-01T12:34:56.'.length;
const SECOND_WORDS: number = TO_SECOND / 4;
/** The 27 characters and one byte of zero. */
export const TIME_WORDS: number = SECOND_WORDS + 2;
const Z: number = 'Z'.charCodeAt(0);
const THREE_DIGITS: Uint32Array = Uint32Array.from({ length: 1000 }, (_, value) => {
  const digits = String(value).padStart(3, '0');
  return digits.charCodeAt(0) | (digits.charCodeAt(1) << 8) | (digits.charCodeAt(2) << 16);
});
const encoder = new TextEncoder();

export class TimeWords {
  /** First microsecond of the second that `words` is of. */
  private secondStart = Number.NaN;
  private readonly words = new Uint32Array(TIME_WORDS);
  private readonly bytes: Uint8Array = new Uint8Array(this.words.buffer);

  /** Writes `TIME_WORDS` words from `at` on. */
  write(out: Uint32Array, at: number, time: number): void {
    const offset = time - this.secondStart;
    if (!(offset >= 0 && offset < MICROSECONDS_PER_SECOND)) {
      this.begin(time);
      out.set(this.words, at);
      return;
    }
    const { words } = this;
    for (let word = 0; word < SECOND_WORDS; word++) out[at + word] = words[word]!;
    const fraction = offset | 0;
    const thousands = (fraction / 1000) | 0;
    const low = THREE_DIGITS[fraction - thousands * 1000]!;
    out[at + SECOND_WORDS] = THREE_DIGITS[thousands]! | (low << 24);
    out[at + SECOND_WORDS + 1] = (low >>> 8) | (Z << 16);
  }

  private begin(time: number): void {
    const text = formatTime(time);
    encoder.encodeInto(text, this.bytes);
    const second = Math.floor(time / MICROSECONDS_PER_SECOND);
    // Times that are clamped have no second of their own.
    const isItsOwn = Date.parse(`${text.slice(0, TO_SECOND - 1)}Z`) === second * 1000;
    this.secondStart = isItsOwn ? second * MICROSECONDS_PER_SECOND : Number.NaN;
  }
}
