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

/** Of the two hexadecimal digits of every byte. */
const firstDigits: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => (byte >> 4).toString(16).charCodeAt(0));
const secondDigits: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => (byte & 15).toString(16).charCodeAt(0));

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
  const upper = Math.floor(milliseconds / 0x10000);
  out.reserve(ID_LENGTH);
  const { bytes, length } = out;
  writeGroup(bytes, length, upper >>> 16);
  writeGroup(bytes, length + 4, upper & 0xffff);
  bytes[length + 8] = HYPHEN;
  writeGroup(bytes, length + 9, milliseconds - upper * 0x10000);
  bytes[length + 13] = HYPHEN;
  writeGroup(bytes, length + 14, VERSION_7 | (low >>> 20));
  bytes[length + 18] = HYPHEN;
  writeGroup(bytes, length + 19, VARIANT | ((low >>> 6) & 0x3fff));
  bytes[length + 23] = HYPHEN;
  writeGroup(bytes, length + 24, ((low & 0x3f) << 10) | high);
  writeGroup(bytes, length + 28, (seed[0]! << 8) | seed[1]!);
  writeGroup(bytes, length + 32, (seed[2]! << 8) | seed[3]!);
  out.length = length + ID_LENGTH;
}

/** Four hexadecimal digits. */
function writeGroup(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = firstDigits[value >>> 8]!;
  bytes[at + 1] = secondDigits[value >>> 8]!;
  bytes[at + 2] = firstDigits[value & 0xff]!;
  bytes[at + 3] = secondDigits[value & 0xff]!;
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
