/** The machine itself: its clock, room for files, and what the program runs on. */
import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatBytes } from '#base/units-format.ts';
import type { DoctorCheck } from '#contract/settings-commands.ts';
import { findProgram } from '../capture/programs.ts';
import { isErrno } from '../files/write-errors.ts';
import { good, trouble, type CheckName, type NamedCheck } from './check.ts';

/** A clock that is set to before this is not set. */
const EARLIEST_MS: number = Date.UTC(2026, 0, 1);
const LATEST_MS: number = Date.UTC(2100, 0, 1);
const ASK_TIMEOUT_MS = 3000;
const ENOUGH_BYTES = 500e6;
const HARDLY_ANY_BYTES = 50e6;

/** Sessions' times, their timeouts and what is compared with other logs hang on it. */
export function clockCheck(nowMs: () => number = Date.now): NamedCheck {
  const name = { id: 'clock', title: 'Clock' };
  return {
    ...name,
    async run() {
      const now = nowMs();
      const shown = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
      const remedy = { text: 'Set the clock by the network', commands: ['sudo timedatectl set-ntp true'] };
      if (now < EARLIEST_MS || now > LATEST_MS) return trouble(name, 'failed', `it says ${shown} UTC`, remedy);
      const synchronised = await isSynchronised();
      if (synchronised === false) {
        return trouble(name, 'warning', `it says ${shown} UTC, but is not synchronised with the network`, remedy);
      }
      return good(name, `${shown} UTC${synchronised === true ? ', synchronised with the network' : ''}`);
    },
  };
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
      try {
        await access(existing, constants.W_OK);
      } catch (error) {
        if (!isErrno(error)) throw error;
        return trouble(name, 'failed', `${home}: ${existing} cannot be written`, {
          text: 'Make the folder yours, or name another one with NETLOUPE_HOME',
          commands: [`sudo chown -R "$USER" '${existing}'`],
        });
      }
      return await roomIn(name, existing, home, 'Free some space, or name a folder on another disk with NETLOUPE_HOME');
    },
  };
}

/** Uploads and downloads of the browser view lie there for a while. */
export function temporaryFilesCheck(): NamedCheck {
  const name = { id: 'disk', title: 'Temporary files' };
  return {
    ...name,
    run: () => roomIn(name, tmpdir(), tmpdir(), 'Free some space, or set TMPDIR to a folder on another disk'),
  };
}

async function roomIn(name: CheckName, existing: string, shown: string, remedy: string): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const says = `${formatBytes(free)} free in ${shown}`;
  if (free > ENOUGH_BYTES) return good(name, says);
  return trouble(name, free > HARDLY_ANY_BYTES ? 'warning' : 'failed', says, { text: remedy });
}

function nearestExisting(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestExisting(above);
}

export function programCheck(version: string): NamedCheck {
  const name = { id: 'node', title: 'Program' };
  const { electron, node } = process.versions;
  const on = electron === undefined ? `Node ${node}` : `Electron ${electron}, Node ${node}`;
  return { ...name, run: () => good(name, `netloupe ${version} on ${on}, ${process.platform} ${process.arch}`) };
}
