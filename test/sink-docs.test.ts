/**
 * docs/sinks.md and docs/scale.md are done as they say: pipelines run over the sample against servers on loopback, configurations are
 * those that the sinks accept, tables have every key, SQL runs in PostgreSQL. Needs a build.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { fileSinkConfig } from '#main/host/sinks/file/file-sink.ts';
import { syslogSinkConfig } from '#main/host/sinks/syslog/syslog-sink.ts';
import { startStream } from '#main/host/sinks/syslog/test-server.ts';
import { acceptedIds, TestWebServer } from '#main/host/sinks/webhook/test-server.ts';
import { webhookSinkConfig } from '#main/host/sinks/webhook/webhook-sink.ts';
import { tableConfig as clickhouseConfig } from '../plugins/clickhouse-sink/config.ts';
import { topicConfig } from '../plugins/kafka-sink/config.ts';
import { streamConfig } from '../plugins/nats-sink/config.ts';
import { logsConfig } from '../plugins/otlp-sink/config.ts';
import { tableConfig as postgresqlConfig } from '../plugins/postgresql-sink/config.ts';
import { hasPostgresql, makePostgresql } from '../plugins/sink-kit/testing/postgresql-server.ts';
import { docBlocks, type DocBlock } from './kit/doc-blocks.ts';
import { docFolder } from './kit/doc-folder.ts';
import { PROJECT } from './kit/plugin-world.ts';

const [sinks, scale] = ['sinks.md', 'scale.md'].map((name) =>
  readFileSync(path.join(PROJECT, 'docs', name), 'utf8'),
) as [string, string];
const { folder, env } = docFolder('sink');

/** Not `execFileSync`: servers of this process must answer meanwhile. */
async function run(script: string): Promise<void> {
  const child = spawn('sh', ['-ec', script], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  expect(child.exitCode, said).toBe(0);
}

/** Writes the pipeline of a section, with other ports where it names some, and runs the command below it. */
async function perform(section: string, ports: Readonly<Record<string, number>> = {}): Promise<void> {
  const [pipeline, command] = docBlocks(sectionOf(sinks, section)) as [DocBlock, DocBlock];
  const text = Object.entries(ports).reduce((left, [from, to]) => left.replace(from, String(to)), pipeline.body);
  writeFileSync(path.join(folder, pipeline.info), text);
  await run(command.body);
}

function sectionOf(markdown: string, title: string): string {
  const begin = markdown.indexOf(`\n## ${title}\n`);
  expect(begin, title).toBeGreaterThan(0);
  const end = markdown.indexOf('\n## ', begin + 1);
  return markdown.slice(begin, end === -1 ? undefined : end);
}

/** Sessions of the sample, as its README has them. */
const SESSIONS = 46;

describe('the pipelines of docs/sinks.md', () => {
  it('file', async () => {
    await perform('File');
    const lines = readFileSync(path.join(folder, 'sessions.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(SESSIONS);
  });

  it('syslog', async () => {
    const server = await startStream(0, null);
    await perform('Syslog', { 5514: server.port });
    expect(server.text).toMatch(/^\d+ <\d+>1 \S+Z \S+ netloupe \d+ session - \{/);
    await server.stop();
  });

  it('webhook', async () => {
    const server = await TestWebServer.start();
    await perform('Webhook', { 8080: server.port });
    expect(acceptedIds(server).length).toBeGreaterThan(0);
    expect(server.accepted[0]?.headers.authorization).toBe('Bearer abc');
    await server.stop();
  });
});

const CONFIGURATIONS: readonly (readonly [string, z.ZodType, string])[] = [
  ['File', fileSinkConfig, 'file'],
  ['Syslog', syslogSinkConfig, 'syslog'],
  ['Webhook', webhookSinkConfig, 'webhook'],
  ['PostgreSQL', postgresqlConfig, 'postgresql-sink.table'],
  ['ClickHouse', clickhouseConfig, 'clickhouse-sink.table'],
  ['NATS', streamConfig, 'nats-sink.stream'],
  ['Kafka', topicConfig, 'kafka-sink.topic'],
  ['OpenTelemetry', logsConfig, 'otlp-sink.logs'],
];
/** Keys of the stage and not of the sink. */
const OF_STAGE = new Set(['stage', 'name', 'in', 'sink', 'batch_records', 'batch_wait', 'attempts']);
const NEEDED = { path: 'p', url: 'http://127.0.0.1/', table: 't' };

interface Written {
  readonly stage: string;
  readonly sink?: string;
}

function exportsIn(markdown: string): Written[] {
  return docBlocks(markdown)
    .filter(({ language }) => language === 'yaml')
    .flatMap(({ body }) => {
      const value = parse(body) as Written | { readonly stages: Written[] };
      return 'stages' in value ? value.stages : [value];
    })
    .filter(({ stage }) => stage === 'export');
}

describe.each(CONFIGURATIONS)('the section %s', (title, schema, name) => {
  const section = sectionOf(sinks, title);

  it('has every key', () => {
    const accepted = Object.entries(NEEDED).filter(
      ([key]) => schema.safeParse({ ...NEEDED }).success || knows(schema, key),
    );
    const keys = Object.keys(schema.parse(Object.fromEntries(accepted)) as object);
    const table = section.split('\n').filter((line) => line.startsWith('| `'));
    const shown = table.flatMap((line) => [...line.split('|')[1]!.matchAll(/`([a-z_]+)`/g)].map(([, key]) => key));
    expect(shown.toSorted(byText)).toEqual(keys.toSorted(byText));
  });

  it('shows a configuration that is accepted', () => {
    const written = exportsIn(section);
    expect(written.map(({ sink }) => sink)).toEqual([name]);
    expect(problemsOf(written[0]!, schema)).toBeNull();
  });
});

it('docs/scale.md shows configurations that are accepted', () => {
  const written = exportsIn(scale);
  expect(written.length).toBeGreaterThan(1);
  for (const one of written) {
    const [, schema] = CONFIGURATIONS.find(([, , name]) => name === one.sink) ?? [];
    expect(schema, one.sink).toBeDefined();
    expect(problemsOf(one, schema!), one.sink).toBeNull();
  }
});

it.skipIf(!hasPostgresql)('the tables of docs/scale.md take sessions (Debian package postgresql)', async () => {
  const { port, remove } = await makePostgresql();
  const client = new pg.Client({ host: '127.0.0.1', port, database: 'postgres', user: 'netloupe' });
  try {
    await client.connect();
    for (const { body } of docBlocks(sectionOf(scale, 'PostgreSQL')).filter(({ language }) => language === 'sql')) {
      await client.query(body);
    }
    const [sink] = exportsIn(sectionOf(scale, 'PostgreSQL'));
    const stages = [
      { stage: 'sessions', on: ['end'], out: 'sessions' },
      { ...sink, in: 'sessions', host: '127.0.0.1', port, database: 'postgres', user: 'sensor_7', tls: false },
    ];
    writeFileSync(path.join(folder, 'scale.json'), JSON.stringify({ name: 'scale', stages }));
    await run('DB_PASSWORD=x netloupe pipeline run scale.json --read samples/netloupe-sample.pcap');
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM sessions');
    expect(rows).toEqual([{ count: SESSIONS }]);
  } finally {
    await client.end();
    await remove();
  }
});

function knows(schema: z.ZodType, key: string): boolean {
  const answer = schema.safeParse({ ...NEEDED, [key]: NEEDED[key as keyof typeof NEEDED] });
  const unknown = answer.error?.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])) ?? [];
  return !unknown.includes(key);
}

function problemsOf(written: Written, schema: z.ZodType): string | null {
  const own = Object.fromEntries(Object.entries(written).filter(([key]) => !OF_STAGE.has(key)));
  return schema.safeParse(own).error?.message ?? null;
}

function byText(a: string | undefined, b: string | undefined): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
