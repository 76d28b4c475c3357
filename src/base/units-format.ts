/**
 * Quantities as people read them: 1000-based units, three significant digits, a space before the unit. The command line
 * and the view use the same table, so that a number reads the same in both.
 */

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `0 B`, `999 B`, `1.23 kB`, `12.3 MB`, `456 GB`. Negative or non-finite input reads as an en dash. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '–';
  let value = bytes;
  let unit = 0;
  // 999.5 would be rounded to 1000 of its unit, so it already belongs to the next one.
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(Math.round(value)) : threeDigits(value)} ${BYTE_UNITS[unit] ?? 'B'}`;
}

/** Bytes per second, e.g. `4.2 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  const text = formatBytes(bytesPerSecond);
  return text === '–' ? text : `${text}/s`;
}

/** Seconds as `0 s`, `180 µs`, `18 ms`, `1.2 s`, `3 m 05 s`, `2 h 04 m`, `3 d 07 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds === 0) return '0 s';
  if (seconds < 0.0009995) return `${threeDigits(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${threeDigits(seconds * 1e3)} ms`;
  if (seconds < 59.95) return `${trimZeros(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${pad(hours % 24)} h`;
}

/** Whole numbers in groups of three, parted by narrow no-break spaces: `1 204`. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '–';
  const digits = String(Math.round(Math.abs(count))).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return count <= -0.5 ? `-${digits}` : digits;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return String(Math.round(value));
  return trimZeros(value >= 9.995 ? value.toFixed(1) : value.toFixed(2));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
