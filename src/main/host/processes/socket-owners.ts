/**
 * Which process has a socket: the one that has it open, told by the links in /proc/PID/fd. Processes are gone through only for
 * sockets that are new, first those that had some before. Where several have the same one open (a server that forked), it is the
 * one with the lowest number, but for the first process of the system, which opens sockets for others.
 */
import { opendirSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { readProgram } from './read-program.ts';
import type { WorkSlices } from './work-slices.ts';

export interface SocketProcess {
  readonly pid: number;
  readonly program: string;
}

const FIRST_PROCESS = 1;
/** Links read in one go, the rest is for the next one. */
const MAX_LINKS = 32_768;
/** Entries of a folder that are read at once. */
const FOLDER_ENTRIES = 256;
/** How long a socket's process is believed to be the same, and the same program. */
const KEPT_MS = 30_000;
const MAX_KEPT = 16_384;
/** Sockets that nobody whose links may be read has open are not looked for any more than so often. */
const MAX_MISSES = 2;
const MAX_OWNERS = 64;

export class SocketOwners {
  private readonly proc: string;
  private readonly known = new Map<number, { readonly process: SocketProcess; readonly until: number }>();
  private readonly misses = new Map<number, number>();
  /** Processes that had sockets that were asked for. */
  private readonly owners = new Set<number>();
  /** The process at which the last search had to stop. */
  private resumeAt = 0;

  constructor(proc: string) {
    this.proc = proc;
  }

  /** By inode; those of nobody are not there. */
  async find(inodes: Iterable<number>, slices: WorkSlices): Promise<Map<number, SocketProcess>> {
    const now = performance.now();
    const found = new Map<number, SocketProcess>();
    const sought = new Set<number>();
    for (const inode of inodes) {
      const known = this.known.get(inode);
      if (known !== undefined && now < known.until) found.set(inode, known.process);
      else if ((this.misses.get(inode) ?? 0) < MAX_MISSES) sought.add(inode);
    }
    if (sought.size === 0) return found;
    const pids = await this.search(sought, slices);
    const programs = new Map<number, string | null>();
    for (const [inode, pid] of pids) {
      if (!programs.has(pid)) programs.set(pid, await slices.wait(readProgram(path.join(this.proc, String(pid)))));
      const program = programs.get(pid)!;
      if (program === null) continue;
      const process = { pid, program };
      found.set(inode, process);
      this.keep(inode, process, now + KEPT_MS);
    }
    return found;
  }

  /** Pids by inode. What is found is taken out of `sought`. */
  private async search(sought: Set<number>, slices: WorkSlices): Promise<Map<number, number>> {
    const found = new Map<number, number>();
    const left = { links: MAX_LINKS };
    for (const pid of this.inOrder()) {
      await this.searchProcess(pid, sought, found, slices, left);
      if (sought.size === 0) return found;
      if (left.links <= 0) {
        this.resumeAt = pid;
        return found;
      }
    }
    this.resumeAt = 0;
    if (this.misses.size > MAX_KEPT) this.misses.clear();
    for (const inode of sought) this.misses.set(inode, (this.misses.get(inode) ?? 0) + 1);
    return found;
  }

  private inOrder(): number[] {
    const pids = this.pids();
    const rank = (pid: number): number => {
      if (pid === FIRST_PROCESS) return 3;
      if (this.owners.has(pid)) return 0;
      return pid >= this.resumeAt ? 1 : 2;
    };
    return pids.sort((one, other) => rank(one) - rank(other) || one - other);
  }

  /** None where no more files can be opened. */
  private pids(): number[] {
    try {
      return readdirSync(this.proc)
        .map(Number)
        .filter((pid) => pid > 0);
    } catch {
      return [];
    }
  }

  /** A process that is gone, or whose links may not be read, has nothing. */
  private async searchProcess(
    pid: number,
    sought: Set<number>,
    found: Map<number, number>,
    slices: WorkSlices,
    left: { links: number },
  ): Promise<void> {
    const folder = path.join(this.proc, String(pid), 'fd');
    try {
      const directory = opendirSync(folder, { bufferSize: FOLDER_ENTRIES });
      try {
        for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
          const inode = socketOf(`${folder}/${entry.name}`);
          left.links--;
          if (sought.delete(inode)) {
            found.set(inode, pid);
            this.noteOwner(pid);
            if (sought.size === 0) return;
          }
          await slices.rest();
        }
      } finally {
        directory.closeSync();
      }
    } catch {
      return;
    }
  }

  private noteOwner(pid: number): void {
    this.owners.delete(pid);
    this.owners.add(pid);
    if (this.owners.size > MAX_OWNERS) this.owners.delete(this.owners.values().next().value!);
  }

  private keep(inode: number, process: SocketProcess, until: number): void {
    this.known.delete(inode);
    this.known.set(inode, { process, until });
    if (this.known.size > MAX_KEPT) this.known.delete(this.known.keys().next().value!);
  }
}

/** 0 where it is no socket, or closed by now. */
function socketOf(link: string): number {
  try {
    const target = readlinkSync(link);
    return target.startsWith('socket:[') ? Number(target.slice('socket:['.length, -1)) : 0;
  } catch {
    return 0;
  }
}
