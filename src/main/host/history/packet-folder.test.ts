/** The ring of packets on a real disk: killed, full, shared, and read by Wireshark's own reader. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PacketDisk } from '#main/engine/packet-disk/packet-disk.ts';
import { storedBatches } from '#main/engine/packet-disk/stored-packets.ts';
import { createClock } from '../clock.ts';
import { buildProgram, type BuiltProgram } from '../plugins/test-build.ts';
import { createPacketFolder } from './packet-folder.ts';

const MIB = 1 << 20;
const root = mkdtempSync(path.join(tmpdir(), 'netloupe-packets-'));
let program: BuiltProgram | null = null;
let writer = '';
beforeAll(async () => {
  program = await buildProgram('../history/test-packet-writer.ts');
  writer = program.file;
}, 60_000);
afterAll(() => {
  program?.dispose();
  rmSync(root, { recursive: true, force: true });
});

function diskIn(folder: string, bytes: number = 64 * MIB): PacketDisk {
  const limits = { enabled: true, days: 0, packets_bytes: bytes };
  const disk = new PacketDisk(
    { folder: createPacketFolder(folder), clock: createClock(), version: 'test', changed: () => undefined },
    limits,
  );
  disk.start();
  return disk;
}

async function numbersIn(disk: PacketDisk): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { batch } of storedBatches(disk, null)) {
    const view = new DataView(batch.bytes.buffer, batch.bytes.byteOffset);
    for (let row = 0; row < batch.count; row++) numbers.push(view.getUint32(batch.offsets[row]!));
  }
  return numbers;
}

function hasTshark(): boolean {
  return spawnSync('tshark', ['--version']).status === 0;
}

/** How many packets `tshark` finds in a file, which it must read without a complaint. */
function tsharkCount(file: string): number {
  const text = execFileSync('tshark', ['-r', file, '-T', 'fields', '-e', 'frame.number'], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return text.split('\n').filter((line) => line !== '').length;
}

/** Kills the writer once it has said `until` packets, and answers the last number that it said. */
function killedAfter(folder: string, limit: number, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, folder, String(limit)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (Number(said.trimEnd().split('\n').at(-1)) >= until) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', () => resolve(Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))));
  });
}

it('has everything that was said to be there after it was killed, and goes on, time and again', async () => {
  const folder = path.join(root, 'killed');
  for (let round = 0; round < 4; round++) {
    const said = await killedAfter(folder, 64 * MIB, 1200 + round * 700);
    expect(said).toBeGreaterThan(0);
    const disk = diskIn(folder);
    await disk.flush();
    const files = readdirSync(folder).filter((name) => name.endsWith('.pcapng'));
    const numbers = await numbersIn(disk);
    // Each round counts from 0 again.
    const own = numbers.slice(numbers.lastIndexOf(0));
    expect(own.length).toBeGreaterThanOrEqual(said);
    expect(own).toEqual(own.map((_, at) => at));
    if (hasTshark()) {
      const counted = files.map((name) => tsharkCount(path.join(folder, name)));
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
    }
    await disk.close();
  }
  const modes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).mode & 0o777);
  expect(new Set(modes)).toEqual(new Set([0o600]));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
}, 60_000);

it('keeps within its bound on a real disk', async () => {
  const folder = path.join(root, 'bound');
  const said = execFileSync(process.execPath, [writer, folder, String(16 * MIB), '60000'], { encoding: 'utf8' });
  const told = JSON.parse(said) as { state: string; lost: number; kept: number; first: number; last: number };
  expect(told).toMatchObject({ state: 'on', lost: 0, last: 59_999 });
  expect(told.kept).toBe(60_000 - told.first);
  const total = readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  expect(total).toBeLessThanOrEqual(16 * MIB);
  expect(total).toBeGreaterThan(12 * MIB);
}, 60_000);

/** Whether this user may have a file system of 2 MiB to itself. */
function inSmallFileSystem(command: readonly string[]): ReturnType<typeof spawnSync> {
  const where = path.join(root, 'small');
  mkdirSync(where, { recursive: true });
  const script = `mount -t tmpfs -o size=2m tmpfs '${where}' && exec "$@"`;
  return spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', ...command], { encoding: 'utf8' });
}

it('counts what a full file system does not take, and the rest is there', ({ skip }) => {
  if (inSmallFileSystem(['true']).status !== 0) skip('no file system can be mounted here');
  const folder = path.join(root, 'small', 'packets');
  const run = inSmallFileSystem([process.execPath, writer, folder, String(64 * MIB), '6000']);
  const told = JSON.parse(String(run.stdout)) as {
    state: string;
    lost: number;
    message: string;
    kept: number;
    last: number;
  };
  expect(told).toMatchObject({ state: 'full', message: expect.stringContaining('the disk is full') });
  expect(told.kept + told.lost).toBe(6000);
  expect(told.kept).toBeGreaterThan(2000);
  expect(told.last).toBe(told.kept - 1);
});

it('is for one program at a time; a lock that was left behind is none', async () => {
  const folder = path.join(root, 'shared');
  const mine = createPacketFolder(folder);
  expect(await mine.lock()).toEqual({ ok: true, value: null });
  const other = createPacketFolder(folder);
  expect(await other.lock()).toMatchObject({ ok: false, failure: { code: 'in-use' } });
  await mine.unlock();
  expect(await other.lock()).toEqual({ ok: true, value: null });
  await other.unlock();
  expect(existsSync(path.join(folder, 'in-use'))).toBe(false);
  const gone = spawnSync('true').pid;
  writeFileSync(path.join(folder, 'in-use'), `${gone} ${execFileSync('hostname', { encoding: 'utf8' })}`);
  expect(await mine.lock()).toEqual({ ok: true, value: null });
  await mine.unlock();
});

it('says where the folder cannot be had', async () => {
  writeFileSync(path.join(root, 'file'), '');
  const disk = diskIn(path.join(root, 'file', 'packets'));
  await disk.flush();
  expect(disk.status()).toMatchObject({ state: 'unwritable', failure: { code: 'unwritable' } });
  await disk.close();
});
