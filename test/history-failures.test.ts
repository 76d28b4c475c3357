/** What goes wrong with a disk, each with the real thing: a file system of its own that is full, a folder of another user. Linux, as root. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryBatch } from '#contract/history/process.ts';
import { toBatch } from '#main/history/database/test-database.ts';
import { buildHistoryProcess, HistoryProcess, type BuiltHistory } from './kit/history-process.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const NOBODY = 65_534;
const DISK_BYTES = 24 * 1024 * 1024;
let program: BuiltHistory;
let parent: string;
let folder: string;
const begun: HistoryProcess[] = [];
beforeAll(async () => {
  if (isRoot) program = await buildHistoryProcess();
});
afterAll(() => program?.dispose());
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'history-'));
  folder = path.join(parent, 'history');
});
afterEach(async () => {
  for (const history of begun.splice(0)) {
    history.child.kill('SIGKILL');
    await history.exited;
  }
  rmSync(parent, { recursive: true, force: true });
});

function begin(uid?: number): HistoryProcess {
  const history = new HistoryProcess(program.file, uid);
  begun.push(history);
  return history;
}
/** Rows that need room. */
function batch(first: number, count: number): HistoryBatch {
  const name = (at: number): string =>
    createHash('sha512')
      .update(`${first + at}`)
      .digest('hex');
  return toBatch({
    dns: Array.from({ length: count }, (_, at) => ({ run_id: 1, dns_no: first + at, query: name(at) })),
  });
}
async function rowsIn(history: HistoryProcess): Promise<number> {
  const info = await history.ask('info', { dataset: 'history' });
  if (!info.ok) throw new Error(info.failure.message);
  return info.value.rows.dns;
}

describe.runIf(isRoot)('a disk that is full', () => {
  let disk: string;
  beforeEach(() => {
    disk = path.join(parent, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk]);
    folder = path.join(disk, 'history');
  });
  afterEach(async () => {
    for (const history of begun) {
      history.child.kill('SIGKILL');
      await history.exited;
    }
    execFileSync('umount', [disk]);
  });
  /** Takes what is left, but for so much. */
  function fill(leave: number): void {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(path.join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - leave)));
  }
  const free = (): void => rmSync(path.join(disk, 'filler'));

  it('at a commit: nothing of the batch is there, what was there is read, and once there is room it goes on by itself', async () => {
    const history = begin();
    await history.open(folder);
    expect(await history.write(1, batch(1, 1000))).toBeNull();
    fill(64 * 1024);
    expect(await history.write(2, batch(1001, 5000))).toMatchObject({
      code: 'no-space',
      remedy: expect.stringContaining('Free some space'),
    });
    expect(await history.next('state')).toMatchObject({ state: { kind: 'full' } });
    expect(await rowsIn(history)).toBe(1000);
    free();
    expect(await history.next('state')).toMatchObject({ state: { kind: 'ready' } });
    expect(await history.write(2, batch(1001, 5000))).toBeNull();
    await history.close();
    expect(await begin().open(folder)).toMatchObject({ lastDns: 6000, lastBatch: 2, setAside: null });
  });

  it('in a checkpoint: what was acknowledged is read, and once there is room it goes on by itself', async () => {
    const history = begin();
    await history.open(folder);
    let rows = 0;
    let failed = null;
    // Each batch is in the log; that becomes so large that it is brought into the file, for which there is no room.
    for (let id = 1; failed === null && id < 100; id++) {
      failed = await history.write(id, batch(rows + 1, 5000));
      if (failed === null) rows += 5000;
    }
    expect(failed).toMatchObject({ code: 'no-space' });
    expect(rows).toBeGreaterThan(10_000);
    expect(await history.next('state')).toMatchObject({ state: { kind: 'full' } });
    expect(await rowsIn(history)).toBe(rows);
    execFileSync('mount', ['-o', `remount,size=${DISK_BYTES * 4}`, disk]);
    expect(await history.next('state', ({ state }) => state.kind === 'ready')).toBeDefined();
    const last = Math.floor(rows / 5000) + 1;
    expect(await history.write(last, batch(rows + 1, 5000))).toBeNull();
    expect(await rowsIn(history)).toBe(rows + 5000);
    await history.close();
    expect(await begin().open(folder)).toMatchObject({ lastDns: rows + 5000, lastBatch: last, setAside: null });
  });

  it('at the start: it says so, and begins once there is room', async () => {
    fill(0);
    const history = begin();
    expect(await history.open(folder)).toMatchObject({ state: { kind: 'full' } });
    expect(await history.write(1, batch(1, 1))).toMatchObject({ code: 'no-space' });
    free();
    expect(await history.next('opened')).toMatchObject({ found: { state: { kind: 'ready' }, setAside: null } });
    expect(await history.write(1, batch(1, 1))).toBeNull();
  });

  it('forgetting where there is no room for a copy says that it is still in the file', async () => {
    const history = begin();
    await history.open(folder);
    expect(await history.write(1, batch(1, 1000))).toBeNull();
    expect(await history.ask('forget', { kind: 'everything' })).toMatchObject({
      ok: false,
      failure: { code: 'no-space' },
    });
    expect(await rowsIn(history)).toBe(0);
  });
});

describe.runIf(isRoot)('without the right to write', () => {
  it('a folder that may not be made is said, and begun with once it may', async () => {
    chmodSync(parent, 0o755);
    const history = begin(NOBODY);
    const found = await history.open(folder);
    expect(found).toMatchObject({ state: { kind: 'unwritable', failure: { code: 'unwritable' } } });
    expect(await history.write(1, batch(1, 1))).toMatchObject({ code: 'unwritable' });
    chmodSync(parent, 0o777);
    expect(await history.next('opened')).toMatchObject({ found: { state: { kind: 'ready' } } });
    expect(await history.write(1, batch(1, 1))).toBeNull();
  });

  it('a file of another user is read, and left as it is, until it may be written', async () => {
    const owner = begin();
    await owner.open(folder);
    expect(await owner.write(1, batch(1, 10))).toBeNull();
    await owner.close();
    const file = path.join(folder, 'history.duckdb');
    for (const name of [parent, folder]) chmodSync(name, 0o755);
    chmodSync(file, 0o644);
    const before = readFileSync(file);
    const history = begin(NOBODY);
    expect(await history.open(folder)).toMatchObject({ state: { kind: 'unwritable' }, lastDns: 10, setAside: null });
    expect(await rowsIn(history)).toBe(10);
    expect(await history.write(2, batch(11, 1))).toMatchObject({ code: 'unwritable' });
    expect(readFileSync(file).equals(before)).toBe(true);
    for (const name of [folder, file]) chownSync(name, NOBODY, NOBODY);
    expect(await history.next('opened')).toMatchObject({ found: { state: { kind: 'ready' }, lastDns: 10 } });
    expect(await history.write(2, batch(11, 1))).toBeNull();
  });

  it('a file that may be written in a folder that may not: a write says so', async () => {
    const owner = begin();
    await owner.open(folder);
    expect(await owner.write(1, batch(1, 10))).toBeNull();
    await owner.close();
    chownSync(path.join(folder, 'history.duckdb'), NOBODY, NOBODY);
    for (const name of [parent, folder]) chmodSync(name, 0o755);
    const history = begin(NOBODY);
    expect(await history.open(folder)).toMatchObject({ lastDns: 10 });
    expect(await history.write(2, batch(11, 1))).toMatchObject({ code: 'unwritable' });
    expect(await rowsIn(history)).toBe(10);
    expect(existsSync(path.join(folder, 'history.duckdb.wal'))).toBe(false);
    chownSync(folder, NOBODY, NOBODY);
    expect(await history.next('state', ({ state }) => state.kind === 'ready')).toBeDefined();
    expect(await history.write(2, batch(11, 1))).toBeNull();
  });
});
