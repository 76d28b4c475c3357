import { afterEach, expect, test } from 'vitest';
import { failure, success, type Failure } from '#base/result.ts';
import type { SavedQuery } from '#contract/history/commands.ts';
import { ManualClock } from '../../store/manual-clock.ts';
import type { KeptQuery, SavedQueryHome } from './ports.ts';
import { SavedQueries } from './saved-queries.ts';

/** 2026-11-24T10:00:00Z. */
const START_US = Date.UTC(2026, 10, 24, 10) * 1000;
const MINUTE_MS = 60_000;

class World {
  readonly clock: ManualClock = new ManualClock(START_US);
  kept: readonly KeptQuery[] = [];
  readonly files: Set<string> = new Set();
  readonly written: string[] = [];
  fails: Failure | null = null;
  mayRun = true;
  cannotKeep = false;

  readonly home: SavedQueryHome = {
    read: async () => success(this.kept),
    change: async (to) => {
      if (this.cannotKeep) return failure('no-space', 'The disk is full');
      this.kept = to(this.kept);
      return success(this.kept);
    },
    watch: () => () => undefined,
  };

  open(): SavedQueries {
    return new SavedQueries({
      home: this.home,
      clock: this.clock,
      folders: {
        list: async () => success([...this.files]),
        remove: async (_folder, name) => {
          this.files.delete(name);
          return success(null);
        },
        pathOf: (folder, name) => `${folder}/${name}`,
      },
      write: async (text, format, path) => {
        if (this.fails !== null) return { ok: false, failure: this.fails };
        this.written.push(`${path} ${format} ${text}`);
        this.files.add(path.slice(path.lastIndexOf('/') + 1));
        return success({ rows: 1, bytes: 10 });
      },
      mayRun: () => this.mayRun,
      changed: () => undefined,
    });
  }
}

const query = (id: string, more: Partial<SavedQuery> = {}): SavedQuery => ({
  id,
  name: `Query ${id}`,
  text: 'SELECT 1',
  chart: null,
  onOverview: false,
  schedule: null,
  ...more,
});
const hourly = { everyMinutes: 60, format: 'csv', folder: '/out', keep: 2 } as const;

let open: SavedQueries | null = null;
afterEach(() => open?.close());

async function started(world: World): Promise<SavedQueries> {
  open = world.open();
  await open.start();
  await world.clock.advance(0);
  return open;
}

test('saved, replaced by id, removed', async () => {
  const world = new World();
  const saved = await started(world);
  await saved.save(query('a'));
  await saved.save(query('b'));
  await saved.save(query('a', { text: 'SELECT 2' }));
  expect(saved.list.map(({ id, text }) => [id, text])).toStrictEqual([
    ['a', 'SELECT 2'],
    ['b', 'SELECT 1'],
  ]);
  await saved.remove('a');
  expect(saved.list.map(({ id }) => id)).toStrictEqual(['b']);
  expect(world.kept.map(({ id }) => id)).toStrictEqual(['b']);
});

test('two names that would name the same files are not both taken', async () => {
  const saved = await started(new World());
  await saved.save(query('a', { name: 'Busiest hosts' }));
  const answer = await saved.save(query('b', { name: 'busiest: HOSTS!' }));
  expect(answer.ok ? null : answer.failure.code).toBe('invalid');
  expect((await saved.save(query('a', { name: 'busiest: HOSTS!' }))).ok).toBe(true);
});

test('a schedule writes at once, then at its times, and keeps so many files', async () => {
  const world = new World();
  const saved = await started(world);
  world.files.add('query-a-notes.txt').add('query-a-b-20200101T000000Z.csv');
  await saved.save(query('a', { schedule: hourly }));
  await world.clock.advance(1);
  expect(world.written).toStrictEqual(['/out/query-a-20261124T100000Z.csv csv SELECT 1']);
  await world.clock.advance(59 * MINUTE_MS);
  expect(world.written).toHaveLength(1);
  await world.clock.advance(181 * MINUTE_MS);
  expect(world.written.map((line) => line.split(' ')[0])).toStrictEqual([
    '/out/query-a-20261124T100000Z.csv',
    '/out/query-a-20261124T110000Z.csv',
    '/out/query-a-20261124T120000Z.csv',
    '/out/query-a-20261124T130000Z.csv',
    '/out/query-a-20261124T140000Z.csv',
  ]);
  expect([...world.files].toSorted()).toStrictEqual([
    'query-a-20261124T130000Z.csv',
    'query-a-20261124T140000Z.csv',
    'query-a-b-20200101T000000Z.csv',
    'query-a-notes.txt',
  ]);
});

test('the next run survives a restart; what was due meanwhile is done once', async () => {
  const world = new World();
  const first = await started(world);
  await first.save(query('a', { schedule: hourly }));
  await world.clock.advance(10 * MINUTE_MS);
  await first.close();
  expect(world.written).toHaveLength(1);
  const second = await started(world);
  await world.clock.advance(49 * MINUTE_MS);
  expect(world.written).toHaveLength(1);
  await world.clock.advance(2 * MINUTE_MS);
  expect(world.written).toHaveLength(2);
  await second.close();
  await world.clock.advance(5 * 60 * MINUTE_MS);
  await started(world);
  await world.clock.advance(MINUTE_MS);
  expect(world.written).toHaveLength(3);
});

test('a failure is kept with the query, and the next time is the next try', async () => {
  const world = new World();
  const saved = await started(world);
  world.fails = failure('no-space', 'The disk is full').failure;
  await saved.save(query('a', { schedule: hourly }));
  await world.clock.advance(MINUTE_MS);
  expect(saved.list[0]?.lastFailure?.message).toBe('The disk is full');
  world.fails = null;
  await world.clock.advance(58 * MINUTE_MS);
  expect(world.written).toHaveLength(0);
  await world.clock.advance(2 * MINUTE_MS);
  expect(world.written).toHaveLength(1);
  expect(saved.list[0]?.lastFailure).toBeNull();
});

test('where what was done cannot be kept, it is not done again at once', async () => {
  const world = new World();
  const saved = await started(world);
  await saved.save(query('a', { schedule: hourly }));
  world.cannotKeep = true;
  await world.clock.advance(30 * MINUTE_MS);
  expect(world.written).toHaveLength(1);
  await world.clock.advance(40 * MINUTE_MS);
  expect(world.written).toHaveLength(2);
});

test('nothing is written while another program has the history', async () => {
  const world = new World();
  world.mayRun = false;
  const saved = await started(world);
  await saved.save(query('a', { schedule: hourly }));
  await world.clock.advance(90 * MINUTE_MS);
  expect(world.written).toHaveLength(0);
  world.mayRun = true;
  await world.clock.advance(MINUTE_MS);
  expect(world.written).toHaveLength(1);
});

test('another name for a query does not run its schedule, another schedule does', async () => {
  const world = new World();
  const saved = await started(world);
  await saved.save(query('a', { schedule: hourly }));
  await world.clock.advance(MINUTE_MS);
  await saved.save(query('a', { name: 'Other', schedule: hourly }));
  await world.clock.advance(MINUTE_MS);
  expect(world.written).toHaveLength(1);
  await saved.save(query('a', { name: 'Other', schedule: { ...hourly, format: 'jsonl' } }));
  await world.clock.advance(MINUTE_MS);
  expect(world.written.at(-1)).toBe('/out/other-20261124T100200Z.jsonl jsonl SELECT 1');
});
