/** What must not be possible with the user's SQL: each attempt is refused or harmless, and afterwards the same database answers as before. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DuckDBInstance } from '@duckdb/node-api';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { ChangeMarks, MARK_LIMITS } from '../database/change-marks.ts';
import { createInstance, lockDown } from '../database/instance.ts';
import { createSchema } from '../database/schema-sql.ts';
import type { QuestionContext } from '../question.ts';
import { sqlHandlers } from './sql-handlers.ts';

const folder = mkdtempSync(join(tmpdir(), 'netloupe-sql-'));
const file = join(folder, 'history.duckdb');
let instance: DuckDBInstance;
let context: QuestionContext;

beforeAll(async () => {
  instance = await createInstance(file, { memoryBytes: 256e6, threads: 2 });
  await lockDown(instance);
  const connection = await instance.connect();
  await createSchema(connection);
  await connection.run('CREATE SEQUENCE numbers');
  await connection.run(
    `INSERT INTO sessions (session_no, hostname, bytes_in) SELECT range, 'h' || range % 7, range FROM range(10000)`,
  );
  connection.closeSync();
  const marks = new ChangeMarks(MARK_LIMITS);
  const dataset = { id: HISTORY_DATASET, marks, connect: () => instance.connect() };
  context = {
    datasets: { get: () => dataset, add: () => Promise.reject(new Error('none')), drop: () => Promise.resolve() },
    signal: new AbortController().signal,
    progress: () => undefined,
  };
});

afterAll(() => {
  instance.closeSync();
  rmSync(folder, { recursive: true });
});

function ask(text: string, timeoutMs: number = 2000): ReturnType<typeof sqlHandlers.sql> {
  return sqlHandlers.sql({ dataset: HISTORY_DATASET, text, limit: 1000, timeoutMs }, context);
}

async function expectAlive(): Promise<void> {
  const answer = await ask('SELECT count(*), max(bytes_in) FROM sessions', 20_000);
  expect(answer.ok && answer.value.rows).toStrictEqual([[10_000, 9999]]);
}

const REFUSED = [
  // Writing.
  `INSERT INTO sessions (session_no) VALUES (1)`,
  `UPDATE sessions SET bytes_in = 0`,
  `DELETE FROM sessions`,
  `TRUNCATE sessions`,
  `MERGE INTO sessions USING (SELECT 1 a) ON a = session_no WHEN MATCHED THEN DELETE`,
  `DROP TABLE sessions`,
  `ALTER TABLE sessions ADD COLUMN x INT`,
  `CREATE TABLE x (a INT)`,
  `CREATE TEMP TABLE x (a INT)`,
  `CREATE MACRO x() AS 1`,
  `COMMENT ON TABLE sessions IS 'x'`,
  `WITH t AS (INSERT INTO sessions (session_no) VALUES (1) RETURNING session_no) SELECT * FROM t`,
  `WITH t AS MATERIALIZED (DELETE FROM sessions RETURNING session_no) SELECT * FROM t`,
  `SELECT nextval('numbers')`,
  `SELECT (SELECT nextval('numbers')) FROM sessions`,
  // Files and the network.
  `COPY sessions TO '/tmp/x.csv'`,
  `COPY (SELECT 1) TO '${file}.wal'`,
  `EXPORT DATABASE '/tmp/x'`,
  `IMPORT DATABASE '/tmp/x'`,
  `ATTACH ':memory:' AS m`,
  `ATTACH '/tmp/x.duckdb' AS m`,
  `SELECT * FROM read_blob('${file}')`,
  `SELECT * FROM read_blob('${file}.wal')`,
  `SELECT * FROM read_text('/etc/passwd')`,
  `SELECT * FROM read_csv('/etc/passwd')`,
  `SELECT * FROM read_parquet('http://127.0.0.1/x')`,
  `SELECT * FROM parquet_metadata('/etc/passwd')`,
  `SELECT * FROM glob('/*')`,
  `SELECT * FROM sniff_csv('/etc/passwd')`,
  `SELECT * FROM '/etc/passwd'`,
  `SELECT * FROM "/etc/passwd"`,
  `SELECT * FROM 'x.parquet'`,
  `FROM '${file}'`,
  `SELECT * FROM sessions, LATERAL (SELECT * FROM read_text(hostname))`,
  `SELECT * FROM sessions WHERE hostname IN (SELECT content FROM read_text('/etc/passwd'))`,
  `SELECT (SELECT content FROM read_text('/etc/passwd'))`,
  `SELECT 1 ORDER BY (SELECT content FROM read_text('/etc/passwd'))`,
  `SELECT 1 LIMIT (SELECT count(*) FROM read_text('/etc/passwd'))`,
  `SELECT * FROM sessions QUALIFY row_number() OVER (ORDER BY (SELECT content FROM read_text('/etc/passwd'))) = 1`,
  `WITH a AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM a`,
  `WITH RECURSIVE a AS (SELECT content FROM read_text('/etc/passwd') UNION ALL SELECT content FROM a) SELECT * FROM a`,
  `SELECT list_transform([1], x -> (SELECT content FROM read_text('/etc/passwd')))`,
  `FROM (DESCRIBE SELECT * FROM read_csv('/etc/passwd'))`,
  `SUMMARIZE '/etc/passwd'`,
  `DESCRIBE '/etc/passwd'`,
  `PIVOT (SELECT * FROM read_text('/etc/passwd')) ON filename`,
  `SELECT * FROM (SELECT * FROM read_text('/etc/passwd')) PIVOT (count(*) FOR filename IN ('a'))`,
  `INSTALL httpfs`,
  `LOAD httpfs`,
  // Settings, logs and what DuckDB knows of itself and the machine.
  `SET threads = 1`,
  `RESET threads`,
  `SET VARIABLE x = 1`,
  `PRAGMA enable_profiling`,
  `PRAGMA enable_logging`,
  `PRAGMA database_size`,
  `PRAGMA table_info('sessions')`,
  `CALL enable_logging()`,
  `SELECT * FROM enable_logging(storage = 'file', storage_config = {'path': '/tmp/x'})`,
  `SELECT * FROM enable_profiling()`,
  `SELECT * FROM truncate_duckdb_logs()`,
  `SELECT * FROM checkpoint('history')`,
  `SELECT * FROM force_checkpoint()`,
  `CHECKPOINT`,
  `VACUUM`,
  `ANALYZE`,
  `EXPLAIN ANALYZE SELECT 1`,
  `SELECT write_log('x')`,
  `SELECT current_setting('temp_directory')`,
  `SELECT getvariable('x')`,
  `SELECT * FROM duckdb_settings()`,
  `SELECT * FROM duckdb_databases()`,
  `SELECT * FROM duckdb_secrets()`,
  `SELECT * FROM duckdb_logs`,
  `SELECT * FROM duckdb_tables`,
  `SELECT * FROM sqlite_master`,
  `SELECT * FROM information_schema.tables`,
  `SELECT * FROM pg_catalog.pg_settings`,
  `SELECT * FROM pieces.of_1.sums`,
  `SELECT * FROM of_1.sums`,
  `SELECT * FROM pragma_database_size()`,
  `SELECT * FROM pragma_storage_info('sessions')`,
  `SELECT * FROM seq_scan('sessions')`,
  `SELECT * FROM arrow_scan(1, 2, 3)`,
  `SELECT * FROM test_all_types()`,
  `SELECT * FROM sql_auto_complete('s')`,
  `SHOW TABLES`,
  `SHOW ALL TABLES`,
  `SHOW DATABASES`,
  `SELECT * FROM (SHOW TABLES)`,
  // Tables of our own that are not for asking.
  `SELECT * FROM meta`,
  `SELECT * FROM main.meta`,
  `SELECT * FROM history.main.sessions`,
  `SELECT * FROM temp.sessions`,
  `SELECT * FROM sessions AT (VERSION => 1)`,
  // SQL within SQL.
  `SELECT * FROM query('SELECT * FROM meta')`,
  `SELECT * FROM query_table('meta')`,
  `SELECT * FROM query_table(['meta'])`,
  `SELECT * FROM json_execute_serialized_sql('{}')`,
  `SELECT json_serialize_plan('SELECT * FROM meta')`,
  `SELECT json_serialize_sql('SELECT 1')`,
  `SELECT json_deserialize_sql('{}')`,
  `PREPARE x AS SELECT 1`,
  `EXECUTE x`,
  `SELECT $1`,
  `SELECT ?`,
  // Several statements, and what looks like one.
  `SELECT 1; DROP TABLE sessions`,
  `SELECT 1; SELECT 2`,
  `SELECT 1;; SELECT 2`,
  `SELECT 1 /* ; */; -- \nDROP TABLE sessions`,
  `SELECT 1\0; DROP TABLE sessions`,
  `BEGIN; SELECT 1`,
  `COMMIT`,
  `ROLLBACK`,
  ``,
  `-- nothing`,
  `/* nothing */ ;`,
  // Names that look like something else: a CTE is known within what it belongs to, and not in itself.
  `WITH duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT * FROM duckdb_settings`,
  `WITH RECURSIVE duckdb_settings AS (SELECT name FROM duckdb_settings UNION ALL SELECT name FROM duckdb_settings WHERE false) SELECT * FROM duckdb_settings`,
  `WITH RECURSIVE duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT * FROM duckdb_settings`,
  `SELECT * FROM (WITH duckdb_tables AS (SELECT 1) SELECT 1), duckdb_tables`,
  `WITH a AS (SELECT * FROM duckdb_views), duckdb_views AS (SELECT 1) SELECT * FROM a`,
  `WITH "/etc/passwd" AS (SELECT * FROM "/etc/passwd") SELECT * FROM "/etc/passwd"`,
  `SELECT * FROM (WITH "/etc/passwd" AS (SELECT 1) SELECT 1), "/etc/passwd"`,
  `SELECT system.main.current_setting('threads')`,
  `SELECT "current_setting"('threads')`,
  `SELECT CURRENT_SETTING('threads')`,
  `SELECT main.repeat('x', 10)`,
  `SELECT system.main.repeat('x', 10)`,
  `SELECT pg_catalog.pg_get_viewdef(1)`,
  `SELECT sum(bytes_in) OVER (ORDER BY current_setting('threads')) FROM sessions`,
  `SELECT count(*) FILTER (WHERE current_setting('threads') = '1') FROM sessions`,
  `SELECT sessions.hostname.current_setting() FROM sessions`,
  // One value without end.
  `SELECT repeat('x', 2000000000)`,
  `SELECT lpad('x', 2000000000, 'y')`,
  `SELECT rpad('x', 2000000000, 'y')`,
  `SELECT bar(1, 0, 1, 2000000000)`,
  `SELECT len(range(1000000000))`,
  `SELECT len(range(1, 1000000000, 0))`,
  `SELECT list_resize([1], 1000000000)`,
  `SELECT replace(repeat('a', 50000), 'a', repeat('b', 50000))`,
  `SELECT regexp_replace(repeat('a', 50000), 'a', repeat('b', 50000), 'g')`,
  `SELECT format('{:1000000000}', 1)`,
  `SELECT printf('%1000000000d', 1)`,
  `SELECT levenshtein(repeat('a', 100000), repeat('b', 100000))`,
  `SELECT sleep_ms(100000)`,
  `SELECT pg_sleep(100)`,
  `SELECT ${'('.repeat(45_000)}1${')'.repeat(45_000)}`,
  `SELECT 1${' + 1'.repeat(20_000)}`,
];

test.each(REFUSED)('refused: %s', async (text) => {
  const checked = await sqlHandlers['sql.check']({ dataset: HISTORY_DATASET, text }, context);
  const answer = await ask(text);
  expect(answer.ok ? answer.value.rows.length : answer.failure.code).toBe('invalid');
  expect(checked.ok ? checked.value?.message : null).not.toBeNull();
});

const ENDLESS = [
  `SELECT sum(hash(a.bytes_in * b.bytes_in * c.bytes_in)) FROM sessions a, sessions b, sessions c`,
  `SELECT * FROM sessions a, sessions b, sessions c ORDER BY hash(a.bytes_in + b.bytes_in + c.bytes_in)`,
  `WITH RECURSIVE r AS (SELECT 1 a UNION ALL SELECT a + 1 FROM r) SELECT count(*) FROM r`,
  `WITH RECURSIVE r AS (SELECT 'x' a UNION ALL SELECT a || 'x' FROM r) SELECT max(length(a)) FROM r`,
  `SELECT count(*) FROM range(100000000000) a, range(1000) b`,
  `SELECT string_agg(repeat('x', 100000), ',') FROM range(1000000)`,
  `SELECT max(length(repeat('x', 90000) || a.range)) FROM range(100000000) a`,
  `SELECT sum(list_sum([hash(x + r.range) % 7 for x in range(9000)])) FROM range(10000000) r`,
  `SELECT count(*) FROM sessions a, sessions b, sessions c WHERE regexp_matches(a.hostname || b.hostname || c.hostname, '(h+)+$')`,
];

test.each(ENDLESS)('ended by a limit: %s', async (text) => {
  const began = performance.now();
  const answer = await ask(text, 700);
  expect(answer.ok ? answer.value.rows.length : answer.failure.code).toBe('cancelled');
  // Not a measurement: ended by the limit, not by itself.
  expect(performance.now() - began).toBeLessThan(20_000);
  await expectAlive();
});

test('rows without end are cut where they were asked to be', async () => {
  const answer = await ask('SELECT a.bytes_in FROM sessions a, sessions b, sessions c');
  expect(answer.ok && [answer.value.rows.length, answer.value.isCut]).toStrictEqual([1000, true]);
});

test('whoever does not wait any longer ends the query', async () => {
  const controller = new AbortController();
  const text = 'SELECT count(*) FROM range(100000000000) a, range(1000) b';
  const asked = sqlHandlers.sql(
    { dataset: HISTORY_DATASET, text, limit: 10, timeoutMs: 600_000 },
    { ...context, signal: controller.signal, progress: () => undefined },
  );
  setTimeout(() => controller.abort(), 50);
  const answer = await asked;
  expect(answer.ok ? null : answer.failure.message).toBe('The query was cancelled');
  await expectAlive();
});

test('while as many run as may, others wait, what is typed is checked, and the history is written', async () => {
  const controller = new AbortController();
  const text = 'SELECT count(*) FROM range(100000000000) a, range(1000) b';
  const long = Array.from({ length: 5 }, () =>
    sqlHandlers.sql(
      { dataset: HISTORY_DATASET, text, limit: 10, timeoutMs: 600_000 },
      { ...context, signal: controller.signal },
    ),
  );
  const checked = await sqlHandlers['sql.check']({ dataset: HISTORY_DATASET, text: 'SELECT nosuch' }, context);
  expect(checked.ok && checked.value?.at).toBe(7);
  const writer = await instance.connect();
  await writer.run('CREATE TEMP TABLE written AS SELECT 1');
  writer.closeSync();
  controller.abort();
  const answers = await Promise.all(long);
  expect(answers.map((answer) => (answer.ok ? '' : answer.failure.code))).toStrictEqual(Array(5).fill('cancelled'));
  await expectAlive();
});

test('a query that is cancelled before it began does not begin', async () => {
  const answer = await sqlHandlers.sql(
    { dataset: HISTORY_DATASET, text: 'SELECT 1', limit: 10, timeoutMs: 1000 },
    { ...context, signal: AbortSignal.abort() },
  );
  expect(answer.ok).toBe(false);
});

test('after all of that the file is as it was, and nothing lies beside it', async () => {
  await expectAlive();
  expect(readdirSync(folder).filter((name) => !name.startsWith('history.duckdb'))).toStrictEqual([]);
  expect(existsSync('/tmp/x.csv')).toBe(false);
});
