/**
 * Session ids are UUIDv7 (RFC 9562 §5.7) made from what a session has anyway, so that no id is stored: its first
 * packet's millisecond, its serial number and the run's random seed. Ids sort by start, then by serial.
 *
 * Layout of the 74 bits after the time, the version and variant left out: 32 low bits of the serial, its 10 high bits, 32
 * bits of the seed. In hexadecimal digits that is `time-7`, 12 bits, the variant (binary 10) and 14 bits, 6 + 10 bits, seed.
 */
import { assert } from '#base/assert.ts';
import { ByteText } from '#base/byte-text.ts';

/** Bytes of the seed that ids use; a longer seed is cut. */
export const SESSION_SEED_BYTES = 4;

const LOW = 2 ** 32;
const SERIAL_LIMIT = 2 ** 42;
const TIME_LIMIT = 2 ** 48;
const VERSION_7 = 0x7000;
const VARIANT = 0x8000;
const HYPHEN = 0x2d;
const ID_LENGTH = 36;

const ID = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

const scratch = new ByteText(ID_LENGTH);

/**
 * The id of the session that started at `startTimeUs` (microseconds since the epoch; what a UUID cannot hold is
 * clamped) as number `serial` (1 … 2^42-1) of the run with this `seed` (at least SESSION_SEED_BYTES).
 */
export function sessionId(startTimeUs: number, serial: number, seed: Uint8Array): string {
  scratch.clear();
  writeSessionId(scratch, startTimeUs, serial, seed);
  return scratch.toString();
}

/** The same, as bytes. */
export function writeSessionId(out: ByteText, startTimeUs: number, serial: number, seed: Uint8Array): void {
  assert(serial > 0 && serial < SERIAL_LIMIT, `session serial out of range: ${serial}`);
  const time = Math.floor(startTimeUs / 1000);
  const milliseconds = time >= 0 ? Math.min(time, TIME_LIMIT - 1) : 0;
  const high = Math.floor(serial / LOW);
  const low = serial - high * LOW;
  out.hex(Math.floor(milliseconds / 0x10000), 8);
  out.byte(HYPHEN);
  out.hex(milliseconds % 0x10000, 4);
  out.byte(HYPHEN);
  out.hex(VERSION_7 | (low >>> 20), 4);
  out.byte(HYPHEN);
  out.hex(VARIANT | ((low >>> 6) & 0x3fff), 4);
  out.byte(HYPHEN);
  out.hex(((low & 0x3f) << 10) | high, 4);
  for (let index = 0; index < SESSION_SEED_BYTES; index++) out.hex(seed[index]!, 2);
}

/** The serial number in a session's id; null where `id` is no UUIDv7 or holds none. */
export function serialOf(id: string): number | null {
  if (!ID.test(id)) return null;
  const group = (from: number): number => Number.parseInt(id.slice(from, from + 4), 16);
  const last = group(24);
  const low = (group(14) & 0xfff) * 2 ** 20 + (group(19) & 0x3fff) * 2 ** 6 + (last >>> 10);
  const serial = (last & 0x3ff) * LOW + low;
  return serial > 0 ? serial : null;
}
