/** Packet times as text. Writing them is on the export's hot path, so the last date's text is kept. */
import { ByteText } from '#base/byte-text.ts';
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';

/** The years 0000 to 9999, all that RFC 3339 §1 can say: further ones would begin with a sign, as a formula does in a spreadsheet. */
const FIRST_US = Date.parse('0000-01-01T00:00:00Z') * 1000;
const LAST_US = Date.parse('9999-12-31T23:59:59Z') * 1000;

const SECONDS_PER_DAY = 86_400;

const LONGEST = '9999-12-31T23:59:59.999999Z'.length;
const TIME_OF_DAY = '23:59:59.999999Z'.length;
const CODE_ZERO = 0x30;
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
  const ofDay = (second - day * SECONDS_PER_DAY) | 0;
  const minute = (ofDay / 60) | 0;
  const hour = (minute / 60) | 0;
  // Beyond 2^53 the product is rounded, so the difference may be out of range.
  const fraction = Math.max(0, Math.min(999_999, Math.floor(known - second * MICROSECONDS_PER_SECOND))) | 0;
  const thousands = (fraction / 1000) | 0;
  out.ascii(lastDate);
  out.reserve(TIME_OF_DAY);
  const { bytes, length } = out;
  writePair(bytes, length, hour);
  bytes[length + 2] = CODE_COLON;
  writePair(bytes, length + 3, minute - hour * 60);
  bytes[length + 5] = CODE_COLON;
  writePair(bytes, length + 6, ofDay - minute * 60);
  bytes[length + 8] = CODE_POINT;
  writePair(bytes, length + 9, (thousands / 10) | 0);
  bytes[length + 11] = CODE_ZERO + (thousands % 10);
  writePair(bytes, length + 12, ((fraction - thousands * 1000) / 10) | 0);
  bytes[length + 14] = CODE_ZERO + (fraction % 10);
  bytes[length + 15] = CODE_Z;
  out.length = length + TIME_OF_DAY;
}

/** Two digits. */
function writePair(bytes: Uint8Array, at: number, value: number): void {
  const tens = (value / 10) | 0;
  bytes[at] = CODE_ZERO + tens;
  bytes[at + 1] = CODE_ZERO + value - tens * 10;
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
