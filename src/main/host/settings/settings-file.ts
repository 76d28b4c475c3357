/**
 * `settings.yaml`. Several processes share it: it is read whenever it is asked for, and replaced as a whole, so that whoever reads
 * sees one version or the next. What is wrong with it never keeps anybody from capturing: the file is set aside under another
 * name, what can be used of it holds and is written anew, and what happened is said until the process ends.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { success, type Result } from '#base/result.ts';
import {
  checkSettings,
  DEFAULT_SETTINGS,
  describeSettingsProblem,
  type Settings,
  type SettingsProblem,
} from '#contract/settings.ts';
import type { KeptSettings, SettingsHome } from '#main/engine/settings-ports.ts';
import { makeFolder } from '../files/make-folder.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { isRecord, MAX_SETTINGS_CHARACTERS, readSettingsText, settingsText } from './settings-text.ts';

const FILE_NAME = 'settings.yaml';

/** `home`: the data folder, which is made when something is written. */
export function createSettingsFile(home: string): SettingsHome {
  return new SettingsFile(home);
}

/** Settings that were given for this run: they hold, and cannot be changed. */
export function fixedSettings(settings: Settings, file: string): SettingsHome {
  const kept: KeptSettings = {
    settings,
    fixed: `they were given with --config ${file}; change them there and start again`,
    damaged: null,
    written: true,
  };
  return {
    path: path.resolve(file),
    read: () => Promise.resolve(kept),
    // Nobody gets here: what is fixed is refused before.
    write: () => Promise.resolve(success(null)),
  };
}

class SettingsFile implements SettingsHome {
  readonly path: string;
  private damaged: string | null = null;
  /** One after the other: two reads must not set the same file aside. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(home: string) {
    this.path = path.join(home, FILE_NAME);
  }

  read(): Promise<KeptSettings> {
    return this.inTurn(() => this.readFile());
  }

  write(settings: Settings): Promise<Result<null>> {
    return this.inTurn(() => this.replace(settings));
  }

  private async readFile(): Promise<KeptSettings> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (!isErrno(error)) throw error;
      if (error.code === 'ENOENT') return this.kept(DEFAULT_SETTINGS, await this.whyNotWritable(), false);
      // Whatever is in it is not lost; nothing is written over it.
      return this.kept(DEFAULT_SETTINGS, `${this.path} cannot be read (${error.message}), so the defaults hold`);
    }
    const value = text.length > MAX_SETTINGS_CHARACTERS ? null : readSettingsText(text);
    if (value === null) return await this.setAside('it is too large to be a settings file', DEFAULT_SETTINGS);
    if (!value.ok) return await this.setAside(`it ${value.failure.message}`, DEFAULT_SETTINGS);
    const { settings, problems } = checkSettings(value.value);
    if (settings !== null) return this.kept(settings, await this.whyNotWritable());
    return await this.setAside(problems.map(describeSettingsProblem).join('; '), usablePart(value.value, problems));
  }

  private kept(settings: Settings, fixed: string | null, written = true): KeptSettings {
    return { settings, fixed, damaged: this.damaged, written };
  }

  private async setAside(why: string, usable: Settings): Promise<KeptSettings> {
    const aside = `${this.path}.damaged-${randomBytes(4).toString('hex')}`;
    try {
      await rename(this.path, aside);
    } catch (error) {
      if (!isErrno(error)) throw error;
      // Another process was faster: what it left is what holds.
      if (error.code === 'ENOENT') return this.kept(usable, null);
      return this.kept(usable, `${this.path} is damaged (${why}) and cannot be set aside: ${error.message}`);
    }
    this.damaged = `${why}. The file is now ${aside}`;
    const written = await this.replace(usable);
    return this.kept(usable, written.ok ? null : written.failure.message);
  }

  private async replace(settings: Settings): Promise<Result<null>> {
    const temporary = `${this.path}.${randomBytes(6).toString('hex')}.part`;
    try {
      makeFolder(path.dirname(this.path), 0o700);
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(settingsText(settings));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.path);
      await syncFolder(path.dirname(this.path));
      return success(null);
    } catch (error) {
      await rm(temporary, { force: true });
      return describeWriteError(error, this.path);
    }
  }

  /** Null where it can be written, as far as one can know. */
  private async whyNotWritable(): Promise<string | null> {
    try {
      await access(path.dirname(this.path), constants.W_OK);
      return null;
    } catch (error) {
      if (!isErrno(error)) throw error;
      // It is made when something is to be kept.
      return error.code === 'ENOENT' ? null : `nothing can be written to ${path.dirname(this.path)}`;
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/** Without the keys that are wrong; a key within a list takes the list with it. */
function usablePart(value: unknown, problems: readonly SettingsProblem[]): Settings {
  if (!isRecord(value)) return DEFAULT_SETTINGS;
  const copy = structuredClone(value) as Record<string, unknown>;
  for (const { path: wrong } of problems) {
    if (wrong === '') return DEFAULT_SETTINGS;
    removeKey(copy, wrong.split('.'));
  }
  return checkSettings(copy).settings ?? DEFAULT_SETTINGS;
}

function removeKey(within: Record<string, unknown>, [key = '', ...rest]: readonly string[]): void {
  const inner = within[key];
  if (rest.length > 0 && isRecord(inner)) removeKey(inner as Record<string, unknown>, rest);
  else delete within[key];
}
