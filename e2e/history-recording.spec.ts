/** What live captures leave in the data folder: sessions and lookups, as long as the settings say so. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from './app.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

const traffic: { current: LoopbackTraffic | null } = { current: null };
test.beforeEach(async () => {
  traffic.current = new LoopbackTraffic();
  await traffic.current.start();
});
test.afterEach(() => traffic.current?.close());

/** Names asked for, in a history that nobody has open. */
async function namesIn(home: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(join(home, 'history', 'history.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll('SELECT DISTINCT query FROM dns ORDER BY query');
  instance.closeSync();
  return rows.getRows().flat();
}

test('a capture is on disk when the program has ended, and nothing where the history is switched off', async ({
  start,
  folder,
}) => {
  const home = join(folder, 'home');
  await mkdir(home);
  await writeFile(join(home, 'settings.yaml'), 'history: { enabled: false }\n');
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  await traffic.current!.visit('unseen.netloupe.test');
  await expect(viewer.rows('sessions').filter({ hasText: 'unseen.netloupe.test' })).toHaveCount(1);
  await expect(viewer.page.getByTestId('fact-history')).toBeHidden();
  expect(existsSync(join(home, 'history'))).toBe(false);

  await viewer.page.getByTestId('nav-settings').click();
  await viewer.page.getByTestId('section-history').click();
  await viewer.page.getByTestId('setting-history.enabled').getByRole('switch').press(' ');
  await expect(viewer.page.getByTestId('fact-history')).toContainText('History');
  await expect(viewer.page.getByTestId('settings-pending')).toBeHidden();
  await traffic.current!.visit('kept.netloupe.test');
  await viewer.goTo('sessions');
  await expect(viewer.rows('sessions').filter({ hasText: 'kept.netloupe.test' })).toHaveCount(1);
  await viewer.program.close();
  expect(await namesIn(home)).toEqual(['kept.netloupe.test']);
});

test('a damaged history is set aside and said to be, and a new one is begun', async ({ start, folder }) => {
  const history = join(folder, 'home', 'history');
  await mkdir(history, { recursive: true });
  await writeFile(join(history, 'history.duckdb'), 'this was a history once');
  const viewer = await start(null);
  const banner = viewer.page.getByTestId('history-set-aside');
  await expect(banner).toContainText('a new one was begun');
  await banner.getByRole('button', { name: 'Dismiss' }).click();
  await expect(banner).toBeHidden();
  const names = await readdir(history);
  expect(names).toContain('history.duckdb');
  expect(names.filter((name) => name.includes('damaged'))).toHaveLength(1);
});

test('the second program on the same data folder captures without a history, and says so', async ({ start, host }) => {
  test.skip(host === 'desktop', 'the app is there once; there it is a netloupe serve beside it');
  await start(null);
  const second = await start(null);
  const banner = second.page.getByTestId('history-banner');
  await expect(banner).toContainText('another one has it open');
  await expect(second.page.getByTestId('fact-history')).toContainText('in use elsewhere');
  await second.capture('lo', TRAFFIC_BPF);
  await traffic.current!.visit('shown.netloupe.test');
  await expect(second.rows('sessions').filter({ hasText: 'shown.netloupe.test' })).toHaveCount(1);
});
