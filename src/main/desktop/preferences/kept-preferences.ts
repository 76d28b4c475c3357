/**
 * The desktop preferences while the program runs: read once, written whole at each change, told to who follows them.
 * A change that could not be kept, or that the system refused, does not hold.
 */
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import {
  DEFAULT_DESKTOP_PREFERENCES,
  type DesktopPreferences,
  desktopPreferencesSchema,
} from '#contract/desktop-preferences.ts';
import { parsedJson } from '../kept-file.ts';

export type PreferenceChanges = Partial<DesktopPreferences>;

/** What may be asked for: known keys with values of their type. */
export const preferenceChangesSchema: z.ZodType<PreferenceChanges> = z.strictObject({
  tray: z.boolean().optional(),
  close_to_tray: z.boolean().optional(),
  start_minimised: z.boolean().optional(),
  start_at_login: z.boolean().optional(),
  check_for_updates: z.boolean().optional(),
}) as z.ZodType<PreferenceChanges>;

/** What an older or newer version wrote is taken as far as it is known here; null for anything else. */
export function parseDesktopPreferences(text: string): DesktopPreferences | null {
  return parsedJson(text, (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const known = Object.keys(DEFAULT_DESKTOP_PREFERENCES).map((key) => [key, Reflect.get(value, key)] as const);
    const given = Object.fromEntries(known.filter(([, each]) => each !== undefined));
    return desktopPreferencesSchema.safeParse({ ...DEFAULT_DESKTOP_PREFERENCES, ...given }).data ?? null;
  });
}

export interface PreferencesFile {
  read(): DesktopPreferences | null;
  /** Why it was not written, or null. */
  tryWrite(value: DesktopPreferences): string | null;
}

type Follower = (preferences: DesktopPreferences, before: DesktopPreferences) => void;

export class KeptPreferences {
  readonly #file: PreferencesFile;
  readonly #followers: Follower[] = [];
  #preferences: DesktopPreferences;

  constructor(file: PreferencesFile) {
    this.#file = file;
    this.#preferences = file.read() ?? DEFAULT_DESKTOP_PREFERENCES;
  }

  get current(): DesktopPreferences {
    return this.#preferences;
  }

  /** Called after each change that holds. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  change(changes: PreferenceChanges): Result<DesktopPreferences> {
    const before = this.#preferences;
    const wanted = { ...before, ...changes };
    const why = this.#file.tryWrite(wanted);
    if (why !== null) {
      return failure('unwritable', `The desktop settings could not be kept: ${why}`, {
        remedy: 'Make the folder of the program’s own files writable, then try again',
      });
    }
    this.#preferences = wanted;
    for (const follower of this.#followers) follower(wanted, before);
    return success(wanted);
  }
}
