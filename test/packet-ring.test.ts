/** Packets on disk, from a live capture to a capture file: when memory has no room for them, after a restart, and when they are to be forgotten. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportProgress, ExportStartParams } from '#contract/protocol.ts';
import type { SyntheticFrame } from '#main/engine/capture/synthetic-source.ts';
import { START } from '#main/engine/test-world.ts';
import { createExportFiles } from '#main/host/files/export-files.ts';
import { createPrivateFolder } from '#main/host/files/private-folder.ts';
import { createChildHistory } from '#main/host/history/child-history.ts';
import { createPacketFolder } from '#main/host/history/packet-folder.ts';
import { buildHistoryProcess, type BuiltHistory } from './kit/history-process.ts';
import { framesOf, OpenedCapture, valueOf, type Frame } from './kit/opened-capture.ts';
import { Recording, turn } from './kit/recording.ts';

const SAMPLE = path.join(import.meta.dirname, '../samples/netloupe-sample.pcap');
const MIB = 1 << 20;
const LATER_MS = 600_000;

const home = mkdtempSync(path.join(tmpdir(), 'netloupe-ring-'));
const ownFolder = createPrivateFolder(home);
let program: BuiltHistory;
let sample: readonly SyntheticFrame[];
/** The sample as it was captured live: now. */
let frames: readonly Frame[];

beforeAll(async () => {
  program = await buildHistoryProcess();
  const read = await framesOf(SAMPLE);
  const shift = START - read[0]!.time;
  frames = read.map((frame) => ({ ...frame, time: frame.time + shift }));
  sample = frames.map(({ time, wire, bytes }) => ({
    time,
    wireLength: wire,
    bytes: new Uint8Array(Buffer.from(bytes, 'hex')),
  }));
}, 60_000);
afterAll(() => {
  program.dispose();
  ownFolder.dispose();
  rmSync(home, { recursive: true, force: true });
});

function record(name: string, packetBytes: number): Recording {
  return new Recording({
    folder: path.join(home, name),
    spawner: createChildHistory(program.file),
    settings: { packets_bytes: 64 * MIB },
    packets: createPacketFolder(path.join(home, name, 'packets')),
    packetBytes,
    ports: { exportFiles: createExportFiles(ownFolder) },
  });
}

let files = 0;

function isThere(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

/** Short enough to be shown where they differ. */
function brief(all: readonly Frame[]): string[] {
  return all.map(({ time, wire, bytes }) => `${time} ${wire} ${createHash('md5').update(bytes).digest('hex')}`);
}

async function exported(
  recording: Recording,
  more: Partial<ExportStartParams>,
): Promise<{ readonly progress: ExportProgress; readonly frames: Frame[]; readonly text: string }> {
  const file = path.join(home, `export-${++files}.pcapng`);
  const common = {
    table: 'sessions',
    format: 'pcapng',
    filter: '',
    range: null,
    redact: false,
    packetLogs: 'all',
  } as const;
  await recording.call('export.start', { ...common, path: file, ...more });
  const stream = recording.engine.service.streams.exports({}, () => undefined);
  for (let turns = 0; ; turns++) {
    expect(turns).toBeLessThan(400);
    const progress = stream.take()?.exports.at(-1);
    if (progress !== undefined && progress.state !== 'running') {
      stream.close();
      expect(progress).toMatchObject({ state: 'done', failure: null });
      return { progress, frames: await framesOf(file), text: readFileSync(file, 'latin1') };
    }
    await recording.world.clock.advance(100);
    await turn(5);
  }
}

/** What the same capture as a file gives, with room for all of its bytes. */
async function fromFile(filter: string, table: 'sessions' | 'packets'): Promise<Frame[]> {
  const opened = new OpenedCapture(64 * MIB);
  await opened.open(SAMPLE);
  const file = path.join(home, `file-${++files}.pcapng`);
  await opened.exported({ table, filter, path: file });
  await opened.engine.close();
  const read = await framesOf(file);
  const shift = frames[0]!.time - (await framesOf(SAMPLE))[0]!.time;
  return read.map((frame) => ({ ...frame, time: frame.time + shift }));
}

describe('packets of a live capture that memory has no room for', () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = record('small', 64 * 1024);
    await recording.start();
    await recording.capture(sample);
    await recording.saved();
  }, 60_000);
  afterAll(() => recording.close());

  it.each([
    ['sessions', ''],
    ['sessions', 'tls'],
    ['sessions', 'udp'],
    ['sessions', 'icmp'],
    ['packets', ''],
    ['packets', 'port 53'],
    ['packets', 'tcp port 443'],
  ] as const)('are all in a capture file: %s that pass "%s"', async (table, filter) => {
    const { progress, frames: written, text } = await exported(recording, { table, filter });
    const expected = await fromFile(filter, table);
    expect(brief(written)).toEqual(brief(expected));
    expect(progress).toMatchObject({ rows: expected.length, skipped: 0 });
    if (filter === 'tls') expect(text).toMatch(/session [\w-]+, [\w.-]+ \(tls\), service tls/);
  });

  it('are refused while names and addresses are hidden', async () => {
    const params = {
      table: 'sessions',
      format: 'pcapng',
      filter: '',
      range: null,
      packetLogs: 'all',
      path: null,
    } as const;
    const { commands } = recording.engine.service;
    const refused = await commands['export.start']({ ...params, redact: true }, new AbortController().signal);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'not-permitted' } });
  });
});

describe('packets of sessions that only history knows', () => {
  let later: Recording;
  const range = { kind: 'between', fromUs: START - 1_000_000, toUs: START + LATER_MS * 1000 } as const;
  beforeAll(async () => {
    const before = record('kept', 64 * MIB);
    await before.start();
    await before.capture(sample);
    await before.saved();
    await before.close();
    later = record('kept', 64 * MIB);
    await later.world.clock.advance(LATER_MS);
    await later.until(({ state }) => state === 'ready');
  }, 60_000);
  afterAll(() => later.close());

  it('are found again after a restart, by the filter of the view', async () => {
    for (const filter of ['tls', 'udp', '']) {
      const { progress, frames: written, text } = await exported(later, { filter, range });
      expect(brief(written)).toEqual(brief(await fromFile(filter, 'sessions')));
      expect(progress.skipped).toBe(0);
      if (filter === 'tls') expect(text).toMatch(/session [\w-]+, [\w.-]+ \(tls\), service tls/);
    }
  });

  it('are gone with a host that is forgotten, by its address and by its name', async () => {
    const before = (await exported(later, { filter: '', range })).frames;
    const names = await later.engine.service.commands['history.query'](
      {
        queryId: 'q',
        text: `SELECT hostname, any_value(dst_ip) FROM sessions WHERE hostname_source = 'tls' GROUP BY hostname ORDER BY hostname`,
        limit: 10,
        timeoutMs: 10_000,
      },
      SIGNAL,
    );
    const [name, address] = valueOf(names).rows[0] as [string, string];
    await later.call('history.forget', { kind: 'host', host: name });
    const { frames: left } = await exported(later, { filter: '', range });
    expect(left.length).toBeLessThan(before.length);
    expect(left.length).toBeGreaterThan(0);
    const file = path.join(home, `export-${files}.pcapng`);
    const labels = name
      .split('.')
      .map((label) => `${String.fromCharCode(label.length)}${label}`)
      .join('');
    const kept = readdirSync(path.join(home, 'kept', 'packets')).map((each) =>
      readFileSync(path.join(home, 'kept', 'packets', each), 'latin1').toLowerCase(),
    );
    for (const text of [readFileSync(file, 'latin1').toLowerCase(), ...kept]) {
      expect(text).not.toContain(name);
      expect(text).not.toContain(labels);
    }
    const ends = isThere('tshark')
      ? execFileSync('tshark', ['-r', file, '-T', 'fields', '-e', 'ip.addr', '-e', 'ipv6.addr'], {
          encoding: 'utf8',
          stdio: 'pipe',
        })
      : '';
    expect(ends).not.toContain(address);
  });

  it('are counted where they are gone', async () => {
    const all = (await exported(later, { filter: '', range })).frames;
    await later.call('history.forget', { kind: 'span', span: { fromUs: START - DAY_US, toUs: START - DAY_US + 1 } });
    expect((await exported(later, { filter: '', range })).frames.length).toBe(all.length);
    expect(
      valueOf(await later.engine.service.commands['history.forget']({ kind: 'everything' }, SIGNAL)).rows,
    ).toBeGreaterThan(0);
    expect(later.status.packets).toMatchObject({ bytes: 0, packets: 0, span: null });
    expect((await exported(later, { filter: '', range })).frames).toEqual([]);
  });
});

const DAY_US = 86_400_000_000;
const SIGNAL = new AbortController().signal;
