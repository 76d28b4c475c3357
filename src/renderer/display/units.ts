/** Quantities in the units that were chosen; with the defaults they read as on the command line (`base/units-format.ts`). */
import { bytesText, rateText } from '#base/rate-text.ts';
import { displayChoice } from './display-choice.ts';

export { formatCount, formatDuration } from '#base/units-format.ts';

const DECIMAL_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `12.3 MB`, or `11.7 MiB` where 1024 was chosen. Negative or non-finite input reads as an en dash. */
export function formatBytes(bytes: number): string {
  return bytesText(bytes, displayChoice());
}

/** Bytes per second, said in what was chosen: `4.2 MB/s`, `33.6 Mbit/s`. Bits are always 1000-based, as links are sold. */
export function formatRate(bytesPerSecond: number): string {
  return rateText(bytesPerSecond, displayChoice());
}

/** What all numbers of a column are said in. */
export interface ByteScale {
  readonly unit: string;
  /** Bytes. */
  readonly size: number;
}

/** The unit in which the largest of a column reads best. */
export function byteScale(largest: number): ByteScale {
  const base = displayChoice().byteBase;
  const units = base === 1000 ? DECIMAL_UNITS : BINARY_UNITS;
  let unit = 0;
  let size = 1;
  while (largest / size >= base - 0.5 && unit < units.length - 1) {
    size *= base;
    unit += 1;
  }
  return { unit: units[unit] ?? 'B', size };
}

/** `12.40` of the column's unit; what would vanish in it keeps a unit of its own: `640 B`. */
export function bytesInScale(bytes: number, { size }: ByteScale): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '–';
  if (bytes === 0) return '0';
  if (size === 1) return String(bytes);
  return bytes / size < 0.01 ? formatBytes(bytes) : (bytes / size).toFixed(2);
}
