/**
 * Session ids are UUIDv7 (RFC 9562 §5.7) made from what a session has anyway, so that no id is stored: its first
 * packet's millisecond, its serial number and the run's random seed. Ids sort by start, then by serial.
 *
 * Layout of the 74 bits after the time: 32 low bits of the serial, its 10 high bits, 32 bits of the seed.
 */
import { parse, v7, validate, version } from 'uuid';
import { assert } from '#base/assert.ts';

/** Bytes of the seed that ids use; a longer seed is cut. */
export const SESSION_SEED_BYTES = 4;

const LOW = 2 ** 32;
const SERIAL_LIMIT = 2 ** 42;
const TIME_LIMIT = 2 ** 48;

const random = new Uint8Array(16);
const options = { msecs: 0, seq: 0, random };

/**
 * The id of the session that started at `startTimeUs` (microseconds since the epoch; what a UUID cannot hold is
 * clamped) as number `serial` (1 … 2^42-1) of the run with this `seed` (at least SESSION_SEED_BYTES).
 */
export function sessionId(startTimeUs: number, serial: number, seed: Uint8Array): string {
  assert(serial > 0 && serial < SERIAL_LIMIT, `session serial out of range: ${serial}`);
  const milliseconds = Math.floor(startTimeUs / 1000);
  options.msecs = milliseconds >= 0 ? Math.min(milliseconds, TIME_LIMIT - 1) : 0;
  options.seq = serial % LOW;
  const high = Math.floor(serial / LOW);
  random[10] = high >>> 8;
  random[11] = high & 0xff;
  for (let index = 0; index < SESSION_SEED_BYTES; index++) random[12 + index] = seed[index]!;
  return v7(options);
}

/** The serial number in a session's id; null where `id` is no UUIDv7 or holds none. */
export function serialOf(id: string): number | null {
  if (!validate(id) || version(id) !== 7) return null;
  const bytes = parse(id);
  const low =
    (bytes[6]! & 0x0f) * 2 ** 28 +
    bytes[7]! * 2 ** 20 +
    (bytes[8]! & 0x3f) * 2 ** 14 +
    bytes[9]! * 2 ** 6 +
    (bytes[10]! >>> 2);
  const high = (bytes[10]! & 3) * 256 + bytes[11]!;
  const serial = high * LOW + low;
  return serial > 0 ? serial : null;
}
