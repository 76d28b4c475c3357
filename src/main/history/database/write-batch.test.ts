import { afterEach, expect, it } from 'vitest';
import { openTestDatabase, toBatch, type TestDatabase } from './test-database.ts';

let database: TestDatabase | null = null;
afterEach(async () => await database?.close());

async function ask(sql: string): Promise<unknown> {
  const connection = await database!.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

const minute = Date.UTC(2026, 10, 30, 12, 5) * 1000;

it('cells of every type come back as they went in', async () => {
  database = await openTestDatabase({
    sessions: [
      {
        run_id: 1,
        session_no: 9_007_199_254_740_991,
        open: true,
        session_id: 'a',
        start_time: minute + 123_456,
        src_port: 443,
        protocol_num: 6,
        rtt_ms: 1.5,
        bytes_in: 2 ** 53 - 1,
        src_ip: '2001:db8::1',
        src_number: (1n << 128n) - 1n,
      },
    ],
    runs: [{ run_id: 1, interfaces: ['eth0', 'wlan0'], coverage: 0.5 }],
    dns: [{ run_id: 1, dns_no: 1, answers: '[{"name":"x"}]', ttls: [60, 300] }],
  });
  expect(
    await ask('SELECT session_no, open, start_time, src_port, rtt_ms, bytes_in, src_number, hostname FROM sessions'),
  ).toEqual([
    [
      '9007199254740991',
      true,
      '2026-11-30 12:05:00.123456',
      443,
      1.5,
      '9007199254740991',
      String((1n << 128n) - 1n),
      null,
    ],
  ]);
  expect(await ask('SELECT interfaces, coverage FROM runs')).toEqual([[['eth0', 'wlan0'], 0.5]]);
  expect(await ask("SELECT answers->>'$[0].name', ttls FROM dns")).toEqual([['x', [60, 300]]]);
});

it('a row of a session replaces the one before, in the same batch and in later ones, also where that one was lost', async () => {
  const session = (session_no: number, bytes_in: number) => ({ run_id: 1, session_no, bytes_in });
  database = await openTestDatabase({ sessions: [session(1, 10), session(5, 50), session(5, 51)] });
  await database.write(toBatch({ sessions: [session(3, 30), session(1, 11), session(6, 60), session(1, 12)] }));
  expect(await ask('SELECT session_no, bytes_in FROM sessions ORDER BY session_no')).toEqual([
    ['1', '12'],
    ['3', '30'],
    ['5', '51'],
    ['6', '60'],
  ]);
});

it('of a batch that does not fit nothing is there, and the next one is written', async () => {
  database = await openTestDatabase();
  const dns = toBatch({ dns: [{ dns_no: 1 }] });
  const wrong = toBatch({ sessions: [{ session_no: 1 }], traffic: [{ time: 1, session_no: -5 }] });
  await expect(database.write({ ...dns, ...wrong })).rejects.toThrow(/-5|range|negative/i);
  expect(await ask('SELECT (SELECT count(*) FROM dns), (SELECT count(*) FROM sessions)')).toEqual([['0', '0']]);
  await database.write({ ...dns, sessions: wrong.sessions! });
  expect(await ask('SELECT (SELECT count(*) FROM dns), (SELECT count(*) FROM sessions)')).toEqual([['1', '1']]);
});

it('minutes with traffic are due once, however often they had some', async () => {
  const traffic = (time: number) => ({ time, seconds: 10, session_no: 1, bytes_in: 1, bytes_out: 1, packets: 2 });
  database = await openTestDatabase({ traffic: [traffic(minute), traffic(minute + 50e6), traffic(minute + 60e6)] });
  await database.write(toBatch({ traffic: [traffic(minute + 10e6)] }));
  expect(await ask('FROM minutes_due ORDER BY ALL')).toEqual([['2026-11-30 12:05:00'], ['2026-11-30 12:06:00']]);
});
