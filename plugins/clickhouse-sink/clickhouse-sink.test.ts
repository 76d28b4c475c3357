import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Delivery, numbered } from '../sink-kit/testing/deliver.ts';
import { freePort } from '../sink-kit/testing/server-process.ts';
import { sinks } from './main.ts';
import { ClickHouseStandIn } from './stand-in.ts';

let server: ClickHouseStandIn;
let delivery: Delivery;

beforeEach(async () => {
  server = await ClickHouseStandIn.start();
});
afterEach(async () => {
  await delivery.close();
  await server.stop();
});

function open(config: Record<string, unknown> = {}): Delivery {
  delivery = new Delivery(sinks.table, {
    url: server.url,
    table: 'records',
    user: 'netloupe',
    password: 'secret',
    ...config,
  });
  return delivery;
}

it('stores whole records as JSON text, and waits until they are stored', async () => {
  open();
  await delivery.test();
  await delivery.collect(numbered(1, 3));
  expect(server.rows).toEqual(
    numbered(1, 3).map((record) => ({
      record_id: record['record_id'],
      record_type: 'flat',
      record: JSON.stringify(record),
    })),
  );
  expect(server.settings.at(-1)?.get('async_insert')).toBe('0');
});

it('fills columns, null where a record has nothing', async () => {
  open({ columns: { number: 'UInt64', missing: 'Nullable(String)' } });
  await delivery.collect(numbered(7, 1));
  expect(server.rows).toEqual([{ record_id: 'run:p7', number: 7, missing: null }]);
});

it('makes a table that keeps one row for each record', async () => {
  server.hasTable = false;
  open();
  await expect(delivery.test()).rejects.toThrow('There is no table default.records');
  await delivery.close();
  open({ create: true, columns: { number: 'UInt64' } });
  await delivery.test();
  expect(server.created).toEqual([
    'CREATE TABLE IF NOT EXISTS records (record_id String, number UInt64) ENGINE = ReplacingMergeTree ' +
      'ORDER BY record_id SETTINGS non_replicated_deduplication_window = 1000',
  ]);
});

it('brings a batch again after a broken connection under the same token, and others under others', async () => {
  open();
  server.breaking = 2;
  server.busy = 1;
  await delivery.deliver(numbered(1, 50));
  await delivery.deliver(numbered(51, 50));
  expect(delivery.errors).toHaveLength(3);
  expect(server.rows.map(({ record_id: id }) => id)).toEqual(numbered(1, 100).map(({ record_id: id }) => id));
});

it('leaves out what the server refuses, says which, and keeps the rest', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  open({ columns: { number: 'UInt64' } });
  server.isRefused = ({ number }) => number === 5;
  await delivery.collect(numbered(1, 10));
  expect(server.rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10]);
  expect(said.mock.calls.flat()).toEqual([expect.stringMatching(/^Record run:p5 is refused .*Cannot parse IPv4/)]);
  said.mockRestore();
});

it('fails at a wrong password and at a server that is away, and says neither password', async () => {
  open({ password: 'hunter2' });
  const refused = await delivery.collect(numbered(1, 1)).then(String, String);
  expect(refused).toContain('Authentication failed');
  await delivery.close();
  const url = `http://127.0.0.1:${await freePort()}`;
  open({ url, password: 'hunter2' });
  const away = await delivery.collect(numbered(1, 1)).then(String, String);
  expect(away).toContain(`Cannot reach ClickHouse at ${url}: `);
  expect(refused + away).not.toContain('hunter2');
  expect(server.rows).toEqual([]);
});

it('says what is wrong with the configuration', () => {
  open();
  expect(sinks.table.validate({ table: 't', url: 'clickhouse:9000' })).toContain('"url" is no address');
  expect(sinks.table.validate({ table: 't; DROP' })).toContain('"table" is no name');
  expect(
    sinks.table.validate({ table: 't', columns: { a: "DateTime64(6, 'UTC')", b: 'LowCardinality(Nullable)' } }),
  ).toBe('');
});
