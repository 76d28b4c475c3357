/** A folder of captures as one timeline: on the command line, and in a viewer. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatusFrame } from '#contract/protocol.ts';
import type { ReadFiles } from '#main/engine/read-request.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { OpenedCapture } from './kit/opened-capture.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../samples/netloupe-sample.pcap');
const PCAP_HEADER = 24;
const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, 'ring', name);

/** Cuts the sample behind each of so many packets, as a ring of files would. */
function parts(count: number): Buffer[] {
  const sample = readFileSync(SAMPLE);
  const ends: number[] = [];
  for (let position = PCAP_HEADER; position < sample.length;) {
    position += 16 + sample.readUInt32LE(position + 8);
    ends.push(position);
  }
  const each = Math.ceil(ends.length / count);
  return Array.from({ length: count }, (_, part) => {
    const from = part === 0 ? PCAP_HEADER : ends[part * each - 1]!;
    const to = ends[Math.min((part + 1) * each, ends.length) - 1]!;
    return Buffer.concat([sample.subarray(0, PCAP_HEADER), sample.subarray(from, to)]);
  });
}

beforeAll(() => {
  mkdirSync(at('older/too far'), { recursive: true });
  const [first, second, third, fourth] = parts(4);
  // In an order that is not that of time, under names that say nothing, compressed, and in a folder.
  writeFileSync(at('a.bin'), third!);
  writeFileSync(at('b'), gzipSync(fourth!));
  writeFileSync(at('z.pcap'), second!);
  writeFileSync(at('older/m.txt'), first!);
  writeFileSync(at('notes.pcap'), 'not a capture at all');
  writeFileSync(at('empty.pcap'), '');
  writeFileSync(at('no-packets.pcap'), first!.subarray(0, PCAP_HEADER));
  copyFileSync(SAMPLE, at('older/too far/x.pcap'));
  symlinkSync('nowhere', at('lost.pcap'));
});

function newEngine(): Engine {
  return createEngine(createHostPorts(), { version: '0', host: 'headless', platform: 'test', samplePath: null });
}

async function read(paths: readonly string[]): Promise<{ rows: string; files: ReadFiles | null }> {
  let rows = '';
  let files: ReadFiles | null = null;
  const engine = newEngine();
  const sink = {
    write: async (text: Uint8Array) => {
      rows += Buffer.from(text).toString();
      return { ok: true, value: null } as const;
    },
  };
  const outcome = await engine.readCapture({
    inputs: paths.map((each) => ({ kind: 'file', path: each })),
    filter: '',
    outputs: { sessions: { format: 'csv', sink } },
    onFiles: (_path, found) => {
      files = found;
    },
  });
  await engine.close();
  expect(outcome.failure).toBeNull();
  return { rows, files };
}

/** Without session ids, which have chance in them. */
const withoutIds = (rows: string): string[] => rows.split('\r\n').map((line) => line.slice(line.indexOf(',')));

it('gives the sessions of the capture that was cut into them', async () => {
  const whole = await read([SAMPLE]);
  const parted = await read([path.join(folder, 'ring')]);
  expect(withoutIds(parted.rows)).toEqual(withoutIds(whole.rows));
  expect(whole.files).toBeNull();
  expect(parted.files?.count).toBe(4);
  expect(parted.files?.leftOut.map(({ name }) => name).toSorted()).toEqual(
    ['empty.pcap', 'lost.pcap', 'no-packets.pcap', 'notes.pcap', 'older/too far'].toSorted(),
  );
  expect(parted.files?.leftOut.map(({ reason }) => reason).join('\n')).toMatch(
    /lost\.pcap does not exist.*too far down|too far down.*lost\.pcap does not exist/s,
  );
});

it('shows it in a viewer, with what was left out, and damage as that of one file', async () => {
  const damaged = path.join(folder, 'damaged');
  mkdirSync(damaged);
  for (const [part, bytes] of parts(3).entries()) writeFileSync(path.join(damaged, `part-${part}.pcap`), bytes);
  truncateSync(path.join(damaged, 'part-1.pcap'), parts(3)[1]!.length - 5);
  const opened = new OpenedCapture(1 << 20);
  await opened.open(damaged);
  const status = await new Promise<StatusFrame>((resolve) => {
    const stream = opened.engine.service.streams.status({}, () => undefined);
    const look = (): void => {
      const frame = stream.take();
      if (frame === null) setTimeout(look, 5);
      else resolve(frame);
    };
    look();
  });
  expect(status.capture).toMatchObject({
    state: 'ended',
    title: 'damaged',
    failure: null,
    progress: 1,
    files: {
      count: 3,
      left_out_count: 1,
      left_out: [{ name: 'part-1.pcap', reason: expect.stringMatching(/^part-1\.pcap .*cut short|damaged/) }],
    },
  });
  await opened.engine.close();
});

it('opens several files that are named one by one, and says where there is no capture at all', async () => {
  const engine = newEngine();
  const { commands } = engine.service;
  const { signal } = new AbortController();
  const several = await commands['capture.open']({ path: at('z.pcap'), more: [at('a.bin'), at('older')] }, signal);
  expect(several).toEqual({ ok: true, value: null });
  const none = path.join(folder, 'none');
  mkdirSync(none);
  expect(await commands['capture.open']({ path: none }, signal)).toMatchObject({
    ok: false,
    failure: { code: 'unsupported', message: 'There is no capture in none', remedy: expect.stringContaining('empty') },
  });
  writeFileSync(path.join(none, 'x.txt'), 'text');
  expect(await commands['capture.open']({ path: none }, signal)).toMatchObject({
    ok: false,
    failure: { code: 'unsupported', remedy: expect.stringContaining('x.txt is a text file') },
  });
  await engine.close();
});

it.skipIf(!hasMergecap())('has the order that mergecap gives captures that overlap', async () => {
  const side = path.join(folder, 'side');
  mkdirSync(side);
  const sample = readFileSync(SAMPLE);
  const even: Buffer[] = [sample.subarray(0, PCAP_HEADER)];
  const odd: Buffer[] = [sample.subarray(0, PCAP_HEADER)];
  let turn = 0;
  for (let position = PCAP_HEADER; position < sample.length; turn++) {
    const end = position + 16 + sample.readUInt32LE(position + 8);
    (turn % 3 === 0 ? even : odd).push(sample.subarray(position, end));
    position = end;
  }
  writeFileSync(path.join(side, 'even.pcap'), Buffer.concat(even));
  writeFileSync(path.join(side, 'odd.pcap'), Buffer.concat(odd));
  // An interface for each file, as here.
  const merged = path.join(folder, 'merged.pcapng');
  execFileSync('mergecap', [
    '-F',
    'pcapng',
    '-I',
    'none',
    '-w',
    merged,
    path.join(side, 'even.pcap'),
    path.join(side, 'odd.pcap'),
  ]);
  const times = async (what: string): Promise<string[]> => {
    const opened = new OpenedCapture(1 << 20);
    await opened.open(what);
    const { columns } = await opened.packets();
    await opened.engine.close();
    return columns['timestamp']!.map(String).filter((_, row) => columns['length']![row] !== 0);
  };
  expect(await times(side)).toEqual(await times(merged));
});

function hasMergecap(): boolean {
  try {
    execFileSync('mergecap', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
