import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { createAtomicFile, type AtomicFile } from './atomic-file.ts';
import { createExportFiles } from './export-files.ts';
import { createPrivateFolder } from './private-folder.ts';
import { describeWriteError } from './write-errors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);

async function make(file: string): Promise<AtomicFile> {
  const created = await createAtomicFile(file);
  assert(created.ok, 'the file can be made');
  return created.value;
}

describe('atomic file', () => {
  it('appears only when it is whole', async () => {
    const file = await make(at('out.csv'));
    await file.write('a,b\r\n');
    await file.write(new Uint8Array([0x31]));
    expect(existsSync(at('out.csv'))).toBe(false);
    expect(await file.commit()).toEqual({ ok: true, value: { path: at('out.csv'), bytes: 6 } });
    expect(readFileSync(at('out.csv'), 'utf8')).toBe('a,b\r\n1');
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('leaves an existing file as it was when it is given up, and nothing beside it', async () => {
    writeFileSync(at('out.csv'), 'old');
    const file = await make(at('out.csv'));
    await file.write('new');
    await file.abort();
    await file.abort();
    expect(readFileSync(at('out.csv'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('replaces an existing file in one step and keeps its permissions', async () => {
    writeFileSync(at('out.csv'), 'old');
    chmodSync(at('out.csv'), 0o640);
    const file = await make(at('out.csv'));
    await file.write('new');
    await file.commit();
    expect(readFileSync(at('out.csv'), 'utf8')).toBe('new');
    expect(statSync(at('out.csv')).mode & 0o777).toBe(0o640);
  });

  it('of the program itself is for its user alone, whatever it replaces', async () => {
    const before = process.umask(0);
    try {
      for (const name of ['new.json', 'there.json']) {
        if (name === 'there.json') writeFileSync(at(name), 'old', { mode: 0o666 });
        const created = await createAtomicFile(at(name), true);
        assert(created.ok, 'the file can be made');
        await created.value.commit();
        expect(statSync(at(name)).mode & 0o777, name).toBe(0o600);
      }
    } finally {
      process.umask(before);
    }
  });

  it('follows a symbolic link instead of replacing it, also to a file that is not there yet', async () => {
    mkdirSync(at('real'));
    symlinkSync('real/out.csv', at('link.csv'));
    for (const text of ['first', 'second']) {
      const file = await make(at('link.csv'));
      await file.write(text);
      await file.commit();
      expect(readlinkSync(at('link.csv'))).toBe('real/out.csv');
      expect(readFileSync(at('real/out.csv'), 'utf8')).toBe(text);
    }
  });

  it('writes to a device directly', async () => {
    const file = await make('/dev/null');
    await file.write('x');
    expect(await file.commit()).toMatchObject({ ok: true });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.each([
    ['a folder', () => folder, /is a folder/],
    ['a folder that does not exist', () => at('missing/out.csv'), /does not exist/],
    ['a path through a file', () => `${at('plain')}/out.csv`, /not a folder/],
    ['a name that is too long', () => at('x'.repeat(300)), /too long/],
  ])('refuses %s with a reason and a remedy', async (_what, target, reason) => {
    writeFileSync(at('plain'), '');
    const created = await createAtomicFile(target());
    expect(created).toMatchObject({ ok: false, failure: { code: 'unwritable' } });
    if (!created.ok) {
      expect(created.failure.message).toMatch(reason);
      expect(created.failure.remedy).toBeTruthy();
    }
  });

  it.skipIf(process.getuid?.() === 0)('refuses a folder without the right to write', async () => {
    chmodSync(folder, 0o500);
    expect(await createAtomicFile(at('out.csv'))).toMatchObject({ ok: false, failure: { code: 'unwritable' } });
  });

  it.skipIf(!existsSync('/dev/full'))('tells that the disk is full, and stays failed', async () => {
    const file = await make('/dev/full');
    expect(await file.write('x')).toMatchObject({ ok: false, failure: { code: 'no-space' } });
    expect(await file.write('x')).toMatchObject({ ok: false, failure: { code: 'no-space' } });
    expect(await file.commit()).toMatchObject({ ok: false, failure: { code: 'no-space' } });
  });

  it('keeps whole chunks under .partial when that is asked for', async () => {
    const file = await make(at('out.csv'));
    await file.write('row\r\n');
    expect(await file.keepPartial()).toBe(at('out.csv.partial'));
    expect(readFileSync(at('out.csv.partial'), 'utf8')).toBe('row\r\n');
    expect(readdirSync(folder)).toEqual(['out.csv.partial']);
  });

  it.each([
    ['ENOSPC', 'no-space'],
    ['EDQUOT', 'no-space'],
    ['EROFS', 'unwritable'],
    ['EACCES', 'unwritable'],
    ['EIO', 'unwritable'],
  ])('names the file for %s', (code, expected) => {
    const told = describeWriteError(Object.assign(new Error('system text'), { code }), '/data/out.csv');
    expect(told.failure.code).toBe(expected);
    expect(told.failure.message).toContain('/data/out.csv');
  });

  it('throws what is no error of the system on', () => {
    expect(() => describeWriteError(new TypeError('bug'), 'x')).toThrow('bug');
  });
});

describe('downloads', () => {
  it('are in a folder of our own, known by their id only when finished, and removed with it', async () => {
    const own = createPrivateFolder(folder);
    const exports = createExportFiles(own);
    const created = await exports.createForDownload('e1', 'sessions.csv');
    assert(created.ok, 'it can be made');
    await created.value.write('abc');
    expect(exports.download('e1')).toBeNull();
    await created.value.commit();
    expect(exports.download('e1')).toMatchObject({ fileName: 'sessions.csv', bytes: 3 });
    expect(exports.download('../e1')).toBeNull();
    expect(statSync(own.path()).mode & 0o777).toBe(0o700);
    own.dispose();
    expect(readdirSync(folder)).toEqual([]);
  });
});
