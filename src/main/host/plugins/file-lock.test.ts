import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { success, type Result } from '#base/result.ts';
import { withFileLock, type FileLockOptions } from './file-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => path.join(folder, 'state.lock');
let tokens = 0;
const options: FileLockOptions = { token: () => `token-${++tokens}` };
const run = (work: () => Promise<Result<string>>, more: Partial<FileLockOptions> = {}): Promise<Result<string>> =>
  withFileLock(file(), { ...options, ...more }, work);
const done = (): Promise<Result<string>> => Promise.resolve(success('done'));
/** No process has this id: it is above the highest that systems give. */
const NOBODY = 2 ** 30;

it('one works at a time, and each gets its turn', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<Result<string>> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    return done();
  };
  const results = await Promise.all(Array.from({ length: 20 }, () => run(work)));
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

it('the lock is given back when the work fails', async () => {
  await expect(run(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  expect(await run(done)).toEqual(success('done'));
});

it.each([
  ['of a process that is gone', { pid: NOBODY, host: hostname(), token: 'x' }],
  ['of a process that had our own id', { pid: process.pid, host: hostname(), token: 'x' }],
])('one %s is taken over at once', async (_whose, holder) => {
  writeFileSync(file(), JSON.stringify(holder));
  expect(await run(done, { patienceMs: 60_000 })).toEqual(success('done'));
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ['of another machine', JSON.stringify({ pid: NOBODY, host: 'elsewhere', token: 'x' })],
  ['that was never signed', ''],
])('one %s is taken over when it is old', async (_whose, text) => {
  writeFileSync(file(), text);
  const old = Date.now() / 1000 - 3600;
  utimesSync(file(), old, old);
  expect(await run(done)).toEqual(success('done'));
});

it('one that is held and not given back is told, with who has it', async () => {
  writeFileSync(file(), JSON.stringify({ pid: 1, host: hostname(), token: 'x' }));
  const refused = await run(done, { patienceMs: 30 });
  expect(refused).toMatchObject({
    failure: { code: 'in-use', message: expect.stringContaining('process 1 on') as string },
  });
  expect(readdirSync(folder)).toEqual(['state.lock']);
});

it('who was killed while taking one over does not stop others for ever', async () => {
  writeFileSync(file(), JSON.stringify({ pid: NOBODY, host: hostname(), token: 'x' }));
  writeFileSync(`${file()}.break`, '');
  const old = Date.now() / 1000 - 3600;
  utimesSync(`${file()}.break`, old, old);
  expect(await run(done)).toEqual(success('done'));
  expect(readdirSync(folder)).toEqual([]);
});

it('a folder that cannot be written to is told', async () => {
  const refused = await withFileLock(path.join(folder, 'missing', 'lock'), options, done);
  expect(refused).toMatchObject({ failure: { code: 'unwritable' } });
});
