/** Packet times as text. Writing them is on the export's hot path, so the last date's text is kept. */
import { ByteText } from '#base/byte-text.ts';
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';

/** The years 0000 to 9999, all that RFC 3339 §1 can say: further ones would begin with a sign, as a formula does in a spreadsheet. */
const FIRST_US = Date.parse('0000-01-01T00:00:00Z') * 1000;
const LAST_US = Date.parse('9999-12-31T23:59:59Z') * 1000;

const SECONDS_PER_DAY = 86_400;

const LONGEST = '9999-12-31T23:59:59.999999Z'.length;
const CODE_COLON = 0x3a;
const CODE_POINT = 0x2e;
const CODE_Z = 0x5a;

let lastDay = Number.NaN;
/** With the `T` at its end. */
let lastDate = '';
const scratch = new ByteText(LONGEST);

/** `2024-05-01T12:34:56.123456Z`; fractions of a microsecond are cut off, times that cannot be written so are clamped. */
export function formatTime(time: Microseconds): string {
  scratch.clear();
  writeTime(scratch, time);
  return scratch.toString();
}

/** What `formatTime` answers, as bytes. */
export function writeTime(out: ByteText, time: Microseconds): void {
  const known = time >= FIRST_US && time <= LAST_US ? time : clamp(time);
  const second = Math.floor(known / MICROSECONDS_PER_SECOND);
  const day = Math.floor(second / SECONDS_PER_DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, -'00:00:00.000Z'.length);
  }
  const ofDay = second - day * SECONDS_PER_DAY;
  const minute = Math.floor(ofDay / 60);
  const hour = Math.floor(minute / 60);
  out.ascii(lastDate);
  out.digits(hour, 2);
  out.byte(CODE_COLON);
  out.digits(minute - hour * 60, 2);
  out.byte(CODE_COLON);
  out.digits(ofDay - minute * 60, 2);
  out.byte(CODE_POINT);
  // Beyond 2^53 the product is rounded, so the difference may be out of range.
  out.digits(Math.max(0, Math.min(999_999, Math.floor(known - second * MICROSECONDS_PER_SECOND))), 6);
  out.byte(CODE_Z);
}

function clamp(time: number): Microseconds {
  if (Number.isNaN(time)) return 0;
  return time < FIRST_US ? FIRST_US : LAST_US;
}

/** Whole microseconds between two times as seconds with up to six decimals. */
export function durationSeconds(start: Microseconds, end: Microseconds): number {
  return (Math.floor(end) - Math.floor(start)) / MICROSECONDS_PER_SECOND;
}

export function writeDuration(out: ByteText, start: Microseconds, end: Microseconds): void {
  out.decimal(Math.floor(end) - Math.floor(start), 6);
}

/** Milliseconds with up to three decimals; null for NaN. */
export function roundMilliseconds(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;
}

/** Nothing for NaN. */
export function writeMilliseconds(out: ByteText, value: number): void {
  if (!Number.isNaN(value)) out.decimal(Math.round(value * 1000), 3);
}
