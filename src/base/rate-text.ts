/** Rates and sizes in the units that somebody prefers. With the defaults they read as `units-format.ts` says them. */
import { formatBytes as formatDecimalBytes } from './units-format.ts';

export interface ByteUnits {
  /** Of rates. */
  readonly rateUnit: 'bytes' | 'bits';
  /** 1000: kB, MB; 1024: KiB, MiB. */
  readonly byteBase: 1000 | 1024;
}

export const DEFAULT_BYTE_UNITS: ByteUnits = { rateUnit: 'bytes', byteBase: 1000 };

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const BIT_UNITS = ['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit', 'Pbit'] as const;

/** `12.3 MB`, or `11.7 MiB`. Negative or non-finite input reads as an en dash. */
export function bytesText(bytes: number, { byteBase }: Pick<ByteUnits, 'byteBase'>): string {
  return byteBase === 1000 ? formatDecimalBytes(bytes) : scaled(bytes, 1024, BINARY_UNITS);
}

/** `4.2 MB/s`, `33.6 Mbit/s`. Bits are always 1000-based, as links are sold. */
export function rateText(bytesPerSecond: number, units: ByteUnits): string {
  const text =
    units.rateUnit === 'bits' ? scaled(bytesPerSecond * 8, 1000, BIT_UNITS) : bytesText(bytesPerSecond, units);
  return text === '–' ? text : `${text}/s`;
}

function scaled(amount: number, base: number, units: readonly string[]): string {
  if (!Number.isFinite(amount) || amount < 0) return '–';
  let value = amount;
  let unit = 0;
  while (value >= base - 0.5 && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const text = value.toFixed(digits);
  return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} ${units[unit] ?? ''}`;
}
