/** For tests: a network namespace of this process's own, which goes away with it, and traffic in it. */
import { execFileSync } from 'node:child_process';
import dgram from 'node:dgram';
import koffi from 'koffi';
import type { PacketSource, SourceEnd } from '#main/engine/capture/packet-source.ts';

const CLONE_NEWNET = 0x4000_0000;

/** Only root on Linux with iproute2 may. */
export function canMakeNamespace(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return programRuns('ip', '-V');
}

export function programRuns(program: string, ...parameters: string[]): boolean {
  try {
    execFileSync(program, parameters, { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** Moves this process's main thread, and what it starts from now on, into a new namespace with `lo` up. */
export function enterNewNamespace(): void {
  const status: unknown = koffi.load(null).func('int unshare(int flags)')(CLONE_NEWNET);
  if (status !== 0) throw new Error('unshare failed');
  ip('link set lo up');
}

export function ip(command: string): void {
  execFileSync('ip', command.split(' '), { stdio: 'pipe' });
}

/** Datagrams to the discard port. */
export async function sendDatagrams(count: number, address: string = '127.0.0.1', size: number = 10): Promise<void> {
  const socket = dgram.createSocket('udp4');
  for (let index = 0; index < count; index++) {
    await new Promise((resolve) => {
      socket.send(Buffer.alloc(size, index), 9, address, resolve);
    });
  }
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
}

export interface TakenPacket {
  readonly time: number;
  readonly interfaceId: number;
  readonly wireLength: number;
  readonly capturedLength: number;
}

/** Reads to the end, or until `enough` packets have been seen. */
export async function take(
  source: PacketSource,
  enough: number = Infinity,
): Promise<{ seen: TakenPacket[]; end: SourceEnd | null }> {
  const seen: TakenPacket[] = [];
  let end: SourceEnd | null = null;
  while (end === null && seen.length < enough) {
    const batch = await source.next();
    if ('end' in batch) end = batch;
    else {
      for (let row = 0; row < batch.count; row++) {
        seen.push({
          time: batch.times[row] ?? 0,
          interfaceId: batch.interfaceIds[row] ?? 0,
          wireLength: batch.wireLengths[row] ?? 0,
          capturedLength: batch.capturedLengths[row] ?? 0,
        });
      }
    }
  }
  return { seen, end };
}
