/** Exports that come back: what a view exports, as CSV and as Parquet, is opened again with the real process, and has the same cells. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '#base/result.ts';
import type {
  CommandName,
  CommandParams,
  CommandResults,
  ExportProgress,
  ExportStartParams,
  StatusFrame,
  ViewFrame,
  ViewParams,
} from '#contract/protocol.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import { createChildHistory } from '#main/host/history/child-history.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { buildHistoryProcess, type BuiltHistory } from './kit/history-process.ts';

const SAMPLE = path.join(import.meta.dirname, '../samples/netloupe-sample.pcap');
/** Of the corpus, where it is beside the project: names of every kind, tunnels, VLANs, answers of every type. */
const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
const CAPTURES = [
  'zeek-mixed-vlan-mpls.pcap',
  'tcpdump-dns-zlip-1.pcap',
  'packetq-sample-rfc1035escape.pcap',
  'zeek-mdns.pcap',
]
  .map((name) => path.join(CORPUS, name))
  .filter((file) => existsSync(file));
const order: ExportStartParams = {
  table: 'sessions',
  format: 'csv',
  filter: '',
  range: null,
  redact: false,
  packetLogs: 'state',
  path: null,
};
const view: ViewParams = {
  table: 'sessions',
  filter: '',
  range: null,
  redact: false,
  sparklines: false,
  sort: null,
  offset: 0,
  limit: 500,
  follow: false,
  packetLogs: 'state',
  paused: false,
  hold: false,
};
const { signal } = new AbortController();

let program: BuiltHistory;
let folder: string;
let engine: Engine;
beforeAll(async () => {
  program = await buildHistoryProcess();
}, 60_000);
afterAll(() => program.dispose());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-exchange-'));
  engine = newEngine();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

function newEngine(): Engine {
  const history = { spawner: createChildHistory(program.file), folder: path.join(folder, 'history') };
  const settings = { ...DEFAULT_SETTINGS, history: { ...DEFAULT_SETTINGS.history, enabled: false } };
  return createEngine(
    { ...createHostPorts(), history },
    {
      version: 'test',
      host: 'headless',
      platform: 'linux',
      samplePath: null,
      settings,
    },
  );
}

const at = (name: string): string => path.join(folder, name);

async function answer<K extends CommandName>(command: K, params: CommandParams<K>): Promise<Result<CommandResults[K]>> {
  return await engine.service.commands[command](params, signal);
}

async function call<K extends CommandName>(command: K, params: CommandParams<K>): Promise<CommandResults[K]> {
  const result = await answer(command, params);
  if (!result.ok) throw new Error(`${result.failure.message}. ${result.failure.remedy ?? ''}`);
  return result.value;
}

/** The frame that passes. */
function frame<K extends 'status' | 'view' | 'exports', F>(
  name: K,
  params: object,
  wanted: (frame: F) => boolean,
): Promise<F> {
  return new Promise((resolve) => {
    const open = engine.service.streams[name] as unknown as (
      params: object,
      notify: () => void,
    ) => { take(): F | null; close(): void };
    const look = (): void => {
      const taken = stream?.take() ?? null;
      if (taken === null || !wanted(taken)) return;
      stream?.close();
      resolve(taken);
    };
    const stream: ReturnType<typeof open> | null = open(params, () => queueMicrotask(look));
    look();
  });
}

async function open(...paths: string[]): Promise<StatusFrame> {
  const [first, ...more] = paths;
  await call('capture.open', { path: first!, more });
  return await frame<'status', StatusFrame>(
    'status',
    {},
    ({ capture }) => capture.state === 'ended' || capture.state === 'failed',
  );
}

async function exported(name: string, change: Partial<ExportStartParams> = {}): Promise<ExportProgress> {
  const { exportId } = await call('export.start', { ...order, ...change, path: at(name) });
  const { exports } = await frame<'exports', { exports: readonly ExportProgress[] }>(
    'exports',
    {},
    ({ exports: list }) => list.some((each) => each.exportId === exportId && each.state !== 'running'),
  );
  return exports.find((each) => each.exportId === exportId)!;
}

async function rows(change: Partial<ViewParams> = {}): Promise<ViewFrame> {
  return await frame<'view', ViewFrame>('view', { ...view, ...change }, ({ matching }) => matching > 0);
}

const text = (name: string): string => readFileSync(at(name), 'utf8');

describe('exports of a capture', () => {
  it.each([SAMPLE, ...CAPTURES])(
    '%s: come back with every cell, from CSV and from Parquet',
    async (file) => {
      await open(file);
      for (const table of ['sessions', 'dns'] as const) {
        for (const format of ['csv', 'jsonl', 'parquet'] as const) {
          expect(await exported(`${table}.${format}`, { table, format })).toMatchObject({
            state: 'done',
            failure: null,
          });
        }
        const lines = text(`${table}.csv`).split('\r\n').length - 2;
        if (lines === 0) continue;
        for (const format of ['csv', 'jsonl', 'parquet'] as const) {
          const status = await open(at(`${table}.${format}`));
          expect(status.capture).toMatchObject({ state: 'ended', title: `${table}.${format}`, limits: [], packets: 0 });
          expect(await exported(`again-${format}.csv`, { table })).toMatchObject({ state: 'done', rows: lines });
          expect(text(`again-${format}.csv`)).toBe(text(`${table}.csv`));
          expect(await exported(`again-${format}.jsonl`, { table, format: 'jsonl' })).toMatchObject({ state: 'done' });
          expect(text(`again-${format}.jsonl`)).toBe(text(`${table}.jsonl`));
        }
        await open(file);
      }
      expect(readdirSync(folder).filter((name) => name.endsWith('.part') || /\.\d+$/.test(name))).toEqual([]);
    },
    60_000,
  );

  it('have a view that shows what the capture had', async () => {
    await open(SAMPLE);
    const [sessions, dns] = [await rows(), await rows({ table: 'dns' })];
    await exported('s.parquet', { format: 'parquet' });
    await exported('d.csv', { table: 'dns' });
    await open(at('s.parquet'), at('d.csv'));
    const byId = (shown: ViewFrame): Map<string, unknown> =>
      new Map(
        shown.keys.map((_, row) => [
          shown.columns['session_id']![row] as string,
          Object.fromEntries(Object.entries(shown.columns).map(([name, cells]) => [name, cells[row]])),
        ]),
      );
    const shown = await rows();
    expect(byId(shown)).toEqual(byId(sessions));
    // In the same order, too: newest first.
    expect(shown.keys).toEqual(sessions.keys);
    const again = await rows({ table: 'dns' });
    expect(again.columns).toEqual(dns.columns);
    expect((await rows({ filter: 'port 443' })).matching).toBeLessThan(sessions.matching);
  }, 60_000);

  it('keep what is made up, and nothing else, under redaction', async () => {
    await open(SAMPLE);
    await exported('plain.csv');
    for (const format of ['csv', 'parquet'] as const) await exported(`r.${format}`, { format, redact: true });
    for (const format of ['csv', 'parquet'] as const) {
      await open(at(`r.${format}`));
      await exported(`r-${format}.csv`);
    }
    expect(text('r-csv.csv')).toBe(text('r.csv'));
    expect(text('r-parquet.csv')).toBe(text('r.csv'));
    const names = [...text('plain.csv').matchAll(/,([a-z0-9-]+(?:\.[a-z0-9-]+)+),(?:tls|dns|http|quic),/g)].map(
      ([, name]) => name!,
    );
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(text('r-parquet.csv')).not.toContain(name);
  }, 60_000);

  it('of an import pass redaction, too, row by row', async () => {
    await open(SAMPLE);
    await exported('s.csv');
    await open(at('s.csv'));
    for (const format of ['csv', 'parquet'] as const) {
      expect(await exported(`r.${format}`, { format, redact: true })).toMatchObject({ state: 'done', rows: 46 });
    }
    const real = text('s.csv').split('\r\n')[1]!.split(',')[9]!;
    expect(text('r.csv')).not.toContain(`,${real},`);
    await open(at('r.parquet'));
    await exported('r2.csv');
    expect(text('r2.csv')).toBe(text('r.csv'));
  }, 60_000);

  it('of packets are Parquet with their times and payloads', async () => {
    await open(SAMPLE);
    expect(await exported('p.parquet', { table: 'packets', format: 'parquet', packetLogs: 'all' })).toMatchObject({
      state: 'done',
      rows: 400,
    });
    expect(statSync(at('p.parquet')).size).toBeGreaterThan(1000);
    expect(await answer('capture.open', { path: at('p.parquet') })).toMatchObject({
      ok: false,
      failure: { code: 'unsupported', message: expect.stringContaining('is a packet log') as string },
    });
  }, 60_000);
});

describe('what is opened', () => {
  it('gives way to the next capture, and comes back', async () => {
    await open(SAMPLE);
    await exported('s.csv');
    copyFileSync(at('s.csv'), at('no-name-that-says-anything'));
    expect((await open(at('no-name-that-says-anything'))).capture).toMatchObject({
      total_sessions: 46,
      packets: 0,
      kind: 'file',
    });
    expect(await answer('export.start', { ...order, table: 'packets', path: at('p.csv') })).toMatchObject({
      ok: false,
      failure: { code: 'unavailable' },
    });
    expect((await open(SAMPLE)).capture).toMatchObject({ total_sessions: 46, packets: 404 });
    expect((await rows({ table: 'packets', packetLogs: 'all' })).matching).toBe(400);
    await call('capture.open', { path: at('s.csv') });
    await call('capture.restart', {});
    expect((await rows()).matching).toBe(46);
  }, 60_000);

  it('says what is wrong with it, and leaves what was there', async () => {
    await open(SAMPLE);
    writeFileSync(at('notes.txt'), 'hello\nworld\n');
    const refused = await answer('capture.open', { path: at('notes.txt') });
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: 'unsupported', message: `${at('notes.txt')} is a text file` },
    });
    if (!refused.ok) expect(refused.failure.remedy).toMatch(/pcapng.*Zeek.*Suricata/s);
    writeFileSync(at('x.csv'), 'session_id,src_ip,dst_ip,bytes_in\r\n');
    expect(await answer('capture.open', { path: at('x.csv') })).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('no column start_time') as string },
    });
    expect((await rows()).matching).toBe(46);
  }, 60_000);

  it('says which rows it could not read', async () => {
    await open(SAMPLE);
    await exported('s.csv');
    writeFileSync(
      at('s.csv'),
      text('s.csv')
        .replace(/,TCP,/, ',TCP,not-an-address-')
        .replace('session_id,', 'session_id,')
        .replace('duration_s', 'duration_x'),
    );
    const { capture } = await open(at('s.csv'));
    expect(capture.total_sessions).toBe(45);
    expect(capture.limits[0]).toMatch(/^1 row could not be read\. The first: s\.csv: src_ip is "not-an-address-/);
    expect(capture.limits[1]).toContain('duration_x');
  }, 60_000);
});
