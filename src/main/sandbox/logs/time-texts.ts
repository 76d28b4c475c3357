/**
 * Packet times as `formatTime` writes them, for logs by the million: the text up to the second is made once for all packets
 * of a second, and the rest is joined from texts that exist. Nothing of a batch is held by a time that a plugin keeps.
 */
import { formatTime } from '#base/time-text.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';

const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));
const THREE_DIGITS_Z: readonly string[] = THREE_DIGITS.map((digits) => `${digits}Z`);
/** Of the text that the fraction follows. */
const TO_SECOND = '2024-05-01T12:34:56.'.length;

export class TimeTexts {
  private second = Number.NaN;
  private prefix = '';

  text(time: number): string {
    const second = Math.floor(time / MICROSECONDS_PER_SECOND);
    if (second !== this.second) {
      const text = formatTime(time);
      // Times that are clamped have no second of their own.
      if (Date.parse(`${text.slice(0, TO_SECOND - 1)}Z`) !== second * 1000) return text;
      this.second = second;
      this.prefix = text.slice(0, TO_SECOND);
    }
    // As `formatTime` does: beyond 2^53 the difference may be out of range.
    const fraction = Math.max(0, Math.min(999_999, Math.floor(time - second * MICROSECONDS_PER_SECOND)));
    const thousands = (fraction / 1000) | 0;
    return this.prefix + THREE_DIGITS[thousands]! + THREE_DIGITS_Z[fraction - thousands * 1000]!;
  }
}
