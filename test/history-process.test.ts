import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { toBatch } from '#main/history/database/test-database.ts';
import { buildHistoryProcess, HistoryProcess, type BuiltHistory } from './kit/history-process.ts';

let program: BuiltHistory;
let folder: string;
const begun: HistoryProcess[] = [];
beforeAll(async () => {
  program = await buildHistoryProcess();
});
afterAll(() => program.dispose());
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'history-')), 'history');
});
afterEach(async () => {
  for (const history of begun.splice(0)) {
    history.child.kill('SIGKILL');
    await history.exited;
  }
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

function begin(): HistoryProcess {
  const history = new HistoryProcess(program.file);
  begun.push(history);
  return history;
}

const rows = toBatch({
  runs: [{ run_id: 3, state: 'ended' }],
  sessions: [{ run_id: 3, session_no: 12 }],
  dns: [{ run_id: 3, dns_no: 7 }],
});

it('what was written and closed is found again, in files that are this user’s alone', async () => {
  const first = begin();
  expect(await first.open(folder)).toEqual({
    state: { kind: 'ready' },
    lastRun: 0,
    lastSession: 0,
    lastDns: 0,
    lastBatch: 0,
    setAside: null,
  });
  expect(await first.write(41, rows)).toBeNull();
  const rights = ['', 'history.duckdb', 'history.duckdb.wal'].map(
    (name) => statSync(path.join(folder, name)).mode & 0o777,
  );
  expect(rights).toEqual([0o700, 0o600, 0o600]);
  expect(await first.close()).toBe(0);
  const again = begin();
  expect(await again.open(folder)).toMatchObject({ lastRun: 3, lastSession: 12, lastDns: 7, lastBatch: 41 });
});

it('a batch that was sent twice is written once', async () => {
  const history = begin();
  await history.open(folder);
  expect(await history.write(1, rows)).toBeNull();
  expect(await history.write(1, rows)).toBeNull();
  const info = await history.ask('info', { dataset: 'history' });
  expect(info).toMatchObject({ ok: true, value: { rows: { sessions: 1, dns: 1, runs: 1 } } });
  const size = await history.ask('size', { dataset: 'history' });
  expect(size.ok && info.ok && size.value.bytes).toBe(info.ok && info.value.bytes);
});

it('a batch that can never fit is refused as such, and the next one is taken', async () => {
  const history = begin();
  await history.open(folder);
  expect(await history.write(1, toBatch({ traffic: [{ time: 0, session_no: -1 }] }))).toMatchObject({
    code: 'invalid',
  });
  expect(await history.write(2, rows)).toBeNull();
});

it('when whoever started it is gone, it writes what it was sent, and ends', async () => {
  const history = begin();
  await history.open(folder);
  history.say({ kind: 'write', batchId: 1, batch: rows });
  history.child.disconnect();
  expect(await history.exited).toBe(0);
  expect(await begin().open(folder)).toMatchObject({ lastBatch: 1 });
});

it('a second program that wants the same history is told so, and has it once the first one is gone', async () => {
  const first = begin();
  await first.open(folder);
  const second = begin();
  const found = await second.open(folder);
  expect(found).toMatchObject({ state: { kind: 'locked', failure: { code: 'in-use' } }, lastSession: 0 });
  expect(await second.write(1, rows)).toMatchObject({ code: 'in-use' });
  expect(await first.write(1, rows)).toBeNull();
  await first.close();
  const { found: later } = await second.next('opened');
  expect(later).toMatchObject({ state: { kind: 'ready' }, lastSession: 12 });
  expect(await second.write(2, rows)).toBeNull();
});

it('without writes nothing is made, and what is there is read beside a log that is left', async () => {
  const empty = begin();
  expect(await empty.open(folder, { writes: false })).toMatchObject({ state: { kind: 'ready' }, lastSession: 0 });
  expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined();
  await empty.close();
  const writer = begin();
  await writer.open(folder);
  await writer.write(1, rows);
  writer.child.kill('SIGKILL');
  await writer.exited;
  const before = statSync(path.join(folder, 'history.duckdb')).mtimeMs;
  const reader = begin();
  expect(await reader.open(folder, { writes: false })).toMatchObject({ lastSession: 12, lastBatch: 1 });
  expect(await reader.write(2, rows)).toMatchObject({ code: 'unavailable' });
  await reader.close();
  expect(statSync(path.join(folder, 'history.duckdb')).mtimeMs).toBe(before);
});

it('in memory it writes nowhere', async () => {
  const history = begin();
  expect(await history.open(null)).toMatchObject({ state: { kind: 'ready' } });
  expect(await history.write(1, rows)).toBeNull();
  expect(await history.ask('info', { dataset: 'history' })).toMatchObject({
    ok: true,
    value: { path: null, rows: { sessions: 1 } },
  });
});

it('nonsense ends it with a word on why', async () => {
  const history = begin();
  await history.open(null);
  history.child.send({ kind: 'write', batchId: 1, batch: { dns: { rows: 1, columns: [[1]] } } });
  expect(await history.exited).toBe(1);
  expect(history.stderr).toContain('Rows of dns have 21 columns');
});

it('a question in a way that nobody knows is refused alone', async () => {
  const history = begin();
  await history.open(null);
  expect(await history.ask('session', { dataset: 5 } as never)).toMatchObject({
    ok: false,
    failure: { code: 'invalid' },
  });
  expect(await history.ask('info', { dataset: 'history' })).toMatchObject({ ok: true });
});

it('started by hand it says what it is for', async () => {
  const child = spawn(process.execPath, [program.file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, stderr]).toEqual([64, 'This program is started by netloupe, to keep its history\n']);
});

it('a file of a later version is not touched', async () => {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'history.duckdb');
  const bytes = Buffer.alloc(4096);
  bytes.write('DUCK', 8, 'latin1');
  bytes.writeBigUInt64LE(70n, 12);
  writeFileSync(file, bytes);
  const history = begin();
  expect(await history.open(folder)).toMatchObject({ state: { kind: 'newer', failure: { code: 'unsupported' } } });
  expect(await history.write(1, rows)).toMatchObject({ code: 'unsupported' });
  await history.close();
  expect(readFileSync(file).equals(bytes)).toBe(true);
});
