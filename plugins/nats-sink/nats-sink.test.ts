import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Delivery, numbered } from '../sink-kit/testing/deliver.ts';
import { hasNats, makeNats } from '../sink-kit/testing/nats-server.ts';
import { freePort } from '../sink-kit/testing/server-process.ts';
import { sinks } from './main.ts';

it('says what is wrong with the configuration', () => {
  expect(sinks.stream.validate({})).toBe('');
  expect(sinks.stream.validate({ subject: 'a.>' })).toContain('"subject" is no subject');
  expect(sinks.stream.validate({ stream: 'a b', timeout: 5 })).toContain('"stream" is no name');
});

it('says where it found nobody, and not the password', async () => {
  const port = await freePort();
  const delivery = new Delivery(sinks.stream, { servers: [`127.0.0.1:${port}`], user: 'u', password: 'hunter2' });
  const error = await delivery.collect(numbered(1, 1)).then(String, String);
  expect(error).toContain(`Cannot reach NATS at 127.0.0.1:${port}`);
  expect(error).not.toContain('hunter2');
  await delivery.close();
});

describe.skipIf(!hasNats)('with a real server (Debian package nats-server)', () => {
  let nats: Awaited<ReturnType<typeof makeNats>>;
  let delivery: Delivery;
  let streams = 0;
  let stream = '';

  beforeAll(async () => {
    nats = await makeNats();
  });
  afterAll(() => nats.remove());
  beforeEach(() => {
    stream = `stream_${++streams}`;
  });
  afterEach(() => delivery.close());

  function open(config: Record<string, unknown> = {}): Delivery {
    const subject = `${stream}.{record_type}`;
    delivery = new Delivery(sinks.stream, { servers: [`127.0.0.1:${nats.port}`], stream, subject, ...config });
    return delivery;
  }

  /** Everything in the stream, in its order. */
  async function stored(): Promise<{ subject: string; id: string; record: unknown }[]> {
    const connection = await connect({ servers: `127.0.0.1:${nats.port}` });
    try {
      const manager = await jetstreamManager(connection);
      const { messages: count } = (await manager.streams.info(stream)).state;
      await manager.consumers.add(stream, { durable_name: 'reader', ack_policy: AckPolicy.None });
      const consumer = await jetstream(connection).consumers.get(stream, 'reader');
      const found: { subject: string; id: string; record: unknown }[] = [];
      if (count === 0) return found;
      const messages = await consumer.consume();
      for await (const message of messages) {
        found.push({ subject: message.subject, id: message.headers?.get('Nats-Msg-Id') ?? '', record: message.json() });
        if (found.length === count) break;
      }
      return found;
    } finally {
      await connection.close();
    }
  }

  it('makes the stream and stores each record under its id, once however often it comes', async () => {
    open({ create: true });
    await delivery.test();
    await delivery.test();
    await delivery.collect(numbered(1, 3));
    await delivery.collect(numbered(2, 3));
    expect(await stored()).toEqual(
      numbered(1, 4).map((record) => ({ subject: `${stream}.flat`, id: record['record_id'], record })),
    );
  });

  it('says that the stream is missing, or takes something else', async () => {
    open();
    await expect(delivery.test()).rejects.toThrow(`There is no stream ${stream}`);
    await expect(delivery.collect(numbered(1, 1))).rejects.toThrow('NATS has not stored them all');
    const other = new Delivery(sinks.stream, {
      servers: [`127.0.0.1:${nats.port}`],
      stream,
      subject: 'a.b',
      create: true,
    });
    await other.test();
    await other.close();
    await expect(delivery.test()).rejects.toThrow(`takes a.b, and "subject" is ${stream}.{record_type}`);
  });

  it('leaves out what no server takes, says which, and keeps the rest', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    open({ create: true });
    await delivery.test();
    const records = numbered(1, 3).map((record, i) => (i === 1 ? { ...record, name: 'x'.repeat(1_100_000) } : record));
    await delivery.collect(records);
    expect((await stored()).map(({ id }) => id)).toEqual(['run:p1', 'run:p3']);
    expect(said.mock.calls.flat()).toEqual([expect.stringMatching(/^Record run:p2 is longer than 1047552 bytes/)]);
    said.mockRestore();
  });

  it('loses nothing and stores nothing twice when the server is killed half-way and comes back', async () => {
    open({ create: true, timeout: '2s' });
    await delivery.test();
    const all = numbered(1, 3000);
    const batches = Array.from({ length: 60 }, (_, i) => all.slice(i * 50, (i + 1) * 50));
    for (const [i, batch] of batches.entries()) {
      const delivered = delivery.deliver(batch);
      // Twice, each time with a batch on its way.
      if (i === 20 || i === 40) await nats.server.kill().then(() => nats.server.start());
      await delivered;
    }
    expect(delivery.errors.length).toBeGreaterThan(0);
    const ids = (await stored()).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set(all.map(({ record_id: id }) => id)));
    // Within the duplicate window, over the death of the server, too.
    expect(ids).toHaveLength(all.length);
  }, 30_000);
});
