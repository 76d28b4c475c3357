/** What is kept of hours that are over is used as long as it holds, and leaves when it does not, or has to. */
import { afterEach, expect, it } from 'vitest';
import type { HistoryQuestions } from '#contract/history/questions.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { openTestDatabase, toBatch, type TestDatabase, type TestRow } from '../../database/test-database.ts';
import { readHandlers } from '../handlers.ts';
import { heldPieces } from './held-by.ts';
import type { PieceKind } from './piece-kinds.ts';

const HOUR_US = 3600e6;
const MARKS = { seconds: 3600, settleMs: 0, nowMs: () => 0 };
let database: TestDatabase;
afterEach(() => database.close());

const session = (no: number, hour: number, more: TestRow = {}): TestRow => ({
  session_no: no,
  session_id: `id-${no}`,
  open: false,
  start_time: hour * HOUR_US,
  end_time: hour * HOUR_US + 1e6,
  protocol_name: 'TCP',
  src_ip: '10.0.0.1',
  dst_ip: '192.0.2.1',
  service: 'https',
  packets_out: 1,
  packets_in: 1,
  bytes_out: 10,
  bytes_in: 100,
  ...more,
});
const lookup = (no: number, hour: number, more: TestRow = {}): TestRow => ({
  dns_no: no,
  time: hour * HOUR_US,
  server_ip: '10.0.0.53',
  client_ip: '10.0.0.1',
  query: 'a.example',
  status: 'answered',
  rcode: 0,
  latency_ms: 5,
  answers: '[]',
  ttls: [],
  ...more,
});

/** In so many hours one session each, and one lookup. */
async function hoursOf(hours: readonly number[], more: TestRow = {}): Promise<void> {
  database = await openTestDatabase(
    {
      sessions: hours.map((hour) => session(hour + 1, hour + 0.5, more)),
      dns: hours.map((hour) => lookup(hour + 1, hour + 0.5, { session_id: `id-${hour + 1}` })),
    },
    HISTORY_DATASET,
    MARKS,
  );
}

async function overview(filter = ''): Promise<HistoryQuestions['overview']['answer']> {
  const asked = { dataset: HISTORY_DATASET, filter, span: null, by: 'service', points: 10, top: 10 } as const;
  const result = await readHandlers.overview(asked, database.context());
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Hours of which there are pieces that hold. */
function held(kind: PieceKind, filter = ''): number[] {
  const use = heldPieces(database).use({ filter, span: null, kinds: [] });
  const hours =
    use
      .usable()
      ?.of(kind)
      .map(({ fromUs }) => fromUs / HOUR_US) ?? [];
  use.end();
  return hours;
}

const made = (): Promise<void> => heldPieces(database).made();

async function tablesHeld(): Promise<number> {
  const connection = await database.connect();
  const answer = await connection.runAndReadAll("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'pieces'");
  connection.closeSync();
  return Number(answer.getRowsJS()[0]![0]);
}

it('there are none before something was asked, and then of all hours', async () => {
  await hoursOf([0, 1, 2]);
  await made();
  expect(await tablesHeld()).toBe(0);
  await overview();
  expect(held('sessions')).toEqual([]);
  await made();
  expect(['sessions', 'series:service', 'dns'].map((kind) => held(kind as PieceKind))).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ]);
  expect(held('series:host')).toEqual([]);
});

it('an hour in which a session ends is read again, and what was made of it leaves', async () => {
  await hoursOf([0, 1, 2]);
  await database.write(toBatch({ sessions: [session(9, 1.2, { open: true, bytes_in: 1 })] }));
  await overview();
  await made();
  await database.write(toBatch({ sessions: [session(9, 1.2, { open: true, bytes_in: 5000 })] }));
  expect(held('sessions')).toEqual([0, 1, 2]);
  expect((await overview()).totals).toMatchObject({ sessions: 4, open: 1, bytes_in: 5300 });
  await database.write(toBatch({ sessions: [session(9, 1.2, { bytes_in: 7000 })] }));
  expect(held('sessions')).toEqual([0, 2]);
  expect((await overview()).totals).toMatchObject({ sessions: 4, open: 0, bytes_in: 7300 });
  await made();
  expect(held('sessions')).toEqual([0, 1, 2]);
  expect((await overview()).totals).toMatchObject({ sessions: 4, open: 0, bytes_in: 7300 });
});

it('hours that still change are left alone', async () => {
  let nowMs = 0;
  database = await openTestDatabase({ sessions: [session(1, 0), session(2, 1)] }, HISTORY_DATASET, {
    ...MARKS,
    settleMs: 1000,
    nowMs: () => nowMs,
  });
  nowMs = 1000;
  await database.write(toBatch({ sessions: [session(3, 1.5)] }));
  await overview();
  await made();
  expect(held('sessions')).toEqual([0]);
  nowMs = 2000;
  await made();
  expect(held('sessions')).toEqual([0, 1]);
});

it('lookups that are meant by their sessions depend on all sessions before', async () => {
  await hoursOf([0, 1, 2], { hostname: 'carrier', open: false });
  const filter = 'host ~ carrier';
  await overview(filter);
  await made();
  expect([held('dns', filter), held('carriers', filter)]).toEqual([
    [0, 1, 2],
    [0, 1, 2],
  ]);
  expect((await overview(filter)).totals.dns).toBe(3);
  await database.write(toBatch({ sessions: [session(2, 1.5, { hostname: 'other' })] }));
  expect(held('dns', filter)).toEqual([0]);
  expect((await overview(filter)).totals.dns).toBe(2);
});

it('lookups whose session is open are not kept', async () => {
  await hoursOf([0, 1], { hostname: 'carrier' });
  await database.write(toBatch({ sessions: [session(2, 1.5, { hostname: 'y', open: true })] }));
  const filter = 'host ~ carrier';
  expect((await overview(filter)).totals.dns).toBe(1);
  await made();
  // Both hours are made at once.
  expect(held('dns', filter)).toEqual([]);
  await database.write(toBatch({ sessions: [session(2, 1.5, { hostname: 'carrier', open: true })] }));
  expect((await overview(filter)).totals.dns).toBe(2);
});

it('what is forgotten is in memory no longer', async () => {
  await hoursOf([0, 1]);
  await overview();
  await made();
  expect(await tablesHeld()).toBeGreaterThan(0);
  database.marks.forgotten();
  await made();
  expect(await tablesHeld()).toBe(0);
});

it('makes room for questions, and keeps less from then on', async () => {
  await hoursOf([0, 1, 2, 3]);
  await overview();
  await made();
  expect(await heldPieces(database).makeRoom()).toBe(true);
  expect(await tablesHeld()).toBe(0);
  expect(await heldPieces(database).makeRoom()).toBe(false);
  expect((await overview()).totals.sessions).toBe(4);
});

it('keeps those of the filters that were asked for last', async () => {
  await hoursOf([0]);
  const filters = ['port = 1', 'port = 2', 'port = 3', 'port = 4', 'port = 5'];
  for (const filter of filters) await overview(filter);
  await made();
  expect(filters.map((filter) => held('sessions', filter).length)).toEqual([0, 1, 1, 1, 1]);
});

it('makes none while something is asked, and none of a filter that is a mistake', async () => {
  await hoursOf([0]);
  const use = heldPieces(database).use({ filter: '', span: null, kinds: ['sessions'] });
  await made();
  expect(use.usable()).toBeNull();
  use.end();
  use.end();
  await overview('port = = 3');
  await made();
  expect(held('sessions')).toEqual([0]);
  expect(held('sessions', 'port = = 3')).toEqual([]);
});

it('is of no use to charts where traffic is kept in longer stretches', async () => {
  await hoursOf([0, 1]);
  await database.write(
    toBatch({ traffic: [{ time: 0, seconds: 7200, session_no: 1, bytes_in: 100, bytes_out: 10, packets: 1 }] }),
  );
  await overview();
  await made();
  expect(held('sessions')).toEqual([0, 1]);
  expect(held('series:service')).toEqual([]);
  expect((await overview()).totals.bytes_in).toBe(200);
});
