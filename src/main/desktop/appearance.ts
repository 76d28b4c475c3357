/** How the native parts look and speak, as the page said last. */
import { z } from 'zod';
import type { Appearance } from '#contract/desktop-bridge.ts';
import { DEFAULT_BYTE_UNITS } from '#base/rate-text.ts';
import { parsedJson } from './kept-file.ts';

export const DEFAULT_APPEARANCE: Appearance = { theme: 'system', language: 'en', units: DEFAULT_BYTE_UNITS };

export const appearanceSchema: z.ZodType<Appearance> = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['en', 'de']),
  // Not there in the files of older versions.
  units: z
    .strictObject({
      rateUnit: z.enum(['bytes', 'bits']),
      byteBase: z.union([z.literal(1000), z.literal(1024)]),
    })
    .default(DEFAULT_BYTE_UNITS),
});

export function parseAppearance(text: string): Appearance | null {
  return parsedJson(text, (value) => appearanceSchema.safeParse(value).data ?? null);
}
