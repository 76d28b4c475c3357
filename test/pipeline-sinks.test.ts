/** Records from a capture into real servers, through the command line and the processes of plugins; the server dies half-way. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasNats, makeNats } from '../plugins/sink-kit/testing/nats-server.ts';
import { hasPostgresql, makePostgresql } from '../plugins/sink-kit/testing/postgresql-server.ts';
import { freePort, type ServerProcess } from '../plugins/sink-kit/testing/server-process.ts';
import { CommandLine, SAMPLE, type Started } from './kit/command-line.ts';

/** `tcpdump -r SAMPLE 'ip or ip6' | wc -l` */
const PACKETS = 400;
const capture = readFileSync(SAMPLE);

let netloupe: CommandLine;
beforeEach(() => {
  netloupe = new CommandLine();
});
afterEach(() => netloupe.dispose());

/** A pipeline that reads packets from its standard input, a few at a time, and hands them on at once. */
function start(
  sink: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
  giveUp: string = '30s',
): Started {
  const stages = [
    { stage: 'packets', logs: 'all', out: 'packets' },
    { stage: 'export', in: 'packets', batch_records: 16, batch_wait: '100ms', ...sink },
  ];
  netloupe.write('pipeline.json', JSON.stringify({ name: 'to-server', ...more, stages }));
  return netloupe.start(['pipeline', 'run', 'pipeline.json', '--read', '-', '--give-up', giveUp, '--summary', 'json']);
}

/** Feeds the first half, kills the server once some of it has arrived, feeds the rest, starts the server again. */
async function feed(run: Started, server: ServerProcess, arrived: () => Promise<number>): Promise<void> {
  const { stdin } = run.child;
  if (stdin === null) throw new Error('it has no standard input');
  stdin.write(capture.subarray(0, capture.length >> 1));
  await expect.poll(arrived, { timeout: 15_000 }).toBeGreaterThan(0);
  await server.kill();
  stdin.end(capture.subarray(capture.length >> 1));
  await once(stdin, 'finish');
  await server.start();
  expect(await run.ended(), run.stderr).toBe(0);
}

describe('a pipeline from packets to a server that dies half-way', () => {
  it.skipIf(!hasPostgresql)(
    'has every packet in PostgreSQL once (Debian package postgresql)',
    async () => {
      const { server, port, remove } = await makePostgresql();
      try {
        const count = async (): Promise<number> => {
          const client = new pg.Client({ host: '127.0.0.1', port, database: 'postgres', user: 'netloupe' });
          await client.connect();
          try {
            const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM packets');
            return rows[0]?.count ?? 0;
          } finally {
            await client.end();
          }
        };
        const sink = {
          sink: 'postgresql-sink.table',
          port,
          database: 'postgres',
          table: 'packets',
          create: true,
          timeout: '2s',
        };
        await feed(start(sink), server, () => count().catch(() => 0));
        expect(await count()).toBe(PACKETS);
      } finally {
        await remove();
      }
    },
    60_000,
  );

  it.skipIf(!hasNats)(
    'has every packet in NATS once (Debian package nats-server)',
    async () => {
      const { server, port, remove } = await makeNats();
      try {
        const count = async (): Promise<number> => {
          const connection = await connect({ servers: `127.0.0.1:${port}` });
          try {
            return (await (await jetstreamManager(connection)).streams.info('packets')).state.messages;
          } finally {
            await connection.close();
          }
        };
        const sink = {
          sink: 'nats-sink.stream',
          servers: [`127.0.0.1:${port}`],
          stream: 'packets',
          subject: 'packets.{record_type}',
          create: true,
          timeout: '1s',
        };
        await feed(start(sink), server, () => count().catch(() => 0));
        expect(await count()).toBe(PACKETS);
      } finally {
        await remove();
      }
    },
    60_000,
  );
});

describe('a sink whose other end stays away', () => {
  it('says that records are kept for the next run', async () => {
    const port = await freePort();
    const run = start({ sink: 'webhook', url: `http://127.0.0.1:${port}/?key=secret` });
    run.child.stdin?.end(capture);
    expect(await run.ended()).toBe(0);
    expect(run.stderr).toContain(`export: ${PACKETS} records could not be sent to http://127.0.0.1:${port}/ yet`);
    expect(run.stderr).not.toContain('secret');
  });

  it('holds up the end of the run only until it is interrupted', async () => {
    const port = await freePort();
    const run = start({ sink: 'nats-sink.stream', servers: [`127.0.0.1:${port}`] }, { health: 'warn' }, '1h');
    run.child.stdin?.end(capture);
    await run.printed('stderr', /health is "warn"/);
    await run.printed('stderr', /waiting for 400 records to be handed on/);
    expect(await run.interrupt()).toBe(1);
    expect(run.stderr).toContain('records were not delivered');
  });
});
