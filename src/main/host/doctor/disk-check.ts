/** Room where the history, the data folder and temporary files lie, held against what the history may still take. */
import { existsSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatBytes } from '#base/units-format.ts';
import type { DoctorCheck } from '#contract/settings-commands.ts';
import type { HistorySettings } from '#contract/settings.ts';
import type { SettingsHome } from '#main/engine/settings-ports.ts';
import { historyFolder } from '../history/history-folder.ts';
import { isErrno } from '../files/write-errors.ts';
import { good, trouble, type CheckName, type NamedCheck } from './check.ts';

/** For exports, uploads and what the database writes on its way. */
const ENOUGH_BYTES = 500e6;
const HARDLY_ANY_BYTES = 50e6;
/** Steps in which a limit is proposed. */
const STEP_BYTES = 100e6;

interface Place {
  readonly what: string;
  readonly folder: string;
}

interface Room {
  readonly free: number;
  readonly places: readonly Place[];
}

/** `settings` undefined: nothing is recorded by this host. */
export function diskCheck(home: string, settings: Pick<SettingsHome, 'read' | 'path'> | undefined): NamedCheck {
  const name = { id: 'disk', title: 'Room on disk' };
  return {
    ...name,
    async run() {
      const rooms = await roomsOf([
        { what: 'data and history', folder: home },
        { what: 'temporary files', folder: tmpdir() },
      ]);
      const kept = (await settings?.read())?.settings.history ?? null;
      const used = await sizeOf(historyFolder(home));
      const wanted = kept === null || !kept.enabled ? 0 : Math.max(0, kept.bytes + kept.packets_bytes - used);
      const says = rooms.map(roomText).join('; ');
      const tightest = rooms.find(({ free }) => free < HARDLY_ANY_BYTES);
      if (tightest !== undefined) return nearlyFull(name, 'failed', says, tightest);
      const own = rooms.find((room) => room.places.some(({ folder }) => folder === home));
      if (own !== undefined && kept !== null && wanted > 0 && own.free - wanted < HARDLY_ANY_BYTES) {
        return tooMuchHistory(name, says, {
          free: own.free,
          used,
          wanted,
          kept,
          file: settings?.path ?? 'settings.yaml',
        });
      }
      const tight = rooms.find(({ free }) => free < ENOUGH_BYTES);
      if (tight !== undefined) return nearlyFull(name, 'warning', says, tight);
      return good(name, wanted === 0 ? says : `${says}; history may take ${formatBytes(wanted)} more`);
    },
  };
}

function roomText({ free, places }: Room): string {
  return `${formatBytes(free)} free for ${places.map(({ what, folder }) => `${what} (${folder})`).join(' and ')}`;
}

function nearlyFull(name: CheckName, state: 'failed' | 'warning', says: string, { free, places }: Room): DoctorCheck {
  const folder = places[0]?.folder ?? '/';
  const onData = places.some(({ what }) => what !== 'temporary files');
  const elsewhere = onData
    ? 'set NETLOUPE_HOME to a folder on another disk before you start Netloupe'
    : 'set TMPDIR to a folder on another disk before you start Netloupe';
  const missing = formatBytes(ENOUGH_BYTES - free);
  return trouble(name, state, `nearly full: ${says}`, {
    text: `Free at least ${missing}, or ${elsewhere}. This shows what takes the room, the largest last`,
    commands: [
      `sudo du -xh --max-depth=2 "$(df --output=target '${nearestExisting(folder)}' | tail -n 1)" | sort -h | tail -n 15`,
    ],
  });
}

interface Wish {
  readonly free: number;
  readonly used: number;
  readonly wanted: number;
  readonly kept: HistorySettings;
  readonly file: string;
}

function tooMuchHistory(name: CheckName, says: string, { free, used, wanted, kept, file }: Wish): DoctorCheck {
  const may = formatBytes(kept.bytes + kept.packets_bytes);
  // The database first; packets are kept only where room is left.
  const all = Math.max(0, Math.floor((used + free - ENOUGH_BYTES) / STEP_BYTES) * STEP_BYTES);
  const bytes = Math.min(kept.bytes, all);
  const packets = Math.min(kept.packets_bytes, all - bytes);
  const lower = [
    ...(bytes < kept.bytes ? [`history.bytes to ${bytes}`] : []),
    ...(packets < kept.packets_bytes ? [`history.packets_bytes to ${packets}`] : []),
  ].join(' and ');
  return trouble(
    name,
    'warning',
    `${says}; history may grow by ${formatBytes(wanted)} more, to the limit of ${may}, and would fill the disk`,
    {
      text:
        bytes === 0
          ? `Free ${formatBytes(wanted - free + ENOUGH_BYTES)}, or switch the history off in the settings (history.enabled in ${file})`
          : `Set ${lower} in ${file} (in the app: Settings, History), or free ${formatBytes(wanted - free + ENOUGH_BYTES)}`,
    },
  );
}

/** One room per file system. */
async function roomsOf(places: readonly Place[]): Promise<readonly Room[]> {
  const rooms = new Map<number, Room>();
  for (const place of places) {
    const existing = nearestExisting(place.folder);
    const [{ dev }, { bavail, bsize }] = await Promise.all([stat(existing), statfs(existing)]);
    const room = rooms.get(dev) ?? { free: bavail * bsize, places: [] };
    rooms.set(dev, { ...room, places: [...room.places, place] });
  }
  return [...rooms.values()];
}

export function nearestExisting(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestExisting(above);
}

/** Of all files in it; 0 where there is none. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) bytes += await sizeOfFile(path.join(entry.parentPath, entry.name));
    }
  } catch (error) {
    if (!isErrno(error)) throw error;
  }
  return bytes;
}

async function sizeOfFile(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    // Removed by whoever records meanwhile.
    if (isErrno(error)) return 0;
    throw error;
  }
}
