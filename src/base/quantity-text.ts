/** Durations and sizes as people write them: `500ms`, `10s`, `5m`, `2h`, `1d`; `512 B`, `64 MB`, `1.5 GB`. */
import type { Milliseconds } from './units.ts';

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** 1000-based like units-format.ts; the binary ones for who means those. */
const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Null where it is none. A number without a unit is none, either: nobody could tell seconds from milliseconds. */
export function parseDuration(text: string): Milliseconds | null {
  return quantity(text, MILLISECONDS);
}

/** Whole bytes; null where it is no size. */
export function parseBytes(text: string): number | null {
  const bytes = quantity(text.toLowerCase(), BYTES);
  return bytes === null ? null : Math.round(bytes);
}

function quantity(text: string, units: Readonly<Record<string, number>>): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]+)$/.exec(text.trim());
  const unit = units[match?.[2] ?? ''];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}
