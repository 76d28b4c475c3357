import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sink } from '#main/engine/pipeline/stages/sink.ts';
import { records, testContext, testSystem, type TestSystem } from '../test-system.ts';
import { fileSinkConfig, fileSinkKind } from './file-sink.ts';
import type { OpenFile } from './line-file.ts';

let folder: string;
let system: TestSystem;
let context: ReturnType<typeof testContext>;
const opened: Sink[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-file-sink-'));
  system = testSystem();
  context = testContext(folder);
});
afterEach(async () => {
  for (const sink of opened.splice(0)) await sink.close();
  rmSync(folder, { recursive: true });
});

async function openSink(config: Record<string, unknown>, openFile?: OpenFile): Promise<Sink> {
  const answer = await fileSinkKind(system, openFile).open(fileSinkConfig.parse(config), context);
  if (!answer.ok) throw new Error(answer.failure.message);
  opened.push(answer.value);
  return answer.value;
}

const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const ids = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { record_id: string }).record_id);
/** Those that were rotated, oldest first. */
const older = (): string[] =>
  readdirSync(folder)
    .filter((name) => name !== 'out.jsonl')
    .toSorted();

describe('JSON lines', () => {
  it('adds a line for each record to what is there', async () => {
    writeFileSync(path.join(folder, 'out.jsonl'), '{"record_id":"before"}\n');
    const sink = await openSink({ path: 'out.jsonl' });
    expect(await sink.test()).toMatchObject({ ok: true });
    expect(await sink.collect(records(1, 2))).toMatchObject({ ok: true });
    expect(await sink.collect(records(3, 1))).toMatchObject({ ok: true });
    await sink.close();
    expect(ids(read('out.jsonl'))).toEqual(['before', 'r1', 'r2', 'r3']);
    expect(context.said).toEqual([]);
  });

  it('ends a line that a crash cut short, and says so', async () => {
    writeFileSync(path.join(folder, 'out.jsonl'), '{"record_id":"before"}\n{"record_id":"cu');
    const sink = await openSink({ path: 'out.jsonl' });
    await sink.collect(records(1, 1));
    expect(read('out.jsonl').split('\n')).toEqual([
      '{"record_id":"before"}',
      '{"record_id":"cu',
      JSON.stringify(records(1, 1)[0]),
      '',
    ]);
    expect(context.said.map(({ code }) => code)).toEqual(['damaged']);
  });

  it('begins the file again where somebody moved it away', async () => {
    const sink = await openSink({ path: 'out.jsonl' });
    await sink.collect(records(1, 1));
    renameSync(path.join(folder, 'out.jsonl'), path.join(folder, 'moved'));
    await sink.collect(records(2, 1));
    expect([ids(read('moved')), ids(read('out.jsonl'))]).toEqual([['r1'], ['r2']]);
  });

  it('is refused to a second stage, to a folder, and where the folder is missing', async () => {
    const first = await openSink({ path: 'out.jsonl' });
    await first.collect(records(1, 1));
    const second = await openSink({ path: './out.jsonl' });
    expect(await second.test()).toMatchObject({ ok: true });
    expect(await second.collect(records(2, 1))).toMatchObject({ ok: false, failure: { code: 'in-use' } });
    await first.close();
    expect(await second.collect(records(2, 1))).toMatchObject({ ok: true });
    expect(ids(read('out.jsonl'))).toEqual(['r1', 'r2']);
    const asFolder = await openSink({ path: '.' });
    expect(await asFolder.test()).toMatchObject({ ok: false, failure: { code: 'unwritable' } });
    const missing = await openSink({ path: 'not-there/out.jsonl' });
    expect(await missing.test()).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('not-there') },
    });
    expect(await missing.collect(records(1, 1))).toMatchObject({ ok: false });
  });
});

describe('a full disk', () => {
  it('is told, and the same batch is taken once there is room, without half a line before it', async () => {
    let room = 40;
    const small: OpenFile = async (...args) => {
      const handle = await open(...args);
      const write = handle.write.bind(handle) as (bytes: Uint8Array, at: number, length: number) => Promise<unknown>;
      const limited = async (bytes: Uint8Array, at: number, length: number): Promise<unknown> => {
        if (room === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        const fits = Math.min(room, length);
        room -= fits;
        return write(bytes, at, fits);
      };
      return Object.assign(handle, { write: limited });
    };
    const sink = await openSink({ path: 'out.jsonl' }, small);
    expect(await sink.collect(records(1, 3))).toMatchObject({ ok: false, failure: { code: 'no-space' } });
    expect(read('out.jsonl')).toBe('');
    room = 10_000;
    expect(await sink.collect(records(1, 3))).toMatchObject({ ok: true });
    expect(ids(read('out.jsonl'))).toEqual(['r1', 'r2', 'r3']);
  });

  it.skipIf(process.platform !== 'linux')('is told of a device, too', async () => {
    const sink = await openSink({ path: '/dev/full' });
    expect(await sink.collect(records(1, 1))).toMatchObject({ ok: false, failure: { code: 'no-space' } });
  });
});

describe('rotation', () => {
  it('by size: whole batches, the older ones compressed and named by time', async () => {
    system.aheadMs = 0;
    const sink = await openSink({ path: 'out.jsonl', rotate_size: '200 B', gzip: true });
    for (const from of [1, 3, 5]) await sink.collect(records(from, 2));
    await sink.close();
    const names = older();
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^out\.\d{8}T\d{6}Z(-2)?\.jsonl\.gz$/);
    const all = names.flatMap((name) => ids(gunzipSync(readFileSync(path.join(folder, name))).toString()));
    expect(all.toSorted()).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(ids(read('out.jsonl'))).toEqual(['r5', 'r6']);
  });

  it('by age, and keeps so many', async () => {
    const sink = await openSink({ path: 'out.jsonl', rotate_every: '60s', keep: 2 });
    writeFileSync(path.join(folder, 'out.notes.jsonl'), 'not ours');
    for (let from = 1; from <= 4; from++) {
      await sink.collect(records(from, 1));
      system.aheadMs += 61_000;
    }
    await sink.collect(records(5, 1));
    await sink.close();
    const rotated = older().filter((name) => name !== 'out.notes.jsonl');
    expect(rotated.map((name) => ids(read(name)))).toEqual([['r3'], ['r4']]);
    expect(ids(read('out.jsonl'))).toEqual(['r5']);
    expect(read('out.notes.jsonl')).toBe('not ours');
  });

  it('finishes what a process that was killed left undone', async () => {
    writeFileSync(path.join(folder, 'out.20260101T000000Z.jsonl'), 'older\n');
    writeFileSync(path.join(folder, 'out.20260101T000000Z.jsonl.gz.part'), 'half');
    const sink = await openSink({ path: 'out.jsonl', rotate_size: '1 MB', gzip: true });
    await sink.collect(records(1, 1));
    await sink.close();
    expect(older()).toEqual(['out.20260101T000000Z.jsonl.gz']);
    expect(gunzipSync(readFileSync(path.join(folder, older()[0]!))).toString()).toBe('older\n');
  });
});

describe('CSV', () => {
  it('takes the columns of the first batch, disarms formulas, and says what is left out', async () => {
    const sink = await openSink({ path: 'out.csv' });
    await sink.collect([
      { record_id: 'a', name: '=1+1', list: [1, 'two'] },
      { record_id: 'b', name: 'x, "y"', extra: -1 },
    ]);
    await sink.collect([
      { record_id: 'c', name: null, later: true },
      { record_id: 'd', later: false },
    ]);
    expect(read('out.csv')).toBe(
      'record_id,name,list,extra\r\na,\'=1+1,"[1,""two""]",\r\nb,"x, ""y""",,-1\r\nc,,,\r\nd,,,\r\n',
    );
    expect(context.said.map(({ message }) => message)).toEqual([expect.stringContaining('no column later')]);
  });

  it('goes on under the header that is there, after the end of a cell that a crash cut short', async () => {
    writeFileSync(path.join(folder, 'out.csv'), 'record_id,name\r\na,"cut sh');
    const sink = await openSink({ path: 'out.csv' });
    await sink.collect([{ name: 'n', record_id: 'b' }]);
    expect(read('out.csv')).toBe('record_id,name\r\na,"cut sh"\r\nb,n\r\n');
  });

  it('puts no rows under a header of other columns', async () => {
    writeFileSync(path.join(folder, 'out.csv'), 'old,header\r\n1,2\r\n');
    const sink = await openSink({ path: 'out.csv', columns: ['record_id', 'name'] });
    await sink.collect([{ name: 'n', record_id: 'b' }]);
    expect(read('out.csv')).toBe('record_id,name\r\nb,n\r\n');
    const before = readdirSync(folder).filter((name) => name !== 'out.csv');
    expect(before.map(read)).toEqual(['old,header\r\n1,2\r\n']);
  });
});
