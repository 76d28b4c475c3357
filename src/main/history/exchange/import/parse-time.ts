/** Times as exports write them, as microseconds since the epoch. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;
const EPOCH = /^\d{1,12}(?:\.\d{1,9})?$/;
/** A number above this counts milliseconds (Zeek's JSON::TS_MILLIS): as seconds it would be the year 5138. */
const MOST_SECONDS = 100_000_000_000;

/** ISO 8601 (without a zone: UTC) or seconds since the epoch, as text or number; milliseconds where seconds would be absurd. Null: it is no time. */
export function parseTime(value: unknown): number | null {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'string') return null;
  if (EPOCH.test(value)) return ofNumber(Number(value));
  const found = ISO.exec(value);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = found;
  const milliseconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const isReal =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) <= 60 &&
    new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (!isReal) return null;
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6)) - offsetOf(zone);
}

function ofNumber(value: number): number | null {
  if (!Number.isFinite(value) || value < 0) return null;
  return value > MOST_SECONDS ? Math.round(value * 1000) : Math.round(value * 1_000_000);
}

/** Microseconds to the east of UTC. */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000_000;
}
