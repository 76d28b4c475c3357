/** The machine itself: its clock, the data folder, and what the program runs on. */
import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { findProgram } from '../capture/programs.ts';
import { isErrno } from '../files/write-errors.ts';
import { good, trouble, type NamedCheck, type Remedy } from './check.ts';
import { nearestExisting } from './disk-check.ts';
import { userName } from './groups.ts';

/** A clock that is set to before this is not set. */
const EARLIEST_MS: number = Date.UTC(2026, 0, 1);
const LATEST_MS: number = Date.UTC(2100, 0, 1);
const ASK_TIMEOUT_MS = 3000;

/** Sessions' times, their timeouts and what is compared with other logs hang on it. */
export function clockCheck(nowMs: () => number = Date.now): NamedCheck {
  const name = { id: 'clock', title: 'Clock' };
  return {
    ...name,
    async run() {
      const now = nowMs();
      const shown = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
      const remedy = await clockRemedy();
      if (now < EARLIEST_MS || now > LATEST_MS) return trouble(name, 'failed', `it says ${shown} UTC`, remedy);
      const synchronised = await isSynchronised();
      if (synchronised === false) {
        return trouble(name, 'warning', `it says ${shown} UTC, but is not synchronised with the network`, remedy);
      }
      return good(name, `${shown} UTC${synchronised === true ? ', synchronised with the network' : ''}`);
    },
  };
}

/** By what there is on this machine. */
async function clockRemedy(): Promise<Remedy> {
  const text = 'Set the clock by the network';
  if (process.platform === 'darwin') return { text, commands: ['sudo sntp -sS time.apple.com'] };
  if (process.platform === 'win32') return { text, commands: ['w32tm /resync'] };
  if ((await findProgram('chronyc')) !== null) return { text, commands: ['sudo chronyc makestep'] };
  if ((await findProgram('timedatectl')) !== null) return { text, commands: ['sudo timedatectl set-ntp true'] };
  return { text: 'Set the clock', commands: ["sudo date --utc --set='YYYY-MM-DD hh:mm:ss'"] };
}

/** Null where nobody here knows. */
async function isSynchronised(): Promise<boolean | null> {
  if (process.platform !== 'linux') return null;
  // Made by systemd-timesyncd once it has set the clock.
  if (existsSync('/run/systemd/timesync/synchronized')) return true;
  const timedatectl = await findProgram('timedatectl');
  if (timedatectl === null) return null;
  return new Promise((resolve) => {
    execFile(
      timedatectl,
      ['show', '--property=NTPSynchronized', '--value'],
      { timeout: ASK_TIMEOUT_MS },
      (error, stdout) => resolve(error !== null ? null : stdout.trim() === 'yes'),
    );
  });
}

/** Plugins, pipelines, their spools and the settings lie there. */
export function dataFolderCheck(home: string): NamedCheck {
  const name = { id: 'data-folder', title: 'Data folder' };
  return {
    ...name,
    async run() {
      const existing = nearestExisting(home);
      const owner = userName() ?? '"$USER"';
      try {
        await access(existing, constants.W_OK);
      } catch (error) {
        if (!isErrno(error)) throw error;
        return trouble(name, 'failed', `${home}: ${existing} cannot be written`, {
          text: 'Make the folder yours, or name another one with NETLOUPE_HOME',
          commands: [`sudo install -d -m 0700 -o ${owner} '${home}'`],
        });
      }
      return good(name, existing === home ? `in ${home}` : `in ${home}, which is made when something is kept`);
    },
  };
}

export function programCheck(version: string): NamedCheck {
  const name = { id: 'node', title: 'Program' };
  const { electron, node } = process.versions;
  const on = electron === undefined ? `Node ${node}` : `Electron ${electron}, Node ${node}`;
  return { ...name, run: () => good(name, `netloupe ${version} on ${on}, ${process.platform} ${process.arch}`) };
}
