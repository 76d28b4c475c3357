import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FromHistory, HistoryFound } from '#contract/history/process.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { toBatch } from './test-database.ts';

const nowMs = Date.UTC(2026, 10, 30, 12, 34, 56);
let folder: string;
let file: string;
const keepers: HistoryKeeper[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'history-'));
  file = path.join(folder, 'history.duckdb');
});
afterEach(async () => {
  for (const keeper of keepers.splice(0)) await keeper.close();
  rmSync(folder, { recursive: true, force: true });
});

function keep(): { readonly keeper: HistoryKeeper; readonly told: FromHistory[] } {
  const told: FromHistory[] = [];
  const keeper = new HistoryKeeper(
    { folder, writes: true, retention: { days: 0, bytes: 0 }, memoryBytes: 256e6, threads: 2, version: 'test' },
    { nowMs: () => nowMs, every: () => () => undefined, tell: (message) => told.push(message) },
  );
  keepers.push(keeper);
  return { keeper, told };
}
function found(told: readonly FromHistory[]): HistoryFound {
  const opened = told.findLast((message) => message.kind === 'opened');
  return opened!.found;
}
/** Hard to compress, so that they need blocks. */
const name = (number: number): string => createHash('sha256').update(String(number)).digest('hex');
const sessions = (from: number, count: number) =>
  toBatch({
    sessions: Array.from({ length: count }, (_, at) => ({
      run_id: 1,
      session_no: from + at,
      hostname: name(from + at),
    })),
  });

/** A history of 20,000 sessions in the file, and as many again in the log beside it where it has one. */
async function history(hasLog: boolean): Promise<void> {
  const { keeper } = keep();
  await keeper.open();
  expect(await keeper.write(1, sessions(1, 20_000))).toBeNull();
  await keeper.database!.connection.run('CHECKPOINT');
  expect(await keeper.write(2, sessions(20_001, 20_000))).toBeNull();
  if (hasLog) for (const suffix of ['', '.wal']) copyFileSync(file + suffix, `${file}${suffix}.kept`);
  keepers.pop();
  await keeper.close();
  if (hasLog) for (const suffix of ['', '.wal']) copyFileSync(`${file}${suffix}.kept`, file + suffix);
  for (const suffix of ['', '.wal']) rmSync(`${file}${suffix}.kept`, { force: true });
}
function garble(name: string, at: number, bytes: number): void {
  const content = readFileSync(name);
  content.fill('x', at, at + bytes);
  writeFileSync(name, content);
}
const aside = 'history-damaged-2026-11-30T12-34-56Z.duckdb';

describe('a damaged file is set aside as it is, and a new one is begun', () => {
  const damages: Readonly<Record<string, () => void>> = {
    'no database at all': () => writeFileSync(file, 'this is a text\n'.repeat(1000)),
    'begins like one of SQLite': () => garbleWith('SQLite format 3\0'),
    'garbage in its first header': () => garble(file, 0, 64),
    'garbage in its other headers': () => garble(file, 4096, 8192),
    'cut off': () => truncateSync(file, 20_000),
  };
  function garbleWith(text: string): void {
    const content = readFileSync(file);
    content.write(text, 0, 'latin1');
    writeFileSync(file, content);
  }
  for (const [name, damage] of Object.entries(damages)) {
    it(`such as: ${name}`, async () => {
      await history(false);
      damage();
      const damaged = readFileSync(file);
      const { keeper, told } = keep();
      await keeper.open();
      expect(found(told)).toEqual({
        state: { kind: 'ready' },
        lastRun: 0,
        lastSession: 0,
        lastDns: 0,
        lastBatch: 0,
        setAside: path.join(folder, aside),
      });
      expect(readFileSync(path.join(folder, aside)).equals(damaged)).toBe(true);
      expect(await keeper.write(1, sessions(1, 1))).toBeNull();
    });
  }
});

it('a file in which there is nothing yet is begun', async () => {
  writeFileSync(file, '');
  const { keeper, told } = keep();
  await keeper.open();
  expect(found(told)).toMatchObject({ state: { kind: 'ready' }, setAside: null });
  expect(readdirSync(folder)).toEqual(['history.duckdb', 'history.duckdb.wal']);
});

it('two that are damaged at the same second have two names', async () => {
  for (const name of [aside, aside.replace('.duckdb', '-1.duckdb')]) {
    writeFileSync(file, 'text');
    const { keeper, told } = keep();
    await keeper.open();
    expect(found(told).setAside).toBe(path.join(folder, name));
    keepers.pop();
    await keeper.close();
  }
});

it('of a damaged log, the log alone is set aside: what was in the file is kept', async () => {
  await history(true);
  garble(`${file}.wal`, 100_000, 4096);
  const log = readFileSync(`${file}.wal`);
  const { keeper, told } = keep();
  await keeper.open();
  expect(found(told)).toMatchObject({
    state: { kind: 'ready' },
    lastSession: 20_000,
    lastBatch: 1,
    setAside: path.join(folder, `${aside}.wal`),
  });
  expect(readFileSync(path.join(folder, `${aside}.wal`)).equals(log)).toBe(true);
  expect(await keeper.write(2, sessions(20_001, 10))).toBeNull();
});

it('a log of another database is not taken for its own', async () => {
  await history(true);
  rmSync(file);
  const other = keep();
  await other.keeper.open();
  // It had a log without a file: that is not its own either.
  expect(found(other.told)).toMatchObject({ state: { kind: 'ready' }, lastSession: 0 });
});

it('damage that only a question finds is set aside then, and history goes on in a new file', async () => {
  await history(false);
  // Blocks of data begin behind the three headers. Most of them hold names: those in the middle do, and are not read at opening.
  const blocks = Math.floor((readFileSync(file).length - 12_288) / 262_144);
  expect(blocks).toBeGreaterThan(5);
  garble(file, 12_288 + Math.floor(blocks / 2) * 262_144 + 1000, 2000);
  const { keeper, told } = keep();
  await keeper.open();
  expect(found(told)).toMatchObject({ state: { kind: 'ready' }, setAside: null, lastSession: 40_000 });
  const connection = await keeper.datasets.get('history')!.connect();
  const asking = connection.runAndReadAll('SELECT sum(length(hostname)) FROM sessions');
  const error = await asking.then(
    () => null,
    (reason: unknown) => reason,
  );
  connection.closeSync();
  expect(keeper.heard(error)).toMatchObject({ code: 'damaged' });
  expect(await keeper.write(3, sessions(1, 5))).toBeNull();
  expect(found(told)).toMatchObject({ state: { kind: 'ready' }, lastSession: 0, setAside: path.join(folder, aside) });
});

it('runs that nobody ended are lost, up to the last packet of their sessions', async () => {
  const us = nowMs * 1000;
  const first = keep();
  await first.keeper.open();
  await first.keeper.write(
    1,
    toBatch({
      runs: [
        { run_id: 1, state: 'ended', start_time: us, end_time: us + 1 },
        { run_id: 2, state: 'running', start_time: us, end_time: us },
        { run_id: 3, state: 'running', start_time: us, end_time: us + 5 },
      ],
      sessions: [{ run_id: 2, session_no: 1, end_time: us + 60e6 }],
    }),
  );
  keepers.pop();
  await first.keeper.close();
  const second = keep();
  await second.keeper.open();
  const rows = await second.keeper.database!.connection.runAndReadAll(
    'SELECT run_id, state, epoch_us(end_time)::DOUBLE FROM runs ORDER BY 1',
  );
  expect(rows.getRowsJson()).toEqual([
    [1, 'ended', us + 1],
    [2, 'lost', us + 60e6],
    [3, 'lost', us + 5],
  ]);
});

it('a copy that was not finished is removed', async () => {
  writeFileSync(path.join(folder, 'history.copy.duckdb'), 'x');
  writeFileSync(path.join(folder, 'history.copy.duckdb.wal'), 'x');
  await keep().keeper.open();
  expect(readdirSync(folder)).not.toContain('history.copy.duckdb');
  expect(existsSync(path.join(folder, 'history.copy.duckdb.wal'))).toBe(false);
});
