import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Forgotten } from '#contract/history/answers.ts';
import type { FromHistory } from '#contract/history/process.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { keeperHandlers } from './keeper-handlers.ts';
import { makeMinutes } from './minutes.ts';
import { toBatch, type TestRow, type TestRows } from './test-database.ts';

const noon = Date.UTC(2026, 10, 30, 12) * 1000;
const second = 1e6;
const hour = 3600e6;
let folder: string;
let keeper: HistoryKeeper;
let told: FromHistory[];
let batches = 0;

async function begin(): Promise<void> {
  told = [];
  keeper = new HistoryKeeper(
    { folder, writes: true, retention: { days: 0, bytes: 0 }, memoryBytes: 256e6, threads: 2, version: 'test' },
    { nowMs: () => noon / 1000, every: () => () => undefined, tell: (message) => told.push(message) },
  );
  await keeper.open();
}
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'history-'));
  batches = 0;
  await begin();
});
afterEach(async () => {
  await keeper.close();
  rmSync(folder, { recursive: true, force: true });
});

async function write(rows: TestRows): Promise<void> {
  expect(await keeper.write(++batches, toBatch(rows))).toBeNull();
}
/** Files of the folder that this process has open. */
function openFiles(): string[] {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((file) => file.startsWith(folder));
}
async function forget(what: Forgotten): Promise<number> {
  const result = await keeperHandlers(keeper).forget(what, {
    datasets: keeper.datasets,
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  if (!result.ok) throw new Error(result.failure.message);
  return result.value.rows;
}
async function ask(sql: string): Promise<unknown[]> {
  return (await keeper.database!.connection.runAndReadAll(sql)).getRowsJson().map(([cell]) => cell);
}
const session = (session_no: number, more: TestRow): TestRow => ({
  run_id: 1,
  session_no,
  session_id: `s${session_no}`,
  start_time: noon,
  end_time: noon + second,
  open: false,
  src_ip: '10.0.0.1',
  dst_ip: `192.0.2.${session_no}`,
  ...more,
});
const traffic = (session_no: number, time: number = noon): TestRow => ({
  session_no,
  time,
  seconds: 10,
  bytes_in: session_no,
  bytes_out: 0,
  packets: 1,
});
const answers = (...list: readonly (readonly [string, string])[]): string =>
  JSON.stringify(list.map(([name, data]) => ({ name, type: 'A', ttl: 1, data })));

describe('a name', () => {
  beforeEach(async () => {
    await write({
      sessions: [
        session(1, { hostname: 'example.com' }),
        session(2, { hostname: 'www.Example.com' }),
        session(3, { hostname: 'notexample.com' }),
        session(4, { hostname: null }),
        session(5, { hostname: 'other.test', dst_ip: '192.0.2.4' }),
        session(6, { src_ip: '192.0.2.1', dst_ip: '10.0.0.1', hostname: null }),
        session(7, { hostname: null }),
      ],
      traffic: [1, 2, 3, 4, 5, 6, 7].map((number) => traffic(number)),
      dns: [
        {
          dns_no: 1,
          query: 'example.com',
          answers: answers(['example.com', '192.0.2.1'], ['example.com', '192.0.2.4']),
        },
        {
          dns_no: 2,
          query: 'alias.test',
          answers: answers(['alias.test', 'cdn.example.com'], ['cdn.example.com', '192.0.2.9']),
        },
        { dns_no: 3, query: '4.2.0.192.in-addr.arpa', answers: null },
        { dns_no: 4, query: 'example.com.evil.test', answers: answers(['example.com.evil.test', '192.0.2.4']) },
      ],
      alerts: [
        { time: noon, session_id: 's2', title: 'a' },
        { time: noon, session_id: 's3', title: 'b' },
        { time: noon, session_id: null, title: 'c', details: '{"name":"www.example.com"}' },
      ],
    });
    await makeMinutes(keeper.database!.connection, Infinity);
  });

  it('goes with all names below it, its addresses where they have no other name, and all that was made of them', async () => {
    await forget({ kind: 'host', host: 'Example.com.' });
    expect(await ask('SELECT session_no::INT FROM sessions ORDER BY 1')).toEqual([3, 5, 7]);
    expect(await ask('SELECT session_no::INT FROM traffic ORDER BY 1')).toEqual([3, 5, 7]);
    expect(await ask('SELECT dns_no::INT FROM dns ORDER BY 1')).toEqual([4]);
    expect(await ask('SELECT title FROM alerts')).toEqual(['b']);
    await makeMinutes(keeper.database!.connection, Infinity);
    expect(await ask('SELECT host FROM traffic_minutes ORDER BY 1')).toEqual([
      '192.0.2.7',
      'notexample.com',
      'other.test',
    ]);
    expect(await ask('SELECT sum(bytes_in)::INT FROM traffic_minutes')).toEqual([15]);
  });

  it('an address goes with whatever it took part in', async () => {
    await forget({ kind: 'host', host: '192.0.2.4' });
    expect(await ask('SELECT session_no::INT FROM sessions ORDER BY 1')).toEqual([1, 2, 3, 6, 7]);
    expect(await ask('SELECT dns_no::INT FROM dns ORDER BY 1')).toEqual([2]);
  });
});

it('a span: what began or ended in it, what happened in it, and the traffic in it of what went on', async () => {
  const [from, to] = [noon, noon + hour];
  await write({
    sessions: [
      session(1, { start_time: from - second, end_time: from - 1 }),
      session(2, { start_time: from - second, end_time: from }),
      session(3, { start_time: to - 1, end_time: to + hour }),
      session(4, { start_time: to, end_time: to + 1 }),
      session(5, { start_time: from - hour, end_time: to + hour }),
    ],
    traffic: [
      traffic(1, from - 10 * second),
      traffic(5, from - 10 * second),
      traffic(5, from),
      traffic(5, to + 20 * second),
      traffic(3, to),
    ],
    dns: [
      { dns_no: 1, time: from - 1 },
      { dns_no: 2, time: from },
      { dns_no: 3, time: to },
    ],
    runs: [
      { run_id: 1, state: 'ended', start_time: from - 1, end_time: to },
      { run_id: 2, state: 'ended', start_time: from, end_time: to - 1 },
    ],
  });
  await makeMinutes(keeper.database!.connection, Infinity);
  await forget({ kind: 'span', span: { fromUs: from, toUs: to } });
  expect(await ask('SELECT session_no::INT FROM sessions ORDER BY 1')).toEqual([1, 4, 5]);
  expect(await ask('SELECT dns_no::INT FROM dns ORDER BY 1')).toEqual([1, 3]);
  expect(await ask('SELECT run_id FROM runs')).toEqual([1]);
  await makeMinutes(keeper.database!.connection, Infinity);
  expect(
    await ask(
      "SELECT (epoch_us(time) - epoch_us(TIMESTAMP '2026-11-30 12:00:00'))::DOUBLE / 60e6 FROM traffic_minutes ORDER BY ALL",
    ),
  ).toEqual([-1, -1, 60]);
});

it('a session that goes on does not come back, while others do', async () => {
  await write({ sessions: [session(1, { open: true }), session(2, { open: false })] });
  await forget({ kind: 'everything' });
  const later = {
    sessions: [session(1, { open: true }), session(2, {}), session(3, {})],
    traffic: [traffic(1), traffic(3)],
  };
  await write(later);
  await keeper.close();
  await begin();
  await write(later);
  expect(await ask('SELECT session_no::INT FROM sessions ORDER BY 1')).toEqual([2, 3]);
  expect(await ask('SELECT DISTINCT session_no::INT FROM traffic')).toEqual([3]);
});

it('nothing of it is left in the file, and what was not forgotten is; writing goes on', async () => {
  // Few names in many rows: DuckDB keeps such ones as they are.
  const name = (number: number): string => `${createHash('sha256').update(String(number)).digest('hex')}.example`;
  const sessions = Array.from({ length: 20_000 }, (_, at) =>
    session(at + 1, { dst_ip: '203.0.113.77', hostname: name(at % 20) }),
  );
  await write({ sessions, dns: sessions.map((_, at) => ({ dns_no: at + 1, query: name(at % 20) })) });
  await keeper.database!.connection.run('CHECKPOINT');
  const raw = (): Buffer => Buffer.concat(readdirSync(folder).map((file) => readFileSync(path.join(folder, file))));
  const before = () => {
    const bytes = raw();
    return Array.from({ length: 20 }, (_, at) => bytes.includes(name(at)));
  };
  await keeper.close();
  expect(before().filter(Boolean)).toHaveLength(20);
  await begin();
  const connection = await keeper.datasets.get('history')!.connect();
  const reading = connection.runAndReadAll('SELECT count(*) FROM sessions').then(() => connection.closeSync());
  expect(await forget({ kind: 'host', host: name(7) })).toBe(2000);
  await reading;
  expect(told.filter((message) => message.kind === 'opened')).toHaveLength(2);
  await write({ sessions: [session(30_000, { hostname: 'after.example' })] });
  expect(await ask('SELECT count(*)::INT FROM sessions')).toEqual([19_001]);
  await keeper.close();
  expect(readdirSync(folder)).toEqual(['history.duckdb']);
  // Nobody has a file open any more, also not the one that was replaced.
  if (process.platform === 'linux') expect(openFiles()).toEqual([]);
  expect(
    before()
      .map((isThere, at) => (isThere ? null : at))
      .filter((at) => at !== null),
  ).toEqual([7]);
  await begin();
  expect(await ask('SELECT count(*)::INT FROM sessions')).toEqual([19_001]);
});

it('what is written while the file is made anew is in the new one', async () => {
  await keeper.database!.connection.run(
    'INSERT INTO dns (dns_no, query) SELECT range + 1, sha256(range::VARCHAR) FROM range(300000)',
  );
  await write({ sessions: [session(1, { hostname: 'gone.example' })] });
  const order: string[] = [];
  const forgotten = forget({ kind: 'host', host: 'gone.example' }).then(() => order.push('forgotten'));
  for (let number = 2; !order.includes('forgotten'); number++) {
    await write({
      sessions: [session(number, { bytes_in: number }), session(number - 1, { bytes_in: 1 })],
      traffic: [traffic(number)],
    });
    order.push('written');
  }
  await forgotten;
  expect(order.indexOf('forgotten')).toBeGreaterThan(1);
  await keeper.close();
  await begin();
  const last = batches;
  expect(await ask('SELECT count(*)::INT FROM dns')).toEqual([300_000]);
  // Session 1 came back with the batch that changed it: it had ended when it was forgotten.
  expect(await ask('SELECT session_no::INT FROM sessions ORDER BY 1')).toEqual(
    Array.from({ length: last }, (_, at) => at + 1),
  );
  expect(await ask('SELECT count(*)::INT FROM traffic')).toEqual([last - 1]);
  expect(told).toMatchObject([{ found: { lastBatch: last, lastSession: last } }]);
});
