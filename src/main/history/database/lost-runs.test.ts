import { afterEach, beforeEach, expect, it } from 'vitest';
import { endLostRuns } from './lost-runs.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { toBatch, type TestRow } from './test-database.ts';

let database: OpenDatabase;
beforeEach(async () => {
  database = (await openDatabase(null, { memoryBytes: 256e6, threads: 2 }, true))!;
});
afterEach(async () => await database.close());

const noon = Date.UTC(2026, 10, 30, 12) * 1000;
const second = 1e6;

function session(run_id: number, session_no: number, end_time: number, bytes: number, packets: number): TestRow {
  return { run_id, session_no, end_time, bytes_in: bytes, bytes_out: 1, packets_in: packets, packets_out: 0 };
}
function traffic(session_no: number, time: number, bytes_in: number, packets: number): TestRow {
  return { session_no, time, seconds: 10, bytes_in, bytes_out: 1, packets };
}
async function ask(sql: string): Promise<unknown> {
  return (await database.connection.runAndReadAll(sql)).getRowsJson();
}
const rows = (): Promise<unknown> =>
  ask(
    `SELECT session_no::INT, (epoch_us(time) - ${noon})::INT // 1000000, bytes_in::INT, packets::INT FROM traffic ORDER BY ALL`,
  );

it('what sessions of a lost run had in stretches that were under way is in their last one', async () => {
  await database.writer.write(
    toBatch({
      runs: [
        { run_id: 1, state: 'running', start_time: noon, end_time: noon + 50 * second },
        { run_id: 2, state: 'ended', start_time: noon, end_time: noon + 50 * second },
        { run_id: 3, state: 'running', start_time: noon, end_time: noon + 50 * second },
      ],
      sessions: [
        session(1, 1, noon + 52 * second, 150, 7),
        session(1, 2, noon + 41 * second, 20, 2),
        // Written whole; long over; nothing missing of them.
        session(1, 3, noon + 42 * second, 30, 3),
        session(1, 4, noon + 5 * second, 99, 9),
        session(2, 5, noon + 52 * second, 99, 9),
        session(3, 6, noon + 52 * second, 99, 9),
      ],
      traffic: [traffic(1, noon, 100, 3), traffic(1, noon + 10 * second, 10, 1), traffic(3, noon, 30, 3)],
    }),
  );
  await ask('DELETE FROM minutes_due');
  await endLostRuns(database.connection, 3);
  const whole = [
    [1, 0, 100, 3],
    [1, 10, 10, 1],
    [1, 50, 40, 3],
    [2, 40, 20, 2],
    [3, 0, 30, 3],
  ];
  expect(await rows()).toEqual(whole);
  expect(await ask(`SELECT (epoch_us(time) - ${noon})::INT FROM minutes_due`)).toEqual([[0]]);
  expect(await ask('SELECT run_id, state FROM runs ORDER BY run_id')).toEqual([
    [1, 'lost'],
    [2, 'ended'],
    [3, 'running'],
  ]);
  // Once.
  await endLostRuns(database.connection, 3);
  expect(await rows()).toEqual(whole);
});
