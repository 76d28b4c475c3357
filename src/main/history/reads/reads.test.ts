/** Answers over rows that were made by hand; what comes out was worked out by hand, too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '#base/result.ts';
import type { HistoryQuestion, HistoryQuestions, ViewQuestion } from '#contract/history/questions.ts';
import { openTestDatabase, type TestDatabase, type TestRow } from '../database/test-database.ts';
import { readHandlers } from './handlers.ts';

const SECOND = 1_000_000;
/** 2026-06-01T12:00:00Z */
const NOON = Date.UTC(2026, 5, 1, 12) * 1000;
const at = (seconds: number): number => NOON + seconds * SECOND;

function session(no: number, from: number, to: number, more: TestRow = {}): TestRow {
  return {
    session_no: no,
    session_id: `id-${no}`,
    open: false,
    start_time: at(from),
    end_time: at(to),
    duration_s: to - from,
    state: 'CLOSE',
    interface: 'eth0',
    protocol_num: 6,
    protocol_name: 'TCP',
    src_ip: '10.0.0.1',
    dst_ip: '192.0.2.1',
    dst_port: 443,
    service: 'https',
    packets_out: 1,
    packets_in: 2,
    bytes_out: 100,
    bytes_in: 1000,
    midstream: false,
    ...more,
  };
}

const traffic = (no: number, from: number, bytes: number, seconds = 10): TestRow => ({
  session_no: no,
  time: at(from),
  seconds,
  bytes_in: bytes,
  bytes_out: bytes / 10,
  packets: 1,
});

function lookup(no: number, seconds: number, more: TestRow = {}): TestRow {
  return {
    dns_no: no,
    time: at(seconds),
    interface: 'eth0',
    client_ip: '10.0.0.1',
    client_port: 5000,
    server_ip: '10.0.0.53',
    server_port: 53,
    transport: 'udp',
    trans_id: no,
    query: 'a.example',
    qtype: 'A',
    rcode: 0,
    rcode_name: 'NOERROR',
    status: 'answered',
    latency_ms: 10,
    answers: '[]',
    ttls: [],
    flags: '',
    ...more,
  };
}

const answer = (data: string): string => JSON.stringify([{ name: 'a.example', type: 'A', ttl: 60, data }]);

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({
    sessions: [
      session(1, 0, 5, { hostname: 'www10.example', session_id: 'id-1' }),
      session(2, 3, 35, { hostname: 'WWW9.example', bytes_in: 6000, bytes_out: 600, src_ip: '10.0.0.2', open: true }),
      session(3, 20, 29, { service: 'dns', protocol_name: 'UDP', protocol_num: 17, src_ip: '9.0.0.1', dst_port: 53 }),
      session(4, 100, 130, { hostname: 'www9.EXAMPLE', process: 'curl', bytes_in: 4000, bytes_out: 400 }),
      session(5, 125, 126, { hostname: '', process: 'curl', src_ip: '2001:db8::1', dst_ip: '2001:db8::2' }),
    ],
    traffic: [
      traffic(1, 0, 1000),
      traffic(2, 0, 1000),
      traffic(2, 10, 2000),
      traffic(2, 30, 3000),
      traffic(3, 20, 1000),
      traffic(4, 100, 1000),
      traffic(4, 120, 3000),
      traffic(5, 120, 1000),
    ],
    dns: [
      lookup(1, 0, { latency_ms: 30, answers: answer('192.0.2.1'), ttls: [60] }),
      lookup(2, 10, { query: 'A.Example', latency_ms: 20 }),
      lookup(3, 20, { query: 'b.example', status: 'nxdomain', rcode: 3, latency_ms: 40, session_id: 'id-3' }),
      lookup(4, 70, { query: 'b.example', status: 'unanswered', rcode: null, latency_ms: null }),
      lookup(5, 80, { query: null, server_ip: '10.0.0.54', status: 'servfail', rcode: 2, latency_ms: 5 }),
      lookup(6, 90, { latency_ms: 10 }),
    ],
  });
});
afterAll(() => database.close());

type Params<K extends HistoryQuestion> = Omit<HistoryQuestions[K]['params'], 'dataset'>;

async function ask<K extends keyof typeof readHandlers>(
  question: K,
  params: Params<K>,
): Promise<HistoryQuestions[K]['answer']> {
  const handler = readHandlers[question] as (
    params: unknown,
    context: unknown,
  ) => Promise<Result<HistoryQuestions[K]['answer']>>;
  const result = await handler({ dataset: 'history', ...params }, database.context());
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const view: Params<'view'> = {
  table: 'sessions',
  filter: '',
  span: null,
  sort: null,
  offset: 0,
  limit: 10,
  follow: false,
  sparklines: false,
};
const keys = async (params: Partial<ViewQuestion>): Promise<readonly string[]> =>
  (await ask('view', { ...view, ...params })).keys;

describe('a view', () => {
  it('has the newest sessions first, and what they add up to', async () => {
    const frame = await ask('view', { ...view, offset: 1, limit: 2 });
    expect(frame).toMatchObject({
      table: 'sessions',
      matching: 5,
      held: 5,
      offset: 1,
      keys: ['id-4', 'id-3'],
      totals: { bytes_out: 1300, bytes_in: 13_000, packets: 15 },
      sparklines: null,
      mistake: null,
    });
    expect(frame.columns['start_time']).toEqual(['2026-06-01T12:01:40.000000Z', '2026-06-01T12:00:20.000000Z']);
    expect(frame.columns['bytes_in']).toEqual([4000, 1000]);
    expect(frame.columns['hostname']).toEqual(['www9.EXAMPLE', null]);
  });

  it('is sorted with nothing there last, numbers inside of names as numbers, equal ones by age', async () => {
    const by = (column: string, descending = false): Promise<readonly string[]> =>
      keys({ sort: { column, descending } });
    expect(await by('hostname')).toEqual(['id-2', 'id-4', 'id-1', 'id-5', 'id-3']);
    expect(await by('hostname', true)).toEqual(['id-1', 'id-4', 'id-2', 'id-5', 'id-3']);
    expect(await by('src_ip')).toEqual(['id-3', 'id-4', 'id-1', 'id-2', 'id-5']);
    expect(await by('bytes_in', true)).toEqual(['id-2', 'id-4', 'id-5', 'id-3', 'id-1']);
    expect(await by('process')).toEqual(['id-5', 'id-4', 'id-3', 'id-2', 'id-1']);
    expect(await by('nothing')).toEqual(['id-5', 'id-4', 'id-3', 'id-2', 'id-1']);
  });

  it('is the same read from its end', async () => {
    const sort = { column: 'hostname', descending: false };
    expect(await keys({ sort, offset: 3, limit: 10 })).toEqual(['id-5', 'id-3']);
    expect(await keys({ sort, offset: 4, limit: 1 })).toEqual(['id-3']);
    expect(await keys({ offset: 7 })).toEqual([]);
  });

  it('has rows of a filter and of a stretch of time only', async () => {
    expect(await keys({ filter: 'www9 or process = curl' })).toEqual(['id-5', 'id-4', 'id-2']);
    expect(await keys({ span: { fromUs: at(29), toUs: at(100) } })).toEqual(['id-4', 'id-3', 'id-2']);
    const mistaken = await ask('view', { ...view, filter: 'dst_port = x' });
    expect(mistaken).toMatchObject({ matching: 0, held: 5, keys: [], totals: { bytes_in: 0 }, mistake: { at: 11 } });
  });

  it('has DNS as it came, its end where it is followed', async () => {
    const frame = await ask('view', { ...view, table: 'dns', limit: 2, follow: true });
    expect(frame).toMatchObject({ matching: 6, offset: 4, keys: ['5', '6'], totals: null, sparklines: null });
    expect(frame.columns['query']).toEqual([null, 'a.example']);
    expect((await ask('view', { ...view, table: 'dns', limit: 1 })).columns).toMatchObject({
      answers: [[{ name: 'a.example', type: 'A', ttl: 60, data: '192.0.2.1' }]],
      ttls: [[60]],
    });
    expect(await keys({ table: 'dns', filter: 'service = dns and state = CLOSE' })).toEqual(['3']);
    expect(await keys({ table: 'dns', sort: { column: 'latency_ms', descending: true }, limit: 3 })).toEqual([
      '3',
      '1',
      '2',
    ]);
  });

  it('has the traffic of each row beside it', async () => {
    const frame = await ask('view', { ...view, span: { fromUs: at(0), toUs: at(39) }, sparklines: true });
    expect(frame.keys).toEqual(['id-3', 'id-2', 'id-1']);
    expect(frame.sparklines).toEqual([
      [0, 0, 1100, 0],
      [1100, 2200, 0, 3300],
      [1100, 0, 0, 0],
    ]);
  });
});

const sums: Params<'overview'> = { filter: '', span: null, by: 'service', points: 600, top: 2 };

describe('the overview', () => {
  it('is everything, where nothing less is asked for', async () => {
    const frame = await ask('overview', sums);
    expect(frame).toMatchObject({
      by: 'service',
      span: { fromUs: at(0), toUs: at(130) },
      bucketSeconds: 10,
      firstBucketUs: at(0),
      buckets: 14,
      totals: { sessions: 5, open: 1, bytes_in: 13_000, bytes_out: 1300, hosts: 4, dns: 6, dns_failed: 3 },
      names: [
        { name: 'a.example', transactions: 3, failed: 0 },
        { name: 'b.example', transactions: 2, failed: 2 },
      ],
      bytesNotHeld: 0,
      mistake: null,
    });
    expect(frame.tops.host).toEqual([
      { label: 'www9.EXAMPLE', filter: 'hostname = www9.EXAMPLE', sessions: 2, bytes_in: 10_000, bytes_out: 1000 },
      {
        label: '192.0.2.1',
        filter: 'dst_ip = 192.0.2.1 and not hostname exists',
        sessions: 1,
        bytes_in: 1000,
        bytes_out: 100,
      },
    ]);
    expect(frame.tops.process.map(({ label, filter, bytes_in: bytes }) => [label, filter, bytes])).toEqual([
      [null, 'not process exists', 8000],
      ['curl', 'process = curl', 5000],
    ]);
    expect(frame.series.map(({ label, bytes_in: bytes, isOther }) => [label, bytes, isOther])).toEqual([
      ['https', 12_000, false],
      ['dns', 1000, false],
    ]);
    expect(frame.series[0]!.in).toEqual([2000, 2000, 0, 3000, 0, 0, 0, 0, 0, 0, 1000, 0, 4000, 0]);
    expect(frame.series[1]!.out).toEqual([0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('counts of a session what it had in the range', async () => {
    const { totals, span, series } = await ask('overview', { ...sums, span: { fromUs: at(25), toUs: at(125) } });
    // All of 3 (its stretch reaches into the range), 3000 of 2, 1000 and 3000 of 4, all of 5.
    expect(totals).toMatchObject({ sessions: 4, bytes_in: 1000 + 3000 + 4000 + 1000 });
    expect(span).toEqual({ fromUs: at(25), toUs: at(125) });
    expect(series.reduce((all, { bytes_in: bytes }) => all + bytes, 0)).toBe(9000);
    expect((await ask('overview', { ...sums, span: { fromUs: at(200), toUs: at(300) } })).totals.sessions).toBe(0);
  });

  it('is about what a filter lets through', async () => {
    const { totals, series, mistake } = await ask('overview', {
      ...sums,
      by: 'host',
      filter: 'hostname = www9.example',
    });
    expect(totals).toMatchObject({ sessions: 2, bytes_in: 10_000, hosts: 1, dns: 0 });
    expect(series.map(({ label }) => label)).toEqual(['www9.EXAMPLE']);
    expect(mistake).toBeNull();
    expect(await ask('overview', { ...sums, filter: 'dst_port = x' })).toMatchObject({
      totals: { sessions: 0 },
      mistake: { at: 11 },
    });
  });
});

describe('groups', () => {
  const asked: Params<'groups'> = {
    filter: '',
    span: null,
    by: 'host',
    sort: { column: 'bytes_in', descending: true },
    offset: 0,
    limit: 10,
  };

  it('are in the order that was asked for, with their traffic', async () => {
    const frame = await ask('groups', { ...asked, limit: 2 });
    expect(frame).toMatchObject({ by: 'host', groups: 4, offset: 0, mistake: null });
    expect(frame.rows[0]).toEqual({
      key: 'www9.EXAMPLE',
      label: 'www9.EXAMPLE',
      filter: 'hostname = www9.EXAMPLE',
      sessions: 2,
      open: 1,
      packets: 6,
      bytes_in: 10_000,
      bytes_out: 1000,
      last_us: at(130),
      traffic: [1100, 2200, 0, 3300, 0, 0, 0, 0, 0, 0, 1100, 0, 3300, 0],
    });
    const by = async (
      column: Params<'groups'>['sort']['column'],
      descending: boolean,
      offset = 0,
    ): Promise<(string | null)[]> =>
      (await ask('groups', { ...asked, sort: { column, descending }, offset })).rows.map(({ label }) => label);
    expect(await by('label', false)).toEqual(['192.0.2.1', '2001:db8::2', 'www9.EXAMPLE', 'www10.example']);
    expect(await by('last_us', true, 2)).toEqual(['192.0.2.1', 'www10.example']);
  });

  it('of what is not known come last by name', async () => {
    const { rows } = await ask('groups', { ...asked, by: 'process', sort: { column: 'label', descending: true } });
    expect(rows.map(({ label, key, sessions, filter }) => [label, key, sessions, filter])).toEqual([
      ['curl', 'curl', 2, 'process = curl'],
      [null, '', 3, 'not process exists'],
    ]);
  });
});

describe('the summary of lookups', () => {
  it('has percentiles by nearest rank, and what failed', async () => {
    const frame = await ask('dns_summary', { filter: '', span: null, top: 2, points: 10 });
    expect(frame.transactions).toBe(6);
    expect(frame.byStatus).toMatchObject({ answered: 3, nxdomain: 1, unanswered: 1, servfail: 1, refused: 0 });
    expect(frame.resolvers).toEqual([
      // Of 10, 20, 30, 40: the second; the fourth (of 3.6 and 3.96).
      {
        server_ip: '10.0.0.53',
        transactions: 5,
        unanswered: 1,
        failed: 0,
        nxdomain: 1,
        p50: 20,
        p90: 40,
        p99: 40,
        max: 40,
      },
      {
        server_ip: '10.0.0.54',
        transactions: 1,
        unanswered: 0,
        failed: 1,
        nxdomain: 0,
        p50: 5,
        p90: 5,
        p99: 5,
        max: 5,
      },
    ]);
    expect(frame).toMatchObject({ span: { fromUs: at(0), toUs: at(90) }, bucketSeconds: 10, firstBucketUs: at(0) });
    expect(frame.over).toEqual({
      answered: [1, 1, 0, 0, 0, 0, 0, 0, 0, 1],
      failed: [0, 0, 1, 0, 0, 0, 0, 0, 1, 0],
      unanswered: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
    });
    expect(frame.names.map(({ name, transactions }) => [name, transactions])).toEqual([
      ['a.example', 3],
      ['b.example', 2],
    ]);
    expect(frame.failing).toEqual([{ name: 'b.example', transactions: 2, failed: 2 }]);
  });

  it('has percentiles within half a per cent of so many that putting them in order would take long', async () => {
    const database = await openTestDatabase();
    const connection = await database.connect();
    // 600,000 lookups of 0.001 to 600 ms, whose nearest ranks are their numbers.
    await connection.run(
      `INSERT INTO dns BY NAME SELECT i AS dns_no, make_timestamp(${NOON} + i) AS time, '10.0.0.53' AS server_ip, 'answered' AS status, i / 1000.0 AS latency_ms FROM range(1, 600001) r(i)`,
    );
    connection.closeSync();
    const asked = { dataset: 'history', filter: '', span: null, top: 2, points: 10 } as const;
    const result = await readHandlers.dns_summary(asked, database.context());
    if (!result.ok) throw new Error(result.failure.message);
    const [resolver] = result.value.resolvers;
    expect(resolver).toMatchObject({ transactions: 600_000, max: 600 });
    for (const [rank, value] of [
      [resolver!.p50, 300],
      [resolver!.p90, 540],
      [resolver!.p99, 594],
    ] as const) {
      expect(Math.abs(rank! / value - 1)).toBeLessThanOrEqual(0.005);
    }
    await database.close();
  });

  it('is empty where nothing passes', async () => {
    expect(await ask('dns_summary', { filter: 'a = ', span: null, top: 2, points: 10 })).toMatchObject({
      transactions: 0,
      resolvers: [],
      span: null,
      over: { answered: [] },
      names: [],
      failing: [],
      mistake: { at: 0 },
    });
  });
});

describe('details', () => {
  it('of a session have the DNS that it carried or that named its responder', async () => {
    const found = await ask('session', { sessionId: 'id-3' });
    expect(found?.session).toMatchObject({
      session_id: 'id-3',
      start_time: '2026-06-01T12:00:20.000000Z',
      src_ip: '9.0.0.1',
    });
    expect(found?.dnsKeys).toEqual(['3']);
    const named = await ask('session', { sessionId: 'id-1' });
    expect(named?.dns.map(({ query }) => query)).toEqual(['a.example']);
    expect(await ask('session', { sessionId: 'nobody' })).toBeNull();
  });

  it('of a lookup have the sessions that it led to and what was asked again', async () => {
    const found = await ask('dns', { key: '1' });
    expect(found?.record).toMatchObject({ query: 'a.example', time: '2026-06-01T12:00:00.000000Z' });
    expect(found?.led.map(({ session_id: id }) => id)).toEqual(['id-1', 'id-4']);
    expect(found?.ledInAll).toBe(2);
    expect(found?.againKeys).toEqual(['2']);
    expect(await ask('dns', { key: '77' })).toBeNull();
    expect(await ask('dns', { key: '1 OR true' })).toBeNull();
  });
});

describe('values of a field', () => {
  const values = async (field: string, more: Partial<Params<'values'>> = {}): Promise<unknown[]> =>
    (await ask('values', { filter: '', span: null, table: 'sessions', prefix: '', limit: 10, field, ...more })).map(
      ({ value, count }) => [value, count],
    );

  it('are counted, most frequent first', async () => {
    expect(await values('service')).toEqual([
      ['https', 4],
      ['dns', 1],
    ]);
    expect(await values('proto')).toEqual([
      ['tcp', 4],
      ['udp', 1],
    ]);
    expect(await values('tcp.port')).toEqual([['443', 4]]);
    expect(await values('ip', { prefix: '10.' })).toEqual([
      ['10.0.0.1', 2],
      ['10.0.0.2', 1],
    ]);
    expect(await values('hostname', { prefix: 'WWW9', limit: 1 })).toEqual([['WWW9.example', 1]]);
    expect(await values('answers', { table: 'dns' })).toEqual([['192.0.2.1', 1]]);
    expect(await values('state', { table: 'dns' })).toEqual([['CLOSE', 1]]);
    expect(await values('bytes_in')).toEqual([]);
    expect(await values('no_such_field')).toEqual([]);
  });
});

describe('a question', () => {
  it('that is withdrawn is answered with that', async () => {
    const controller = new AbortController();
    const asked = readHandlers.view(
      { dataset: 'history', ...view, filter: 'www9' },
      database.context(controller.signal),
    );
    controller.abort();
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    const before = await readHandlers.view({ dataset: 'history', ...view }, database.context(AbortSignal.abort()));
    expect(before).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  });

  it('to what is not there says so', async () => {
    expect(await readHandlers.view({ dataset: 'gone', ...view }, database.context())).toMatchObject({
      ok: false,
      failure: { code: 'not-found' },
    });
  });
});
