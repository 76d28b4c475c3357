import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportQuestion } from '#contract/history/questions.ts';
import { openTestDatabase, toRows, type TestDatabase, type TestRow } from '../database/test-database.ts';
import { createExchangeHandlers } from './exchange-handlers.ts';

const START = 1_767_323_045_000_001;
const session = (number: number, more: TestRow = {}): TestRow => ({
  run_id: 1,
  session_no: number,
  open: false,
  session_id: `id-${number}`,
  start_time: START + number,
  end_time: START + number + 1_500_000,
  duration_s: 1.5,
  state: 'CLOSE',
  end_reason: 'fin',
  interface: 'eth0',
  protocol_num: 6,
  protocol_name: 'TCP',
  src_ip: '192.0.2.1',
  src_port: number % 65_536,
  dst_ip: '198.51.100.7',
  dst_port: 443,
  service: 'tls',
  hostname: '=cmd,"x"',
  packets_out: 3,
  packets_in: 4,
  bytes_out: 300,
  bytes_in: 9_007_199_254_740_991,
  midstream: false,
  src_number: 3_221_225_985n,
  ...more,
});
const lookup: TestRow = {
  run_id: 1,
  dns_no: 1,
  time: START,
  session_id: 'id-1',
  interface: '',
  client_ip: '192.0.2.1',
  client_port: 5,
  server_ip: '192.0.2.2',
  server_port: 53,
  transport: 'udp',
  trans_id: 7,
  query: 'a.example',
  status: 'answered',
  latency_ms: 0.5,
  answers: '[{"name":"a.example","type":"A","ttl":60,"data":"198.51.100.7"}]',
  ttls: [60],
  flags: 'RD RA',
};

let database: TestDatabase;
let folder: string;
const handlers = createExchangeHandlers();
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netloupe-exchange [x]-'));
  database = await openTestDatabase({
    sessions: [session(1), session(2, { dst_port: 80, hostname: null }), session(3)],
    dns: [lookup],
  });
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const file = (): string => path.join(folder, 'x.out');
const view = (table: 'sessions' | 'dns', filter = ''): ExportQuestion['what'] => ({
  kind: 'view',
  dataset: 'history',
  table,
  filter,
  span: null,
});
const sql = (text: string): ExportQuestion['what'] => ({ kind: 'sql', dataset: 'history', text });

async function parquet(select = '*'): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const escaped = file().replaceAll('[', '[[]');
  const read = await connection.runAndReadAll(`SELECT ${select} FROM read_parquet('${escaped}')`);
  return read.getRowObjectsJson();
}

describe('exports of history', () => {
  it('are CSV as all exports are', async () => {
    const question: ExportQuestion = { what: view('sessions', 'port 443'), format: 'csv', path: file() };
    expect(await handlers.export(question, database.context())).toMatchObject({ ok: true, value: { rows: 2 } });
    const lines = (await readFile(file(), 'utf8')).split('\r\n');
    expect(lines[0]).toMatch(/^session_id,start_time,.*,as_org$/);
    expect(lines[1]).toBe(
      'id-1,2026-01-02T03:04:05.000002Z,2026-01-02T03:04:06.500002Z,1.5,CLOSE,fin,eth0,6,TCP,192.0.2.1,1,198.51.100.7,443,tls,' +
        `"'=cmd,""x""",,3,4,300,9007199254740991,,,,,,,,,,,,false,,,,,,,`,
    );
    expect(lines).toHaveLength(4);
  });

  it('have lists and objects as JSON', async () => {
    await handlers.export({ what: view('dns'), format: 'jsonl', path: file() }, database.context());
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({
      time: '2026-01-02T03:04:05.000001Z',
      ttls: [60],
      answers: [{ name: 'a.example', ttl: 60 }],
      rcode: null,
      interface: '',
    });
    await handlers.export({ what: view('dns'), format: 'csv', path: file() }, database.context());
    expect(await readFile(file(), 'utf8')).toContain(
      ',"[{""name"":""a.example"",""type"":""A"",""ttl"":60,""data"":""198.51.100.7""}]",[60],RD RA\r\n',
    );
  });

  it('are Parquet with types', async () => {
    expect(
      await handlers.export({ what: view('sessions'), format: 'parquet', path: file() }, database.context()),
    ).toMatchObject({ ok: true, value: { rows: 3 } });
    expect((await parquet())[1]).toMatchObject({
      session_id: 'id-2',
      start_time: '2026-01-02 03:04:05.000003',
      dst_port: 80,
      hostname: null,
      midstream: false,
    });
    expect((await parquet('typeof(start_time) AS t, typeof(bytes_in) AS b, typeof(duration_s) AS d'))[0]).toEqual({
      t: 'TIMESTAMP',
      b: 'UBIGINT',
      d: 'DOUBLE',
    });
    await handlers.export({ what: view('dns'), format: 'parquet', path: file() }, database.context());
    expect((await parquet('ttls, answers'))[0]).toEqual({ ttls: [60], answers: lookup['answers'] });
  });

  it('are of queries, too, in all formats', async () => {
    const text = `SELECT dst_port AS port, sum(bytes_out) AS "a,b", max(start_time) AS last, src_number FROM sessions WHERE dst_port = 80 GROUP BY ALL`;
    await handlers.export({ what: sql(text), format: 'csv', path: file() }, database.context());
    expect(await readFile(file(), 'utf8')).toBe(
      'port,"a,b",last,src_number\r\n80,300,2026-01-02T03:04:05.000003Z,3221225985\r\n',
    );
    await handlers.export({ what: sql(text), format: 'parquet', path: file() }, database.context());
    expect(await parquet()).toEqual([
      { port: 80, 'a,b': 300, last: '2026-01-02 03:04:05.000003', src_number: '3221225985' },
    ]);
    await handlers.export(
      { what: sql(`SELECT [1, 2] AS l, {'a': 'x'} AS s, 1 AS l`), format: 'jsonl', path: file() },
      database.context(),
    );
    expect(await readFile(file(), 'utf8')).toBe('{"l":[1,2],"s":{"a":"x"},"l:1":1}\n');
  });

  it('refuse what may not be asked, a filter with a mistake, and a place where nothing can be written', async () => {
    const context = database.context();
    expect(
      await handlers.export({ what: sql('DROP TABLE sessions'), format: 'csv', path: file() }, context),
    ).toMatchObject({ ok: false, failure: { code: 'invalid' } });
    expect(
      await handlers.export({ what: view('sessions', 'port ='), format: 'csv', path: file() }, context),
    ).toMatchObject({ ok: false });
    for (const format of ['csv', 'parquet'] as const) {
      const nowhere = path.join(folder, 'nowhere', 'x');
      expect(await handlers.export({ what: view('sessions'), format, path: nowhere }, context)).toMatchObject({
        ok: false,
        failure: { code: 'unwritable' },
      });
    }
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    for (const what of [view('sessions'), sql('FROM sessions')]) {
      const answer = await handlers.export(
        { what, format: 'parquet', path: file() },
        database.context(controller.signal),
      );
      expect(answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    }
  });

  it('can be read piece by piece', async () => {
    const more = Array.from({ length: 20_000 }, (_, row) =>
      session(row + 4, { dst_port: row % 5000 === 0 ? 443 : 80 }),
    );
    await database.write({ sessions: toRows('sessions', more) });
    const ids: unknown[] = [];
    for (let after: number | null = 0; after !== null;) {
      const answer: Awaited<ReturnType<typeof handlers.reader>> = await handlers.reader(
        { dataset: 'history', table: 'sessions', filter: 'dst_port = 443', span: null, after },
        database.context(),
      );
      if (!answer.ok) throw new Error(answer.failure.message);
      ids.push(answer.value.rows.columns[0]);
      expect(answer.value.rows.columns).toHaveLength(39);
      after = answer.value.next;
    }
    expect(ids).toEqual([['id-1', 'id-3', 'id-4', 'id-5004', 'id-10004', 'id-15004'], []]);
  });
});

describe('rows in memory', () => {
  const columns = [
    { name: 'name', type: 'VARCHAR' },
    { name: 'at', type: 'TIMESTAMP' },
    { name: 'list', type: 'INTEGER[]' },
  ];
  const rows = (count: number, from = 0): { rows: number; columns: (string | number | number[])[][] } => ({
    rows: count,
    columns: [
      Array.from({ length: count }, (_, i) => `n${from + i}`),
      Array.from({ length: count }, (_, i) => START + i),
      Array.from({ length: count }, (_, i) => [i]),
    ],
  });

  it('become a file, in as many groups as there are', async () => {
    const context = database.context();
    const writerId = 'w';
    expect(await handlers.writer({ step: 'begin', writerId, path: file(), columns }, context)).toEqual({
      ok: true,
      value: null,
    });
    for (let part = 0; part < 3; part++) {
      expect(await handlers.writer({ step: 'rows', writerId, rows: rows(100_000, part * 100_000) }, context)).toEqual({
        ok: true,
        value: null,
      });
    }
    const finished = await handlers.writer({ step: 'finish', writerId }, context);
    expect(finished).toMatchObject({ ok: true, value: { rows: 300_000 } });
    // Order is kept across groups, and nothing but the file is left.
    expect((await parquet('name')).map(({ name }) => name).slice(199_998, 200_002)).toEqual([
      'n199998',
      'n199999',
      'n200000',
      'n200001',
    ]);
    expect(await readdir(folder)).toEqual(['x.out']);
    expect(await handlers.writer({ step: 'finish', writerId }, context)).toMatchObject({
      ok: false,
      failure: { code: 'not-found' },
    });
  });

  it('leave nothing behind when they are given up', async () => {
    const context = database.context();
    await handlers.writer({ step: 'begin', writerId: 'w', path: file(), columns }, context);
    for (let part = 0; part < 2; part++)
      await handlers.writer({ step: 'rows', writerId: 'w', rows: rows(100_000) }, context);
    expect(await readdir(folder)).toEqual(['x.out.0']);
    await handlers.writer({ step: 'abort', writerId: 'w' }, context);
    expect(await readdir(folder)).toEqual([]);
    expect(
      await handlers.writer(
        { step: 'begin', writerId: 'w', path: file(), columns: [{ name: 'x', type: 'BLOB' }] },
        context,
      ),
    ).toMatchObject({ ok: false, failure: { code: 'invalid' } });
  });
});
