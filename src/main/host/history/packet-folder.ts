/** The folder of the ring of packets: files for this user alone, and one program that writes. */
import { constants } from 'node:fs';
import {
  chmod,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import type { GrowingFile, PacketFolder, StoredFile } from '#main/engine/packet-disk/ports.ts';
import { openFailure, readFailure } from '../capture/open-failures.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';

const LOCK = 'in-use';
/** Whoever holds the lock says so again every few seconds; a lock that is older than this was left behind. */
const STALE_AFTER_MS = 60_000;
const HEARTBEAT_MS = 10_000;
const MINE_ALONE = 0o600;

export function createPacketFolder(folder: string): PacketFolder {
  const at = (name: string): string => path.join(folder, name);
  let heartbeat: NodeJS.Timeout | null = null;
  return {
    path: folder,
    async lock() {
      try {
        makeFolder(folder, 0o700);
        await chmod(folder, 0o700);
        const taken = await takeLock(at(LOCK));
        if (!taken.ok) return taken;
        heartbeat = setInterval(() => void utimes(at(LOCK), new Date(), new Date()).catch(ignoreSystem), HEARTBEAT_MS);
        heartbeat.unref();
        return success(null);
      } catch (error) {
        return describeWriteError(error, folder);
      }
    },
    async unlock() {
      if (heartbeat === null) return;
      clearInterval(heartbeat);
      heartbeat = null;
      await rm(at(LOCK), { force: true }).catch(ignoreSystem);
    },
    async list() {
      try {
        const files: StoredFile[] = [];
        for (const name of await readdir(folder)) {
          const found = await stat(at(name)).catch(ignoreSystem);
          if (found?.isFile() === true && name !== LOCK) files.push({ name, bytes: found.size });
        }
        return success(files);
      } catch (error) {
        if (isErrno(error) && error.code === 'ENOENT') return success([]);
        if (!isErrno(error)) throw error;
        return openFailure(error, folder);
      }
    },
    async create(name) {
      try {
        return success(new AppendedFile(await open(at(name), 'wx', MINE_ALONE), at(name)));
      } catch (error) {
        return describeWriteError(error, at(name));
      }
    },
    async open(name, bytes) {
      try {
        return success(new LeadingBytes(await open(at(name), constants.O_RDONLY), bytes, name));
      } catch (error) {
        if (!isErrno(error)) throw error;
        return openFailure(error, at(name));
      }
    },
    async readText(name) {
      try {
        return success(await readFile(at(name), 'utf8'));
      } catch (error) {
        if (!isErrno(error)) throw error;
        return error.code === 'ENOENT' ? success(null) : readFailure(error, at(name));
      }
    },
    writeText: (name, text) =>
      done(at(name), async () => {
        await writeFile(at(`${name}.part`), text, { mode: MINE_ALONE });
        await rename(at(`${name}.part`), at(name));
      }),
    rename: (name, to) => done(at(to), () => rename(at(name), at(to))),
    truncate: (name, bytes) => done(at(name), () => truncate(at(name), bytes)),
    remove: (name) => done(at(name), () => rm(at(name), { force: true })),
  };
}

async function done(file: string, work: () => Promise<void>): Promise<Result<null>> {
  try {
    await work();
    return success(null);
  } catch (error) {
    return describeWriteError(error, file);
  }
}

/** What could not be done is tried again, or was done by somebody else. */
function ignoreSystem(error: unknown): null {
  if (!isErrno(error)) throw error;
  return null;
}

async function takeLock(file: string): Promise<Result<null>> {
  const me = `${process.pid} ${hostname()}\n`;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, me, { flag: 'wx', mode: MINE_ALONE });
      return success(null);
    } catch (error) {
      if (!isErrno(error) || error.code !== 'EEXIST') return describeWriteError(error, file);
    }
    const holder = await livingHolder(file);
    if (holder !== null) return occupied(holder);
    await rm(file, { force: true });
  }
  return occupied('another program');
}

function occupied(holder: string): Result<never> {
  return failure('in-use', `Packets on disk are kept by ${holder}`, {
    remedy: 'Close the other Netloupe, or leave it to that one',
  });
}

/** Null: it was left behind. */
async function livingHolder(file: string): Promise<string | null> {
  const found = await stat(file).catch(ignoreSystem);
  if (found === null) return null;
  if (Date.now() - found.mtimeMs > STALE_AFTER_MS) return null;
  const [pid, host] = (await readFile(file, 'utf8').catch(ignoreSystem))?.trim().split(' ') ?? [];
  if (host === hostname() && Number(pid) !== process.pid && isGone(Number(pid))) return null;
  return `process ${pid ?? '?'} on ${host ?? '?'}`;
}

function isGone(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return isErrno(error) && error.code === 'ESRCH';
  }
}

class AppendedFile implements GrowingFile {
  readonly #handle: FileHandle;
  readonly #file: string;
  #bytes = 0;
  #isOpen = true;

  constructor(handle: FileHandle, file: string) {
    this.#handle = handle;
    this.#file = file;
  }

  async write(bytes: Uint8Array): Promise<Result<null>> {
    let at = 0;
    try {
      // A short count is not an error yet: the next call says why.
      while (at < bytes.length) {
        at += (await this.#handle.write(bytes, at, bytes.length - at, this.#bytes + at)).bytesWritten;
      }
    } catch (error) {
      const told: { readonly ok: false; readonly failure: Failure } = describeWriteError(error, this.#file);
      await this.#handle.truncate(this.#bytes).catch(ignoreSystem);
      return told;
    }
    this.#bytes += bytes.length;
    return success(null);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }
}

/** So much of a file as was whole when it was asked for. */
class LeadingBytes implements ByteSource {
  position = 0;
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #name: string;
  #isOpen = true;

  constructor(handle: FileHandle, bytes: number, name: string) {
    this.#handle = handle;
    this.size = bytes;
    this.#name = name;
  }

  async read(into: Uint8Array): Promise<Result<number>> {
    const wanted = Math.min(into.length, this.size - this.position);
    if (!this.#isOpen || wanted <= 0) return success(0);
    try {
      const { bytesRead } = await this.#handle.read(into, 0, wanted, this.position);
      this.position += bytesRead;
      return success(bytesRead);
    } catch (error) {
      return readFailure(error, this.#name);
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }
}
