import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeMinutes, MINUTE_WAITS_MS } from './minutes.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { toBatch, type TestRow } from './test-database.ts';

let database: OpenDatabase;
beforeEach(async () => {
  database = (await openDatabase(null, { memoryBytes: 256e6, threads: 2 }, true))!;
});
afterEach(async () => await database.close());

const noonMs = Date.UTC(2026, 10, 30, 12);
const noon = noonMs * 1000;
const minute = 60e6;

function session(session_no: number, start_time: number, more: TestRow = {}): TestRow {
  return { run_id: 1, session_no, start_time, protocol_name: 'TCP', src_ip: '10.0.0.1', dst_ip: '192.0.2.1', ...more };
}
function traffic(session_no: number, time: number, bytes_in: number, bytes_out: number = 0): TestRow {
  return { session_no, time, seconds: 10, bytes_in, bytes_out, packets: 1 };
}
async function ask(sql: string): Promise<unknown> {
  return (await database.connection.runAndReadAll(sql)).getRowsJson();
}
const minutes = (): Promise<unknown> =>
  ask(
    "SELECT strftime(time, '%H:%M'), host, service, bytes_in::INT, bytes_out::INT, packets::INT, sessions FROM traffic_minutes ORDER BY ALL",
  );

it('a minute is made once it is over, by what its sessions are told apart by', async () => {
  await database.writer.write(
    toBatch({
      sessions: [
        session(1, noon - 5e6, { hostname: 'a.example', service: 'https' }),
        session(2, noon + 1e6, { hostname: 'a.example', service: 'https' }),
        session(3, noon + 2e6),
      ],
      traffic: [
        traffic(1, noon, 100, 1),
        traffic(1, noon + 50e6, 10, 2),
        traffic(2, noon, 1000),
        traffic(3, noon + 10e6, 7),
        traffic(3, noon + minute, 9),
      ],
    }),
  );
  expect(await makeMinutes(database.connection, noonMs + 60_000 + MINUTE_WAITS_MS - 1)).toBe(false);
  expect(await minutes()).toEqual([]);
  expect(await makeMinutes(database.connection, noonMs + 60_000 + MINUTE_WAITS_MS)).toBe(false);
  // Of the two https sessions one began in it.
  const first = [
    ['12:00', '192.0.2.1', null, 7, 0, 1, 1],
    ['12:00', 'a.example', 'https', 1110, 3, 3, 1],
  ];
  expect(await minutes()).toEqual(first);
  expect(await ask('SELECT epoch_us(time)::DOUBLE FROM minutes_due')).toEqual([[noon + minute]]);
  await makeMinutes(database.connection, noonMs + 200_000);
  expect(await minutes()).toEqual([...first, ['12:01', '192.0.2.1', null, 9, 0, 1, 0]]);
});

it('traffic that comes late makes its minute anew, and no other', async () => {
  const rows = [session(1, noon), session(2, noon)];
  await database.writer.write(
    toBatch({
      sessions: rows,
      traffic: [traffic(1, noon, 1), traffic(1, noon + minute, 2), traffic(1, noon + 2 * minute, 4)],
    }),
  );
  await makeMinutes(database.connection, Infinity);
  await database.writer.write(toBatch({ traffic: [traffic(2, noon + minute + 30e6, 100)] }));
  await makeMinutes(database.connection, Infinity);
  await makeMinutes(database.connection, Infinity);
  expect(
    await ask("SELECT strftime(time, '%H:%M'), sum(bytes_in)::INT FROM traffic_minutes GROUP BY 1 ORDER BY 1"),
  ).toEqual([
    ['12:00', 1],
    ['12:01', 102],
    ['12:02', 4],
  ]);
});

it('all minutes together have all bytes, however many there are to make at once', async () => {
  const many = Array.from({ length: 500 }, (_, at) => traffic(1 + (at % 3), noon + at * 37e6, at + 1));
  await database.writer.write(toBatch({ sessions: [session(1, noon), session(2, noon)], traffic: many }));
  let rounds = 1;
  while (await makeMinutes(database.connection, Infinity)) rounds++;
  expect(rounds).toBe(Math.ceil((500 * 37) / 60 / 60));
  // Also those of session 3, which nobody knows.
  expect(await ask('SELECT sum(bytes_in)::INT, sum(packets)::INT, sum(sessions)::INT FROM traffic_minutes')).toEqual([
    [(500 * 501) / 2, 500, 2],
  ]);
});
