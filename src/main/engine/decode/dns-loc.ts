/** LOC (RFC 1876 §2, §3): where something is. */
import type { DataReader } from './dns-reader.ts';

/** Equator and prime meridian, in thousandths of a second of arc. */
const ORIGIN = 2 ** 31;
const MILLISECONDS_OF_ARC_PER_DEGREE = 3_600_000;
/** Altitudes count from 100,000 m below the reference spheroid, in centimetres. */
const ALTITUDE_ORIGIN = 10_000_000;

export function formatLocation(reader: DataReader): string {
  if (reader.u8() !== 0) reader.fail();
  const size = formatPrecision(reader);
  const horizontal = formatPrecision(reader);
  const vertical = formatPrecision(reader);
  const latitude = formatAngle(reader.u32() - ORIGIN, 'N', 'S');
  const longitude = formatAngle(reader.u32() - ORIGIN, 'E', 'W');
  const altitude = ((reader.u32() - ALTITUDE_ORIGIN) / 100).toFixed(2);
  return `${latitude} ${longitude} ${altitude}m ${size} ${horizontal} ${vertical}`;
}

function formatAngle(value: number, positive: string, negative: string): string {
  const size = Math.abs(value);
  const degrees = Math.floor(size / MILLISECONDS_OF_ARC_PER_DEGREE);
  const minutes = Math.floor(size / 60_000) % 60;
  const seconds = ((size % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${degrees} ${String(minutes).padStart(2, '0')} ${seconds} ${value < 0 ? negative : positive}`;
}

/** Four bits of mantissa, four of exponent of ten, in centimetres; digits above nine are not defined. */
function formatPrecision(reader: DataReader): string {
  const octet = reader.u8();
  const exponent = octet & 0x0f;
  if (octet >> 4 > 9 || exponent > 9) reader.fail();
  return `${(((octet >> 4) * 10 ** exponent) / 100).toFixed(2)}m`;
}
