import { afterEach, beforeEach, expect, it } from 'vitest';
import { readInfo } from './history-info.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { toBatch } from './test-database.ts';

let database: OpenDatabase;
beforeEach(async () => {
  database = (await openDatabase(null, { memoryBytes: 256e6, threads: 2 }, true))!;
});
afterEach(async () => await database.close());

const at = (...parts: Parameters<typeof Date.UTC>): number => Date.UTC(...parts) * 1000;

async function days(zone: string): Promise<unknown> {
  const info = await readInfo(database.connection, zone);
  return info.days.map(({ dayUs, bytes, sessions }) => [new Date(dayUs / 1000).toISOString(), bytes, sessions]);
}

it('days are from midnight to midnight of the zone that was asked for, also where clocks are changed', async () => {
  const session = (session_no: number, start_time: number) => ({
    run_id: 1,
    session_no,
    start_time,
    end_time: start_time,
  });
  const traffic = (session_no: number, time: number, bytes_in: number) => ({
    session_no,
    time,
    seconds: 10,
    bytes_in,
    bytes_out: 1,
    packets: 1,
  });
  await database.writer.write(
    toBatch({
      sessions: [session(1, at(2026, 9, 24, 21, 50)), session(2, at(2026, 9, 25, 22, 30))],
      traffic: [
        traffic(1, at(2026, 9, 24, 21, 50), 9),
        traffic(1, at(2026, 9, 24, 22, 10), 99),
        traffic(2, at(2026, 9, 25, 23, 10), 999),
      ],
    }),
  );
  expect(await days('UTC')).toEqual([
    ['2026-10-24T00:00:00.000Z', 110, 1],
    ['2026-10-25T00:00:00.000Z', 1000, 1],
  ]);
  // Summer time ends on the 25th, which has 25 hours.
  expect(await days('Europe/Berlin')).toEqual([
    ['2026-10-23T22:00:00.000Z', 10, 1],
    ['2026-10-24T22:00:00.000Z', 100, 1],
    ['2026-10-25T23:00:00.000Z', 1000, 0],
  ]);
  expect(await days('Asia/Kathmandu')).toEqual([
    ['2026-10-24T18:15:00.000Z', 110, 1],
    ['2026-10-25T18:15:00.000Z', 1000, 1],
  ]);
  expect(await days('Nowhere/At_all')).toEqual(await days('UTC'));
});
