/** What the viewer exports is what the command line writes, byte for byte but for the ids' random part. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { StatusFrame, TableName } from '#contract/protocol.ts';
import { CHAIN_NAMES } from '#contract/observers.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import type { RowOutput } from '#main/engine/read-request.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

const corpus = path.resolve(import.meta.dirname, '../../shared/captures');
const samples = path.resolve(import.meta.dirname, '../samples');

function capturesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const captures = readdirSync(folder).filter((name) => /\.(pcap|pcapng|cap|gz|ntar)$/.test(name));
  return captures.map((name) => path.join(folder, name));
}

const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newEngine(settings: Settings): Engine {
  const about = { version: '0', host: 'headless', platform: 'test', samplePath: null } as const;
  return createEngine(createHostPorts(), { ...about, settings });
}

/** The last eight digits of an id are the run's seed. */
function withoutSeeds(text: string): string {
  return text.replaceAll(/(-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{4})[\da-f]{8}/g, '$1');
}

async function streamed(file: string, settings: Settings, filter: string): Promise<Record<TableName, string>> {
  const engine = newEngine(settings);
  const text: Record<TableName, string> = { sessions: '', packets: '', dns: '' };
  const output = (table: TableName): RowOutput => ({
    format: 'csv',
    sink: {
      write: async (chunk) => {
        text[table] += new TextDecoder().decode(chunk);
        return success(null);
      },
    },
  });
  const outputs = { sessions: output('sessions'), packets: output('packets'), dns: output('dns') };
  await engine.readCapture({ inputs: [{ kind: 'file', path: file }], filter, outputs });
  await engine.close();
  return text;
}

async function exported(file: string, settings: Settings, filter: string): Promise<Record<TableName, string>> {
  const engine = newEngine(settings);
  const { commands, streams } = engine.service;
  const { signal } = new AbortController();
  const opened = await commands['capture.open']({ path: file }, signal);
  expect(opened).toEqual(success(null));
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const frame: StatusFrame | null = status.take();
      if (frame !== null && frame.capture.state !== 'running') resolve();
    };
    const status = streams.status({}, look);
    look();
  });
  const text: Record<TableName, string> = { sessions: '', packets: '', dns: '' };
  for (const table of ['sessions', 'packets', 'dns'] as const) {
    const target = path.join(folder, `${table}.csv`);
    const packetLogs = settings.logs.emit;
    const started = await commands['export.start'](
      { table, filter, format: 'csv', range: null, redact: false, packetLogs, path: target },
      signal,
    );
    expect(started.ok).toBe(true);
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const last = progress.take()?.exports.at(-1);
        if (last?.state === 'done') resolve();
        else if (last?.state === 'failed') reject(new Error(last.failure?.message));
      };
      const progress = streams.exports({}, look);
      look();
    });
    text[table] = readFileSync(target, 'utf8');
  }
  await engine.close();
  return text;
}

async function expectSame(file: string, settings: Settings, filter: string): Promise<void> {
  const left = await streamed(file, settings, filter);
  const right = await exported(file, settings, filter);
  for (const table of ['sessions', 'packets', 'dns'] as const) {
    expect(withoutSeeds(right[table]), table).toBe(withoutSeeds(left[table]));
  }
}

/** Of what can be opened at all. */
const readable = (file: string): boolean => !file.includes('invalid-vers');

describe('the sample capture, viewer and command line', () => {
  const [sample] = capturesIn(samples);

  it.skipIf(sample === undefined)('gives the same rows', () => expectSame(sample!, DEFAULT_SETTINGS, ''));

  it.skipIf(sample === undefined)('gives the same rows under a filter', () =>
    expectSame(sample!, DEFAULT_SETTINGS, 'udp -icmp'),
  );

  it.skipIf(sample === undefined)('gives the same rows under a filter of fields', () =>
    expectSame(
      sample!,
      DEFAULT_SETTINGS,
      'ip = 192.0.2.0/24 and (dst_port in (53, 443) or proto = icmp) and not is_private_dst = true',
    ),
  );

  it.skipIf(sample === undefined)('gives the same rows with every packet logged', () =>
    expectSame(sample!, { ...DEFAULT_SETTINGS, logs: { emit: 'all' } }, ''),
  );

  it.skipIf(sample === undefined)('gives the same rows with what observers add to them', () =>
    expectSame(sample!, { ...DEFAULT_SETTINGS, observers: { chains: CHAIN_NAMES } }, ''),
  );
});

describe.skipIf(!existsSync(corpus))('the corpus, viewer and command line', () => {
  const settings: Settings = { ...DEFAULT_SETTINGS, logs: { emit: 'all' } };
  for (const file of capturesIn(corpus).filter(readable)) {
    it(`gives the same rows of ${path.basename(file)}`, () => expectSame(file, settings, ''));
  }
});
