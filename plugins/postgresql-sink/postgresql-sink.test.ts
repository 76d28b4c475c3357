import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import pg from 'pg';
import { Delivery, numbered } from '../sink-kit/testing/deliver.ts';
import { freePort } from '../sink-kit/testing/server-process.ts';
import { hasPostgresql, makePostgresql } from '../sink-kit/testing/postgresql-server.ts';
import { sinks } from './main.ts';

describe('the configuration', () => {
  it('says what is wrong with each key, and takes no SQL for a name or a type', () => {
    expect(sinks.table.validate({ table: 'records' })).toBe('');
    expect(sinks.table.validate({})).toContain('"table"');
    expect(sinks.table.validate({ table: 'a"; DROP TABLE b' })).toContain('"table" is no name');
    expect(sinks.table.validate({ table: 't', columns: { a: 'text); DROP TABLE b' } })).toContain(
      '"columns.a" is no type',
    );
    expect(sinks.table.validate({ table: 't', columns: { a: 'numeric(10,2)', b: 'timestamp with time zone' } })).toBe(
      '',
    );
    expect(sinks.table.validate({ table: 't', pasword: 'x' })).toContain('pasword');
  });
});

describe.skipIf(!hasPostgresql)('with a real server (Debian package postgresql)', () => {
  let postgresql: Awaited<ReturnType<typeof makePostgresql>>;
  let delivery: Delivery;
  let tables = 0;
  let table = '';

  beforeAll(async () => {
    postgresql = await makePostgresql();
  });
  afterAll(() => postgresql.remove());
  beforeEach(() => {
    table = `records_${++tables}`;
  });
  afterEach(() => delivery.close());

  function open(config: Record<string, unknown> = {}): Delivery {
    delivery = new Delivery(sinks.table, { port: postgresql.port, database: 'postgres', table, ...config });
    return delivery;
  }

  async function query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ host: '127.0.0.1', port: postgresql.port, database: 'postgres', user: 'netloupe' });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('keeps whole records as JSONB, each once however often it comes', async () => {
    open({ create: true });
    await delivery.test();
    await delivery.collect(numbered(1, 3));
    await delivery.collect(numbered(2, 3));
    expect(await query(`SELECT record_id, record_type, record FROM ${table} ORDER BY record_id`)).toEqual(
      numbered(1, 4).map((record) => ({ record_id: record['record_id'], record_type: 'flat', record })),
    );
  });

  it('fills columns of their own types', async () => {
    open({ create: true, columns: { src_ip: 'inet', number: 'bigint', missing: 'text', list: 'jsonb' } });
    await delivery.collect([{ record_id: 'a', src_ip: '192.0.2.1', number: 5, list: [1, 'x'], other: true }]);
    expect(await query(`SELECT *, pg_typeof(src_ip)::text AS type FROM ${table}`)).toEqual([
      { record_id: 'a', src_ip: '192.0.2.1', number: '5', missing: null, list: [1, 'x'], type: 'inet' },
    ]);
  });

  it('leaves out what the server refuses, says which, and keeps the rest', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    open({ create: true, columns: { number: 'integer' } });
    const records = numbered(1, 20).map((record, i) => (i === 7 ? { ...record, number: 'seven' } : record));
    await delivery.collect(records);
    expect(await query(`SELECT count(*)::int AS count FROM ${table}`)).toEqual([{ count: 19 }]);
    expect(said.mock.calls.flat()).toEqual([expect.stringMatching(/^Record run:p8 is refused .*1 so far.*integer/)]);
    said.mockRestore();
  });

  it('stores names that no text of a database may hold', async () => {
    open({ create: true });
    await delivery.collect([{ record_id: 'a\0', name: 'x\0y\ud800', fine: '\\u0000 🦉' }, { name: 'no id' }]);
    const rows = await query(`SELECT record->>'name' AS name, record->>'fine' AS fine FROM ${table} ORDER BY 1`);
    expect(rows).toEqual([
      { name: 'no id', fine: null },
      { name: 'x\uFFFDy\uFFFD', fine: '\\u0000 🦉' },
    ]);
  });

  it('says that the table is missing', async () => {
    open();
    await expect(delivery.test()).rejects.toThrow(`There is no table public.${table}`);
  });

  it('loses nothing and keeps nothing twice when the server is killed half-way and comes back', async () => {
    open({ create: true, timeout: '5s' });
    const all = numbered(1, 3000);
    const batches = Array.from({ length: 60 }, (_, i) => all.slice(i * 50, (i + 1) * 50));
    for (const [i, batch] of batches.entries()) {
      const delivered = delivery.deliver(batch);
      // Twice, each time with a batch on its way.
      if (i === 20 || i === 40) await postgresql.server.kill().then(() => postgresql.server.start());
      await delivered;
    }
    expect(delivery.errors.length).toBeGreaterThan(0);
    const rows = await query(`SELECT record_id FROM ${table} ORDER BY (record->>'number')::int`);
    expect(rows.map(({ record_id: id }) => id)).toEqual(all.map(({ record_id: id }) => id));
  }, 30_000);
});

describe('a server that is not there', () => {
  it('is named with its address, and its password is not', async () => {
    const port = await freePort();
    const delivery = new Delivery(sinks.table, { port, table: 'records', password: 'hunter2' });
    const error = await delivery.collect(numbered(1, 1)).then(String, String);
    expect(error).toContain(`Cannot reach PostgreSQL at 127.0.0.1:${port}`);
    expect(error).not.toContain('hunter2');
    await delivery.close();
  });
});
