/** How one person wants to see things: kept by the view, never by the engine. Every key has a default, so that older files stay readable. */
import { z } from 'zod';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface SavedFilter {
  readonly name: string;
  readonly text: string;
}

export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** `system`: the browser's or the system's language where there are words for it, else English. */
  readonly language: 'system' | Language;
  /** Of rates. */
  readonly rateUnit: 'bytes' | 'bits';
  /** 1000: kB, MB; 1024: KiB, MiB. */
  readonly byteBase: 1000 | 1024;
  readonly timeZone: 'local' | 'utc';
  readonly density: 'compact' | 'comfortable';
  /** Names and addresses are replaced in views, exports and copies. */
  readonly redact: boolean;
  readonly savedFilters: readonly SavedFilter[];
}

export const preferencesSchema: z.ZodType<Preferences> = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.enum(['system', ...LANGUAGES]).default('system'),
  rateUnit: z.enum(['bytes', 'bits']).default('bytes'),
  byteBase: z.union([z.literal(1000), z.literal(1024)]).default(1000),
  timeZone: z.enum(['local', 'utc']).default('local'),
  density: z.enum(['compact', 'comfortable']).default('compact'),
  redact: z.boolean().default(false),
  savedFilters: z
    .array(z.strictObject({ name: z.string().min(1).max(80), text: z.string().min(1).max(4096) }))
    .max(200)
    .default([]),
});

export const DEFAULT_PREFERENCES: Preferences = preferencesSchema.parse({});
