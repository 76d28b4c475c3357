/** What SQL answers: values, columns, limits, and where a mistake is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { SqlResult } from '#contract/history/answers.ts';
import { openTestDatabase, type TestDatabase } from '../database/test-database.ts';
import { sqlHandlers } from './sql-handlers.ts';

/** 2026-11-24T10:00:00Z, a Tuesday. */
const TUESDAY_US = Date.UTC(2026, 10, 24, 10) * 1000;
let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase({
    sessions: [
      {
        run_id: 1,
        session_no: 1,
        start_time: TUESDAY_US,
        hostname: 'a.example',
        bytes_in: 100,
        bytes_out: 20,
        dst_port: 443,
      },
      {
        run_id: 1,
        session_no: 2,
        start_time: TUESDAY_US + 1_500_000,
        hostname: 'b.example',
        bytes_in: 5,
        bytes_out: 0,
        dst_port: 53,
      },
      {
        run_id: 1,
        session_no: 3,
        start_time: TUESDAY_US + 3_600_000_000,
        hostname: 'a.example',
        bytes_in: 1,
        bytes_out: 1,
        dst_port: 443,
      },
    ],
    dns: [{ run_id: 1, dns_no: 1, time: TUESDAY_US, query: 'a.example', ttls: [60, 300], answers: '[{"ttl":60}]' }],
  });
});
afterAll(() => database.close());

async function ask(text: string, limit: number = 100): Promise<SqlResult> {
  const answer = await sqlHandlers.sql(
    { dataset: HISTORY_DATASET, text, limit, timeoutMs: 20_000 },
    database.context(),
  );
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

async function check(text: string): ReturnType<(typeof sqlHandlers)['sql.check']> {
  return await sqlHandlers['sql.check']({ dataset: HISTORY_DATASET, text }, database.context());
}

test('rows by hand', async () => {
  const { columns, rows, isCut } = await ask(
    'SELECT hostname, sum(bytes_in) AS bytes, min(start_time) AS first FROM sessions GROUP BY ALL ORDER BY bytes DESC',
  );
  expect(columns).toStrictEqual([
    { name: 'hostname', type: 'VARCHAR', kind: 'text' },
    { name: 'bytes', type: 'HUGEINT', kind: 'number' },
    { name: 'first', type: 'TIMESTAMP', kind: 'time' },
  ]);
  expect(rows).toStrictEqual([
    ['a.example', 101, '2026-11-24T10:00:00.000000Z'],
    ['b.example', 5, '2026-11-24T10:00:01.500000Z'],
  ]);
  expect(isCut).toBe(false);
});

const VALUES: readonly (readonly [string, string | number | boolean | null, string])[] = [
  ['NULL', null, 'number'],
  ['true', true, 'boolean'],
  ['9007199254740991', 9_007_199_254_740_991, 'number'],
  ['9007199254740993', '9007199254740993', 'number'],
  ['340282366920938463463374607431768211455::UHUGEINT', '340282366920938463463374607431768211455', 'number'],
  ['1.5', 1.5, 'number'],
  ['10.00', 10, 'number'],
  ['0.0', 0, 'number'],
  ['12345678901234567.25::DECIMAL(19, 2)', '12345678901234567.25', 'number'],
  ["'nan'::DOUBLE", 'NaN', 'number'],
  ["'inf'::DOUBLE", 'Infinity', 'number'],
  ["TIMESTAMP '2026-11-24 10:00:00.25'", '2026-11-24T10:00:00.250000Z', 'time'],
  ["TIMESTAMPTZ '2026-11-24 10:00:00+02'", '2026-11-24T08:00:00.000000Z', 'time'],
  ["TIMESTAMP_NS '2026-11-24 10:00:00.123456789'", '2026-11-24T10:00:00.123456Z', 'time'],
  ["TIMESTAMP_S '2026-11-24 10:00:00'", '2026-11-24T10:00:00.000000Z', 'time'],
  ["DATE '2026-11-24'", '2026-11-24', 'time'],
  ["TIMESTAMP 'infinity'", 'infinity', 'time'],
  ["TIME '10:00:00'", '10:00:00', 'other'],
  ['INTERVAL 90 SECOND', '00:01:30', 'other'],
  ['[1, 2]', '[1,2]', 'other'],
  ["{'a': 1, 'b': 'x'}", '{"a":1,"b":"x"}', 'other'],
  ['\'{"a": 1}\'::JSON', '{"a": 1}', 'other'],
  ["'\\xff'::BLOB", '\\xFF', 'other'],
  ["'4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'::UUID", '4ac7a9e9-607c-4c8a-84f3-843f0191e3fd', 'text'],
  ["'日本 🦆'", '日本 🦆', 'text'],
];

test.each(VALUES)('%s', async (text, value, kind) => {
  const { columns, rows } = await ask(`SELECT ${text} AS v`);
  expect(rows).toStrictEqual([[value]]);
  expect(columns[0]?.kind).toBe(kind);
});

test('times of this machine are UTC, whatever its zone', async () => {
  const { rows } = await ask(`SELECT TIMESTAMP '2026-11-24 10:00:00' = TIMESTAMPTZ '2026-11-24 10:00:00+00'`);
  expect(rows).toStrictEqual([[true]]);
});

/** Ordinary questions that the list of what may be called must not stand in the way of. */
const FINE = [
  'FROM sessions',
  'TABLE dns',
  'VALUES (1, 2), (3, 4)',
  'DESCRIBE sessions',
  'SUMMARIZE dns',
  'SELECT 1;',
  'SELECT 1 -- and that is it',
  'SELECT * FROM main.sessions',
  'SELECT * EXCLUDE (session_id) REPLACE (bytes_in + 1 AS bytes_in) FROM sessions',
  "SELECT COLUMNS('bytes_.*') FROM sessions",
  'WITH a AS (SELECT * FROM sessions), b AS (SELECT * FROM a) SELECT * FROM a JOIN b USING (session_no)',
  'WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT sum(n) FROM r',
  'SELECT * FROM sessions s, LATERAL (SELECT s.bytes_in + 1 AS x) l',
  'SELECT hostname, row_number() OVER (PARTITION BY hostname ORDER BY start_time) FROM sessions QUALIFY row_number() OVER () < 3',
  'SELECT count(*) FILTER (WHERE bytes_in > 1), arg_max(hostname, bytes_in), quantile_cont(bytes_in, 0.95) FROM sessions',
  'SELECT time_bucket(INTERVAL 10 MINUTE, start_time) AS t, sum(bytes_in) FROM sessions GROUP BY ALL ORDER BY t',
  "SELECT extract(hour FROM start_time), dayname(start_time), strftime(start_time, '%H:%M'), start_time AT TIME ZONE 'Europe/Berlin' FROM sessions",
  'SELECT * FROM sessions WHERE start_time > now() - INTERVAL 30 DAY AND start_time < current_timestamp AND start_time::DATE <> current_date',
  "SELECT * FROM sessions WHERE hostname LIKE '%.example' OR hostname ILIKE 'A%' OR hostname SIMILAR TO 'x.*' OR hostname GLOB '*.org' OR regexp_matches(hostname, '^a')",
  'SELECT unnest(ttls), list_transform(ttls, lambda x: x + 1), ttls[1], [x * 2 FOR x IN ttls IF x > 60], list_sum(ttls) FROM dns',
  "SELECT answers->>'$[0].ttl', json_extract(answers, '$[0].ttl'), answers::VARCHAR FROM dns",
  'SELECT * FROM dns, json_each(answers)',
  'SELECT CASE WHEN bytes_in > 1 THEN 1 ELSE 2 END, coalesce(hostname, dst_ip), ifnull(hostname, 1::VARCHAR), nullif(bytes_in, 0), if(true, 1, 2) FROM sessions',
  'SELECT hostname, dst_port, grouping(hostname), count(*) FROM sessions GROUP BY ROLLUP (hostname, dst_port)',
  'SELECT * FROM (SELECT hostname, dst_port, bytes_in FROM sessions) PIVOT (sum(bytes_in) FOR dst_port IN (53, 443))',
  'SELECT * FROM sessions USING SAMPLE 10 ROWS',
  'SELECT hostname FROM sessions UNION SELECT query FROM dns ORDER BY 1 LIMIT 10 OFFSET 1',
  'SELECT hostname COLLATE de FROM sessions ORDER BY hostname COLLATE NOCASE',
  "SELECT position('a' IN hostname), substring(hostname FROM 2 FOR 3), trim(BOTH 'a' FROM hostname), upper(hostname), hostname || 'x' FROM sessions",
  'SELECT * FROM range(10) t(i), generate_series(1, 3)',
  "SELECT * FROM generate_series(TIMESTAMP '2026-11-24', TIMESTAMP '2026-11-25', INTERVAL 1 HOUR)",
  'SELECT bytes_in // 2, bytes_in % 3, -bytes_in::BIGINT, bytes_in ** 2, ~dst_port, dst_port & 1, dst_port << 1, bytes_in BETWEEN 1 AND 2, hostname IS NULL FROM sessions',
  'SELECT EXISTS (SELECT 1 FROM dns WHERE query = hostname), hostname IN (SELECT query FROM dns), bytes_in > ALL (SELECT 1) FROM sessions',
  'SELECT #1, hostname FROM sessions ORDER BY ALL',
  'SELECT * FROM sessions ASOF JOIN dns ON hostname = query AND start_time >= time',
  "SELECT MAP {'a': 1}['a'], {'a': 1}.a, struct_pack(x := 1), row(1, 2), [1, 2][1:1], '1'::INT, TRY_CAST('x' AS INT), DATE '2026-01-01' + 3",
  "SELECT format_bytes(sum(bytes_in)::BIGINT), approx_count_distinct(hostname), histogram(dst_port), mode(hostname), string_agg(hostname, ', ' ORDER BY hostname) FROM sessions",
];

test.each(FINE)('%s', async (text) => {
  expect(await check(text)).toStrictEqual({ ok: true, value: null });
  expect((await ask(text)).rows.length).toBeGreaterThanOrEqual(0);
});

const MISTAKES: readonly (readonly [string, string, string])[] = [
  ['SELEC 1', 'SELEC', 'syntax error'],
  ['SELECT hostnam FROM sessions', 'hostnam', 'hostname'],
  ["SELECT 'é', '🦆', hostnam FROM sessions", 'hostnam', 'not found'],
  ["SELECT 'é', '🦆' hostnam frm sessions WHERE", 'frm', 'syntax error'],
  ["SELECT 'é🦆',\n  1\nFROM session", 'session', 'did you mean "sessions"?'],
  ["SELECT 'é🦆', read_text('x')", 'read_text', 'cannot be called here'],
  ["SELECT 'é🦆' FROM glob('x')", 'glob', 'cannot be asked here'],
  ["SELECT 1,\n\n  'é🦆', nosuch(1)\n FROM sessions", 'nosuch', 'cannot be called here'],
  [`SELECT ${"'é🦆', ".repeat(60)} hostnam FROM sessions`, 'hostnam', 'not found'],
  ['SELECT sum(hostname) FROM sessions', 'sum(', 'No function matches'],
  ['SELECT SUMM(bytes_in) FROM sessions', 'SUMM', 'did you mean "sum"?'],
];

test.each(MISTAKES)('the place in %s', async (text, at, says) => {
  const answer = await check(text);
  const mistake = answer.ok ? answer.value : null;
  expect(mistake?.message).toContain(says);
  expect(text.slice(mistake?.at ?? -1)).toMatch(new RegExp(`^${at.replace('(', '\\(')}`));
});

test('what only shows while it runs is a failure, not an end', async () => {
  const question = { dataset: HISTORY_DATASET, text: 'SELECT hostname::INT FROM sessions', limit: 10, timeoutMs: 5000 };
  const answer = await sqlHandlers.sql(question, database.context());
  expect(answer.ok ? null : answer.failure.code).toBe('invalid');
  expect(answer.ok ? null : answer.failure.message).toContain('Could not convert');
});

test('as many rows as were asked for, and whether there are more', async () => {
  expect(await ask('SELECT session_no FROM sessions ORDER BY 1', 2)).toMatchObject({ rows: [[1], [2]], isCut: true });
  expect(await ask('SELECT session_no FROM sessions ORDER BY 1', 3)).toMatchObject({
    rows: [[1], [2], [3]],
    isCut: false,
  });
});

test('a dataset that is not there', async () => {
  const answer = await sqlHandlers.sql(
    { dataset: 'x', text: 'SELECT 1', limit: 1, timeoutMs: 1000 },
    database.context(),
  );
  expect(answer.ok ? null : answer.failure.code).toBe('unavailable');
});
