/** Whose sockets there are on a Linux machine, from /proc alone: nothing is spawned, and nothing needs to be installed. */
import { closeSync, openSync, readSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProcessProbe, SocketOwner, SocketQuestion } from '#main/engine/store/ports.ts';
import { QuestionsOfFile, SOCKET_FILES, type SocketFile } from './socket-files.ts';
import { SocketLines } from './socket-lines.ts';
import { emptyMatch, noteSocket, takesAnyRemote, type SocketMatch } from './socket-match.ts';
import { SocketOwners, type SocketProcess } from './socket-owners.ts';
import { WorkSlices } from './work-slices.ts';

/** The kernel hands out a page at a time. */
const CHUNK_BYTES = 8192;

export function createLinuxProcessProbe(proc: string = '/proc'): ProcessProbe {
  const known = new SocketOwners(proc);
  const chunk = Buffer.alloc(CHUNK_BYTES);

  async function readSockets(
    file: SocketFile,
    questions: readonly SocketQuestion[],
    matches: readonly SocketMatch[],
    slices: WorkSlices,
  ): Promise<void> {
    const concerned = new QuestionsOfFile(file, questions);
    if (concerned.count === 0) return;
    const lines = new SocketLines(
      file.ipv6,
      (localPort) => concerned.has(localPort),
      (line) => {
        for (const number of concerned.at(line.localPort, line.remotePort)) {
          noteSocket(matches[number]!, questions[number]!, line, file.hasPorts);
        }
      },
    );
    await readChunks(path.join(proc, 'net', file.name), chunk, (bytes) => lines.read(bytes), slices);
  }

  return {
    localAddresses,
    async find(questions) {
      const slices = new WorkSlices();
      const matches = questions.map(() => emptyMatch());
      for (const file of SOCKET_FILES) await readSockets(file, questions, matches, slices);
      const inodes = new Set(matches.flatMap((match) => match.inodes));
      const processes = await known.find(inodes, slices);
      return { owners: matches.map((match) => ownerOf(match, processes)), costMs: slices.finish() };
    },
  };
}

/** None where no more sockets can be opened, which is how the system is asked. */
function localAddresses(): readonly string[] {
  try {
    return Object.values(os.networkInterfaces()).flatMap((of) => of?.map(({ address }) => address) ?? []);
  } catch {
    return [];
  }
}

/** Null where sockets of different programs fit alike. */
function ownerOf(match: SocketMatch, processes: ReadonlyMap<number, SocketProcess>): SocketOwner | null {
  const all = match.inodes.flatMap((inode) => processes.get(inode) ?? []);
  const [first] = all;
  if (first === undefined || all.some(({ program }) => program !== first.program)) return null;
  const isOne = all.every(({ pid }) => pid === first.pid);
  return { pid: isOne ? first.pid : null, program: first.program, anyRemote: takesAnyRemote(match) };
}

/** A file that is not there (a kernel without IPv6, say) has nothing in it. */
async function readChunks(
  file: string,
  chunk: Buffer,
  take: (bytes: Buffer) => void,
  slices: WorkSlices,
): Promise<void> {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return;
  }
  try {
    for (;;) {
      const count = readSync(handle, chunk, 0, chunk.length, null);
      if (count === 0) return;
      take(chunk.subarray(0, count));
      await slices.rest();
    }
  } finally {
    closeSync(handle);
  }
}
