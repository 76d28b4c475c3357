/** Settings as text: YAML, of which JSON is a part. */
import { parseDocument, stringify } from 'yaml';
import { failure, success, type Result } from '#base/result.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';

export const MAX_SETTINGS_CHARACTERS: number = 1 << 20;

const HEAD = `# Netloupe's settings: only what differs from the defaults. All keys: docs/formats.md
`;

/** What the text holds, unchecked; null for an empty one. Failures: `invalid`, without the file's name. */
export function readSettingsText(text: string): Result<unknown> {
  // What is odd but valid becomes a wrong key when it is checked: no warnings of the library's own.
  const document = parseDocument(text, { logLevel: 'error' });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const message = problem.message.split('\n')[0]!.replace(/:$/, '');
    return failure('invalid', `is neither YAML nor JSON: ${message}`, { remedy: 'Correct the file' });
  }
  try {
    return success(document.toJS());
  } catch (error) {
    // Aliases that expand without end.
    return failure('invalid', `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function settingsText(settings: Settings): string {
  const different = differences(settings, DEFAULT_SETTINGS);
  return different === undefined ? HEAD : HEAD + stringify(different);
}

/** Undefined where both are the same. */
function differences(value: unknown, usual: unknown): unknown {
  if (!isRecord(value) || !isRecord(usual)) return JSON.stringify(value) === JSON.stringify(usual) ? undefined : value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, differences(inner, usual[key])] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
