/** Everything that can be chosen, as one file: written, read back with every mistake named, and compared with what holds. Pure. */
import { DEFAULT_PREFERENCES, preferencesSchema, type Preferences } from '#contract/preferences.ts';
import { checkSettings, PATH_SETTINGS, settingAt, type Settings } from '#contract/settings.ts';
import { describeProblem } from '#contract/schema-words.ts';
import { differingPaths } from './settings-form.ts';
import { withSetting } from './settings-store.ts';

export const TRANSFER_FILE = 'netloupe-settings.json';
export const MAX_TRANSFER_BYTES: number = 1 << 20;
const VERSION = 1;
const KEYS = ['netloupe_settings', 'settings', 'preferences'];

export interface Choices {
  readonly settings: Settings;
  readonly preferences: Preferences;
}

export interface TransferMistake {
  /** `settings.timeouts.udp`; empty: the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What is in a file; a part that is left out is null and stays as it is. */
export interface TransferRead {
  readonly settings: Settings | null;
  readonly preferences: Preferences | null;
  /** Where there is any, nothing of the file is to be taken. */
  readonly mistakes: readonly TransferMistake[];
}

export interface ChoiceChange {
  /** `settings.timeouts.udp`, `preferences.theme`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export function transferText({ settings, preferences }: Choices): string {
  return `${JSON.stringify({ netloupe_settings: VERSION, settings, preferences }, null, 2)}\n`;
}

export function readTransfer(text: string): TransferRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused('', `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(value) || !('netloupe_settings' in value)) return refused('', 'is no file of settings of Netloupe');
  if (value['netloupe_settings'] !== VERSION) {
    return refused('netloupe_settings', `is version ${JSON.stringify(value['netloupe_settings'])}, not ${VERSION}`);
  }
  const mistakes: TransferMistake[] = Object.keys(value)
    .filter((key) => !KEYS.includes(key))
    .map((path) => ({ path, message: 'is an unknown key' }));
  const settings = settingsPart(value['settings'], mistakes);
  const preferences = preferencesPart(value['preferences'], mistakes);
  return { settings, preferences, mistakes };
}

function refused(path: string, message: string): TransferRead {
  return { settings: null, preferences: null, mistakes: [{ path, message }] };
}

function settingsPart(value: unknown, mistakes: TransferMistake[]): Settings | null {
  if (value === undefined) return null;
  const { settings, problems } = checkSettings(value);
  for (const { path, message, kind } of problems) {
    mistakes.push({
      path: path === '' ? 'settings' : `settings.${path}`,
      message: kind === 'unknown' ? `is an unknown key${message}` : message,
    });
  }
  return settings;
}

function preferencesPart(value: unknown, mistakes: TransferMistake[]): Preferences | null {
  if (value === undefined) return null;
  const parsed = preferencesSchema.safeParse(value);
  for (const issue of parsed.error?.issues ?? []) {
    mistakes.push({
      path: ['preferences', ...issue.path.map(String)].join('.'),
      message: describeProblem(issue.message),
    });
  }
  if (isRecord(value)) {
    for (const key of Object.keys(value)) {
      if (!(key in DEFAULT_PREFERENCES)) mistakes.push({ path: `preferences.${key}`, message: 'is an unknown key' });
    }
  }
  return parsed.data ?? null;
}

/** With the paths that hold now: a file from elsewhere must not name files of this machine where the host does not allow it. */
export function keepingPaths(settings: Settings, now: Settings): Settings {
  let kept: unknown = settings;
  for (const path of PATH_SETTINGS) kept = withSetting(kept as Settings, path, settingAt(now, path));
  return kept as Settings;
}

export function changesBetween(before: Choices, after: Choices): ChoiceChange[] {
  const settings = differingPaths(before.settings, after.settings).map((path) => ({
    path: `settings.${path}`,
    before: settingAt(before.settings, path),
    after: settingAt(after.settings, path),
  }));
  const keys = Object.keys(DEFAULT_PREFERENCES) as (keyof Preferences)[];
  const preferences = keys
    .filter((key) => JSON.stringify(before.preferences[key]) !== JSON.stringify(after.preferences[key]))
    .map((key) => ({ path: `preferences.${key}`, before: before.preferences[key], after: after.preferences[key] }));
  return [...settings, ...preferences];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
