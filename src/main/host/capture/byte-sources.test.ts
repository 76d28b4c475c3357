import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import { openBytes } from './byte-sources.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-bytes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: Uint8Array | string): string {
  const target = path.join(folder, name);
  writeFileSync(target, content);
  return target;
}

async function opened(target: string, input?: Readable): Promise<ByteSource> {
  const bytes = await openBytes(target, input);
  if (!bytes.ok) throw new Error(bytes.failure.message);
  return bytes.value;
}

async function readAll(source: ByteSource, step: number = 1000) {
  const parts: Buffer[] = [];
  const into = new Uint8Array(step);
  for (;;) {
    const read = await source.read(into);
    if (!read.ok) return { content: Buffer.concat(parts), failure: read.failure };
    if (read.value === 0) return { content: Buffer.concat(parts), failure: null };
    parts.push(Buffer.from(into.subarray(0, read.value)));
  }
}

const noise = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index * 31 + (index >> 3)) & 0xff));

describe('a file', () => {
  it('is read at once, with its position and size', async () => {
    const source = await opened(file('plain', noise));
    expect([source.position, source.size]).toEqual([0, noise.length]);
    expect(source.read(new Uint8Array(10))).toEqual({ ok: true, value: 10 });
    expect(source.position).toBe(10);
    const { content } = await readAll(source);
    expect(content.equals(noise.subarray(10))).toBe(true);
    await source.close();
    await source.close();
  });

  it('compressed with gzip is decompressed, whatever its name, several members in a row too', async () => {
    const packed = Buffer.concat([gzipSync(noise), gzipSync(Buffer.from('more')), gzipSync(Buffer.alloc(0))]);
    const source = await opened(file('packed.pcap', packed));
    expect(source.size).toBe(packed.length);
    const { content, failure } = await readAll(source, 70_001);
    expect(failure).toBeNull();
    expect(content.equals(Buffer.concat([noise, Buffer.from('more')]))).toBe(true);
    expect(source.position).toBe(packed.length);
    await source.close();
  });

  it('whose gzip data is cut short is read as far as it goes', async () => {
    const packed = gzipSync(noise);
    const { content, failure } = await readAll(await opened(file('cut.gz', packed.subarray(0, packed.length - 20))));
    expect(failure).toMatchObject({ code: 'damaged', offset: packed.length - 20 });
    expect(content.length).toBeGreaterThan(noise.length / 2);
    expect(content.equals(noise.subarray(0, content.length))).toBe(true);
  });

  it('whose gzip data is broken inside is read almost up to there', async () => {
    const small = noise.subarray(0, 200_000);
    const packed = gzipSync(small, { level: 0 });
    const checksumAt = packed.length - 8;
    packed[checksumAt] = packed.readUInt8(checksumAt) ^ 0xff;
    const { content, failure } = await readAll(await opened(file('broken.gz', packed)));
    expect(failure).toMatchObject({ code: 'damaged' });
    expect(failure?.message).toContain('broken.gz');
    expect(content.equals(small.subarray(0, content.length))).toBe(true);
    expect(content.length).toBeGreaterThan(small.length - 5000);
  });

  it('that is missing, a directory or not to be read is refused by name', async () => {
    mkdirSync(path.join(folder, 'inside'));
    const cases: readonly [string, string][] = [
      [path.join(folder, 'absent'), 'not-found'],
      [path.join(folder, 'absent', 'deeper'), 'not-found'],
      [path.join(file('a-file', 'x'), 'below'), 'not-found'],
      [path.join(folder, 'inside'), 'unreadable'],
      ['/dev/null', 'unreadable'],
      [path.join(folder, 'x'.repeat(5000)), 'not-found'],
      ['with\0nul', 'not-found'],
    ];
    for (const [target, code] of cases) {
      expect(await openBytes(target)).toMatchObject({ ok: false, failure: { code } });
    }
  });

  it.skipIf(process.getuid?.() === 0)('without the right to read it is refused', async () => {
    const secret = file('secret', 'x');
    chmodSync(secret, 0);
    expect(await openBytes(secret)).toMatchObject({ ok: false, failure: { code: 'unreadable' } });
  });
});

describe('a stream', () => {
  it('is standard input for -, compressed or not', async () => {
    expect((await readAll(await opened('-', Readable.from([noise])))).content.equals(noise)).toBe(true);
    const packed = gzipSync(noise);
    const pieces = [packed.subarray(0, 1), packed.subarray(1, 5000), packed.subarray(5000)];
    expect((await readAll(await opened('-', Readable.from(pieces)))).content.equals(noise)).toBe(true);
    expect((await readAll(await opened('-', Readable.from([])))).content).toHaveLength(0);
  });

  it('answers what has come without waiting for more', async () => {
    const pipe = new PassThrough();
    const opening = opened('-', pipe);
    pipe.write('abc');
    const source = await opening;
    const into = new Uint8Array(100);
    const read = async () => {
      const result = await source.read(into);
      return result.ok ? Buffer.from(into.subarray(0, result.value)).toString() : result.failure;
    };
    expect(await read()).toBe('ab');
    expect(await read()).toBe('c');
    const waiting = read();
    pipe.write('defg');
    expect(await waiting).toBe('defg');
    const last = read();
    pipe.end();
    expect(await last).toBe('');
    expect(source.size).toBeNull();
  });

  it('that breaks gives what came before and the reason', async () => {
    const pipe = new PassThrough();
    const opening = opened('-', pipe);
    pipe.write('abcdef');
    const source = await opening;
    expect(await source.read(new Uint8Array(10))).toEqual({ ok: true, value: 2 });
    expect(await source.read(new Uint8Array(10))).toEqual({ ok: true, value: 4 });
    pipe.destroy(new Error('the line is cut'));
    expect(await source.read(new Uint8Array(10))).toMatchObject({ failure: { code: 'unreadable' } });
  });

  it('ends when it is closed while read', async () => {
    const pipe = new PassThrough();
    pipe.write('abc');
    const source = await opened('-', pipe);
    await source.read(new Uint8Array(10));
    await source.read(new Uint8Array(10));
    const waiting = source.read(new Uint8Array(10));
    await source.close();
    expect(await waiting).toEqual({ ok: true, value: 0 });
  });

  it.skipIf(process.platform === 'win32')('may be a FIFO, whose writer comes later', async () => {
    const fifo = path.join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const opening = opened(fifo);
    const descriptor = openSync(fifo, 'w');
    writeSync(descriptor, 'hello');
    closeSync(descriptor);
    const source = await opening;
    expect((await readAll(source)).content.toString()).toBe('hello');
    await source.close();
  });
});
