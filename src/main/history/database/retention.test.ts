import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HistoryRetention } from '#contract/history/process.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { sizeOf } from './compact.ts';
import { toBatch, type TestRow } from './test-database.ts';
import { Upkeep } from './upkeep.ts';

const nowMs = Date.UTC(2026, 10, 30, 12);
const now = nowMs * 1000;
const day = 86_400e6;
const ports = { nowMs: () => nowMs, every: () => () => undefined };
let folder: string;
let keeper: HistoryKeeper;
let upkeep: Upkeep;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'history-'));
  keeper = new HistoryKeeper(
    { folder, writes: true, retention: { days: 0, bytes: 0 }, memoryBytes: 256e6, threads: 2, version: 'test' },
    { ...ports, tell: () => undefined },
  );
  await keeper.open();
  upkeep = new Upkeep(keeper, ports);
});
afterEach(async () => {
  await keeper.close();
  rmSync(folder, { recursive: true, force: true });
});

async function retain(retention: HistoryRetention): Promise<void> {
  keeper.retain(retention);
  await upkeep.retain();
}
async function ask(sql: string): Promise<unknown[][]> {
  return (await keeper.database!.connection.runAndReadAll(sql)).getRowsJson();
}

it('by days: what ended before leaves, also of what was made of it; what reaches into them stays', async () => {
  const session = (session_no: number, start_time: number, end_time: number): TestRow => ({
    run_id: 1,
    session_no,
    start_time,
    end_time,
  });
  const limit = now - 3 * day;
  const traffic = (session_no: number, time: number): TestRow => ({
    session_no,
    time,
    seconds: 10,
    bytes_in: 1,
    bytes_out: 0,
    packets: 1,
  });
  await keeper.write(
    1,
    toBatch({
      sessions: [
        session(1, limit - 9 * day, limit - 8 * day),
        session(2, limit - 2, limit - 1),
        session(3, limit - day, limit),
        session(4, now, now),
      ],
      traffic: [traffic(1, limit - 9 * day), traffic(3, limit - day), traffic(3, limit), traffic(4, now)],
      dns: [
        { dns_no: 1, time: limit - 1 },
        { dns_no: 2, time: limit },
      ],
      runs: [
        { run_id: 1, state: 'ended', end_time: limit - 1 },
        { run_id: 2, state: 'ended', end_time: limit - 1 },
        { run_id: 3, state: 'running', end_time: limit - 1 },
      ],
      interfaces: [{ time: limit - 1, seconds: 10 }],
      alerts: [{ time: limit - 1 }],
    }),
  );
  await upkeep.makeMinutes();
  await retain({ days: 3, bytes: 0 });
  expect(await ask('SELECT session_no::INT FROM sessions ORDER BY 1')).toEqual([[3], [4]]);
  expect(await ask('SELECT (epoch_us(time) - ' + limit + ')::DOUBLE FROM traffic ORDER BY 1')).toEqual([
    [0],
    [3 * day],
  ]);
  expect(await ask('SELECT dns_no::INT FROM dns')).toEqual([[2]]);
  // Run 1 has a session that is still there.
  expect(await ask('SELECT run_id FROM runs ORDER BY 1')).toEqual([[1], [3]]);
  expect(await ask('SELECT (SELECT count(*) FROM interfaces)::INT, (SELECT count(*) FROM alerts)::INT')).toEqual([
    [0, 0],
  ]);
  // Of the last three days and the minute that is not over, one is made.
  expect(await ask('SELECT count(*)::INT FROM traffic_minutes')).toEqual([[1]]);
  await retain({ days: 3, bytes: 0 });
  expect(await ask('SELECT count(*)::INT FROM sessions')).toEqual([[2]]);
});

it('traffic of two weeks ago is kept by the minute, with the same sums', async () => {
  const old = Math.floor((now - 20 * day) / 60e6) * 60e6;
  const rows = Array.from({ length: 600 }, (_, at) => ({
    session_no: 1 + (at % 2),
    time: old + Math.floor(at / 2) * 10e6,
    seconds: 10,
    bytes_in: at,
    bytes_out: 1,
    packets: 2,
  }));
  const recent = { session_no: 1, time: now - day, seconds: 10, bytes_in: 1, bytes_out: 0, packets: 1 };
  await keeper.write(1, toBatch({ traffic: [...rows, recent] }));
  await retain({ days: 0, bytes: 0 });
  expect(
    await ask(
      'SELECT seconds, count(*)::INT, sum(bytes_in)::INT, sum(packets)::INT FROM traffic GROUP BY 1 ORDER BY 1',
    ),
  ).toEqual([
    [10, 1, 1, 1],
    [60, 100, (600 * 599) / 2, 1200],
  ]);
  expect(await ask('SELECT max(n)::INT FROM (SELECT count(*) AS n FROM traffic GROUP BY time, session_no)')).toEqual([
    [1],
  ]);
});

it('by size: the oldest leave until there is room again, and the file shrinks', async () => {
  await keeper.database!.connection.run(`
    INSERT INTO dns (dns_no, time, query)
    SELECT range + 1, make_timestamp(${now - 10 * day} + (range * ${(10 * day) / 400_000})::BIGINT), sha256(range::VARCHAR) FROM range(400_000)`);
  await keeper.database!.connection.run('CHECKPOINT');
  const before = await sizeOf(keeper.database!);
  expect(before.used).toBeGreaterThan(8e6);
  const limit = Math.round(before.used / 2);
  await retain({ days: 0, bytes: limit });
  const after = await sizeOf(keeper.database!);
  expect(after.file).toBeLessThan(limit);
  expect(statSync(path.join(folder, 'history.duckdb')).size).toBeLessThan(limit);
  const [[rows, oldest, newest]] = (await ask('SELECT count(*)::INT, min(dns_no)::INT, max(dns_no)::INT FROM dns')) as [
    [number, number, number],
  ];
  // What is left is the newest, without gaps, and no less than had to leave.
  expect([rows, newest]).toEqual([400_000 - oldest + 1, 400_000]);
  expect(rows).toBeGreaterThan(400_000 * 0.3);
  await retain({ days: 0, bytes: limit });
  expect(await ask('SELECT count(*)::INT FROM dns')).toEqual([[rows]]);
});

it('batches go between the slices', async () => {
  const rows = Array.from({ length: 100 }, (_, at) => ({ dns_no: at + 1, time: now - 100 * day + at * 0.9 * day }));
  await keeper.write(1, toBatch({ dns: rows }));
  keeper.retain({ days: 1, bytes: 0 });
  const order: string[] = [];
  const retained = upkeep.retain().then(() => order.push('retained'));
  const written = keeper.write(2, toBatch({ dns: [{ dns_no: 1000, time: now }] })).then(() => order.push('written'));
  await Promise.all([retained, written]);
  expect(order).toEqual(['written', 'retained']);
  expect(await ask('SELECT dns_no::INT FROM dns')).toEqual([[1000]]);
});
