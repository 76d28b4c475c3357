/** `--config FILE`: YAML, of which JSON is a part. */
import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { failure, type Result } from '#base/result.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '#contract/settings.ts';
import { isErrno } from '#main/host/files/write-errors.ts';

const MAX_CHARACTERS = 1 << 20;

export async function loadSettings(file: string | undefined): Promise<Result<Settings>> {
  if (file === undefined) return { ok: true, value: DEFAULT_SETTINGS };
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isErrno(error)) throw error;
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    return failure('usage', `Cannot read the settings file ${file}: ${reason}`, { remedy: 'Check --config' });
  }
  if (text.length > MAX_CHARACTERS) {
    return failure('usage', `${file} is too large to be a settings file`, { remedy: 'Check --config' });
  }
  // What is odd but valid becomes a wrong key below: no warnings of the library's own.
  const document = parseDocument(text, { logLevel: 'error' });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const message = problem.message.split('\n')[0]!.replace(/:$/, '');
    return failure('usage', `${file} is neither YAML nor JSON: ${message}`, { remedy: 'Correct the file' });
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Aliases that expand without end.
    return failure('usage', `${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const settings = parseSettings(value);
  if (settings.ok) return settings;
  const { message, remedy } = settings.failure;
  return failure('usage', `${file}: ${message}`, remedy === undefined ? {} : { remedy });
}
