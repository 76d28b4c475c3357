/** Values that configurations of stages and sinks share. */
import { z } from 'zod';
import { parseBytes, parseDuration } from '#base/quantity-text.ts';
import { formatBytes, formatDuration } from '#base/units-format.ts';

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** `"10s"`; milliseconds. Bounds are milliseconds, too. */
export function duration({ min = 1, max = 366 * 86_400_000 }: Bounds = {}): z.ZodType<number> {
  return quantity('a duration such as "10s", "5m" or "2h"', parseDuration, min, max, (ms) => formatDuration(ms / 1000));
}

/** `"64 MB"`; bytes. */
export function byteSize({ min = 1, max = Number.MAX_SAFE_INTEGER }: Bounds = {}): z.ZodType<number> {
  return quantity('a size such as "64 MB"', parseBytes, min, max, formatBytes);
}

function quantity(
  words: string,
  parse: (text: string) => number | null,
  min: number,
  max: number,
  format: (value: number) => string,
): z.ZodType<number> {
  return z.string(`is not ${words}`).transform((text, context) => {
    const value = parse(text);
    if (value !== null && value >= min && value <= max) return value;
    const message = value === null ? `is not ${words}` : `is not between ${format(min)} and ${format(max)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}
