import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Delivery, numbered } from '../sink-kit/testing/deliver.ts';
import { freePort } from '../sink-kit/testing/server-process.ts';
import { sinks } from './main.ts';
import { KafkaStandIn } from './stand-in.ts';

let broker: KafkaStandIn;
let delivery: Delivery;

beforeEach(async () => {
  broker = await KafkaStandIn.start();
});
afterEach(async () => {
  await delivery.close();
  await broker.stop();
});

function open(config: Record<string, unknown> = {}): Delivery {
  delivery = new Delivery(sinks.topic, { brokers: [`127.0.0.1:${broker.port}`], timeout: '1s', ...config });
  return delivery;
}

const keys = (): (string | null)[] => broker.messages.map(({ key }) => key);

it('sends each record under its id, and waits for all replicas', async () => {
  open();
  await delivery.test();
  await delivery.collect(numbered(1, 20));
  const byKey = broker.messages.toSorted((a, b) => Number(a.key?.slice(5)) - Number(b.key?.slice(5)));
  expect(
    byKey.map(({ topic, key, value, headers }) => ({ topic, key, record: JSON.parse(value ?? ''), headers })),
  ).toEqual(
    numbered(1, 20).map((record) => ({
      topic: 'netloupe',
      key: record['record_id'],
      record,
      headers: { record_type: 'flat' },
    })),
  );
  expect(new Set(broker.messages.map(({ partition }) => partition))).toEqual(new Set([0, 1]));
  expect(new Set(broker.acks)).toEqual(new Set([-1]));
});

it('compresses, and makes topics, where that is set', async () => {
  open({ compression: 'gzip', create: true, topic: 'nl.{record_type}' });
  await delivery.collect(numbered(1, 5));
  expect(keys()).toHaveLength(5);
  expect(broker.topics).toContain('nl.flat');
});

it('stores once what the producer itself sends again after a broken connection', async () => {
  open();
  broker.breaking = 1;
  await delivery.collect(numbered(1, 10));
  expect(keys().toSorted(byNumber)).toEqual(numbered(1, 10).map(({ record_id: id }) => id));
});

it('brings a batch again until it is taken, though the broker goes and comes back', async () => {
  open();
  const { port } = broker;
  broker.lacking = 1;
  for (const [i, from] of [1, 51, 101, 151].entries()) {
    const delivered = delivery.deliver(numbered(from, 50));
    if (i === 2) {
      await broker.stop();
      await expect.poll(() => delivery.errors.length, { timeout: 20_000 }).toBeGreaterThan(0);
      await broker.listen(port);
    }
    await delivered;
  }
  // Nothing is missing; what may be there twice has the same key.
  expect(new Set(keys())).toEqual(new Set(numbered(1, 200).map(({ record_id: id }) => id)));
}, 30_000);

it('leaves out what no broker takes, says which, and keeps the rest', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  open();
  broker.most = 1000;
  const records = numbered(1, 20).map((record, i) => (i === 7 ? { ...record, name: 'x'.repeat(2000) } : record));
  await delivery.collect(records);
  expect(new Set(keys())).toEqual(
    new Set(
      numbered(1, 20)
        .map(({ record_id: id }) => id)
        .filter((id) => id !== 'run:p8'),
    ),
  );
  expect(said.mock.calls.flat()).toEqual([
    expect.stringMatching(/^Record run:p8 is refused and left out \(1 so far\)/),
  ]);
  said.mockRestore();
});

it('says what is wrong: no topic, no broker, no configuration', async () => {
  broker.topics.clear();
  open();
  await expect(delivery.test()).rejects.toThrow('Unknown topic netloupe');
  await delivery.close();
  const port = await freePort();
  const sasl = { username: 'u', password: 'hunter2' };
  open({ brokers: [`127.0.0.1:${port}`], sasl });
  const away = await delivery.collect(numbered(1, 1)).then(String, String);
  expect(away).toContain(`Kafka at 127.0.0.1:${port} has not taken them`);
  expect(away).toContain('ECONNREFUSED');
  expect(away).not.toContain('hunter2');
  expect(sinks.topic.validate({ brokers: ['kafka'] })).toContain('"brokers.0" is not HOST:PORT');
  expect(sinks.topic.validate({ topic: 'a b' })).toContain('"topic" is no name');
}, 30_000);

function byNumber(a: string | null, b: string | null): number {
  return Number(a?.slice(5)) - Number(b?.slice(5));
}
