import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeptQuery } from '#main/engine/history/queries/ports.ts';
import { createQueryFile, QUERY_FILE_NAME } from './query-file.ts';

let home: string;
const file = (): string => path.join(home, QUERY_FILE_NAME);
beforeEach(() => {
  home = path.join(mkdtempSync(path.join(tmpdir(), 'netloupe-queries-')), 'made', 'later');
});
afterEach(() => rmSync(path.dirname(path.dirname(home)), { recursive: true }));

const query = (id: string): KeptQuery => ({
  id,
  name: id,
  text: 'SELECT 1',
  chart: { kind: 'line', x: 't', y: ['b'] },
  onOverview: true,
  schedule: { everyMinutes: 60, format: 'csv', folder: '/out', keep: 3 },
  lastRunUs: 5,
  lastFailure: { code: 'no-space', message: 'The disk is full' },
});

test('what was saved is read by another process, and is for this user alone', async () => {
  expect(await createQueryFile(home).read()).toStrictEqual({ ok: true, value: [] });
  const changed = await createQueryFile(home).change((kept) => [...kept, query('a')]);
  expect(changed).toStrictEqual({ ok: true, value: [query('a')] });
  expect(await createQueryFile(home).read()).toStrictEqual({ ok: true, value: [query('a')] });
  expect(statSync(home).mode & 0o777).toBe(0o700);
  expect(readdirSync(home)).toStrictEqual([QUERY_FILE_NAME]);
});

test('changes from several at once are all there', async () => {
  const ids = Array.from({ length: 8 }, (_, index) => `q${index}`);
  await Promise.all(ids.map((id) => createQueryFile(home).change((kept) => [...kept, query(id)])));
  const read = await createQueryFile(home).read();
  expect(read.ok && read.value.map(({ id }) => id).toSorted()).toStrictEqual(ids);
});

test.each([
  ['cut short', (text: string) => text.slice(0, -20)],
  ['another shape', () => '{"version": 1, "queries": [{"id": 3}]}'],
  ['empty', () => ''],
])('damaged (%s): set aside, said once, and usable again', async (_what, damage) => {
  await createQueryFile(home).change(() => [query('a')]);
  const damaged = damage(readFileSync(file(), 'utf8'));
  writeFileSync(file(), damaged);
  const read = await createQueryFile(home).read();
  expect(read.ok ? null : read.failure.code).toBe('damaged');
  const [aside = ''] = readdirSync(home).filter((name) => name.includes('.damaged-'));
  expect(readFileSync(path.join(home, aside), 'utf8')).toBe(damaged);
  expect(await createQueryFile(home).read()).toStrictEqual({ ok: true, value: [] });
});

test('what a later version wrote is left alone', async () => {
  await createQueryFile(home).change(() => [query('a')]);
  writeFileSync(file(), '{"version": 2}');
  expect(await createQueryFile(home).change(() => [])).toMatchObject({ ok: false, failure: { code: 'unsupported' } });
  expect(readFileSync(file(), 'utf8')).toBe('{"version": 2}');
});

test('whoever watches hears of it', async () => {
  let heard = 0;
  const stop = createQueryFile(home).watch(() => heard++);
  await createQueryFile(home).change(() => [query('a')]);
  await vi.waitFor(() => expect(heard).toBeGreaterThan(0), { timeout: 10_000 });
  stop();
});
