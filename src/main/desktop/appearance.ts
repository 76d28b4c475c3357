/** How the native parts look and speak, as the page said last. */
import { z } from 'zod';
import type { Appearance } from '#contract/desktop-bridge.ts';
import { parsedJson } from './kept-file.ts';

export const DEFAULT_APPEARANCE: Appearance = { theme: 'system', language: 'en' };

export const appearanceSchema: z.ZodType<Appearance> = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['en', 'de']),
});

export function parseAppearance(text: string): Appearance | null {
  return parsedJson(text, (value) => appearanceSchema.safeParse(value).data ?? null);
}
