/** `--config FILE`: YAML, of which JSON is a part. */
import { readFile } from 'node:fs/promises';
import { failure, type Result } from '#base/result.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '#contract/settings.ts';
import { isErrno } from '#main/host/files/write-errors.ts';
import { MAX_SETTINGS_CHARACTERS, readSettingsText } from '#main/host/settings/settings-text.ts';

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
  if (text.length > MAX_SETTINGS_CHARACTERS) {
    return failure('usage', `${file} is too large to be a settings file`, { remedy: 'Check --config' });
  }
  const value = readSettingsText(text);
  if (!value.ok) {
    const { message, remedy = 'Correct the file' } = value.failure;
    return failure('usage', `${file} ${message}`, { remedy });
  }
  const settings = parseSettings(value.value);
  if (settings.ok) return settings;
  const { message, remedy } = settings.failure;
  return failure('usage', `${file}: ${message}`, remedy === undefined ? {} : { remedy });
}
