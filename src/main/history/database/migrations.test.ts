import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HISTORY_SCHEMA_VERSION } from '#contract/history/schema.ts';
import type { FromHistory } from '#contract/history/process.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { openMemoryDatabase } from './memory-database.ts';
import { createOwnTable, createTable, OWN_TABLE_NAMES, TABLE_NAMES } from './schema-sql.ts';
import { toBatch } from './test-database.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const versions = Array.from({ length: HISTORY_SCHEMA_VERSION + 1 }, (_, version) => version);
let folder: string;
let keeper: HistoryKeeper | null = null;
let told: FromHistory[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'history-'));
});
afterEach(async () => {
  await keeper?.close();
  keeper = null;
  rmSync(folder, { recursive: true, force: true });
});

async function open(version: number): Promise<void> {
  writeFileSync(
    path.join(folder, 'history.duckdb'),
    gunzipSync(readFileSync(path.join(fixtures, `version-${version}.duckdb.gz`))),
  );
  await begin();
}
async function begin(): Promise<void> {
  told = [];
  keeper = new HistoryKeeper(
    { folder, writes: true, retention: { days: 0, bytes: 0 }, memoryBytes: 256e6, threads: 2, version: 'test' },
    { nowMs: () => 0, every: () => () => undefined, tell: (message) => told.push(message) },
  );
  await keeper.open();
}
async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}
const COLUMNS =
  "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND database_name NOT IN ('temp') ORDER BY table_name, column_index";

it('there is a fixture of every version, and its SQL is the schema of now', () => {
  expect(
    readdirSync(fixtures)
      .filter((name) => name.endsWith('.gz'))
      .sort(),
  ).toEqual(versions.map((version) => `version-${version}.duckdb.gz`));
  const sql = readFileSync(path.join(fixtures, `version-${HISTORY_SCHEMA_VERSION}.sql`), 'utf8');
  const tables = sql.split(';\n').filter((statement) => statement.startsWith('CREATE'));
  expect(tables).toEqual([
    ...TABLE_NAMES.map((table) => createTable(table)),
    ...OWN_TABLE_NAMES.map((table) => createOwnTable(table)),
  ]);
});

describe.each(versions)('a database of version %i', (version) => {
  it('is brought to the schema of now, with all that is in it, and is written to', async () => {
    await open(version);
    expect(told).toMatchObject([
      {
        kind: 'opened',
        found: { state: { kind: 'ready' }, lastRun: 2, lastSession: 2, lastDns: 1, lastBatch: 7, setAside: null },
      },
    ]);
    const { connection } = keeper!.database!;
    const fresh = await openMemoryDatabase('x', { memoryBytes: 64e6, threads: 1 });
    const other = await fresh.connect();
    expect(await rowsOf(connection, COLUMNS)).toEqual(await rowsOf(other, COLUMNS));
    other.closeSync();
    await fresh.close();
    expect(await rowsOf(connection, "SELECT value FROM meta WHERE key = 'schema'")).toEqual([
      [String(HISTORY_SCHEMA_VERSION)],
    ]);
    expect(
      await rowsOf(connection, 'SELECT session_no::INT, hostname, dst_number::VARCHAR FROM sessions ORDER BY 1'),
    ).toEqual([
      [1, 'example.com', '281473902969345'],
      [2, null, '42540766411282592856903984951653826562'],
    ]);
    expect(await rowsOf(connection, "SELECT answers->>'$[0].data', ttls FROM dns")).toEqual([['192.0.2.1', [60]]]);
    // The program that had run 2 is gone.
    expect(await rowsOf(connection, 'SELECT run_id, state, rows_lost FROM runs ORDER BY 1')).toEqual([
      [1, 'ended', null],
      [2, 'lost', null],
    ]);
    expect(
      await keeper!.write(8, toBatch({ runs: [{ run_id: 2, state: 'ended', rows_lost: 5, failure: 'x' }] })),
    ).toBeNull();
    expect(await rowsOf(connection, 'SELECT rows_lost::INT, failure FROM runs WHERE run_id = 2')).toEqual([[5, 'x']]);
  });
});

it('a database of a later schema is left as it is', async () => {
  await open(HISTORY_SCHEMA_VERSION);
  await keeper!.database!.connection.run("UPDATE meta SET value = '99' WHERE key = 'schema'");
  await keeper!.close();
  const file = path.join(folder, 'history.duckdb');
  const before = readFileSync(file);
  await begin();
  expect(told).toMatchObject([
    { kind: 'opened', found: { state: { kind: 'newer', failure: { code: 'unsupported' } }, lastSession: 0 } },
  ]);
  expect(await keeper!.write(8, {})).toMatchObject({ code: 'unsupported' });
  await keeper!.close();
  expect(readdirSync(folder)).toEqual(['history.duckdb']);
  expect(readFileSync(file).equals(before)).toBe(true);
});
