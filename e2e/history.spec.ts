/** Back in time: what was captured by one run of the program is there in the next one, and the range goes there. */
import { expect, test } from './app.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';
import type { Viewer } from './kit/viewer.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');
// From a file there is no way to history yet, as there is none to close it.
test.skip(({ host }) => host === 'desktop', 'the desktop app begins with a capture, or the sample, by itself');

const traffic: { current: LoopbackTraffic | null } = { current: null };
test.beforeEach(async () => {
  traffic.current = new LoopbackTraffic();
  await traffic.current.start();
});
test.afterEach(() => traffic.current?.close());

/** A run of the program that captures visits to these names, and is over. */
async function capturedBefore(
  start: (capture: string | null) => Promise<Viewer>,
  names: readonly string[],
): Promise<void> {
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  for (const name of names) await traffic.current!.visit(name);
  await expect(viewer.rows('sessions').filter({ hasText: names.at(-1)! })).toHaveCount(1);
  await viewer.stop();
  await viewer.program.close();
}

/** From the start screen. */
async function goBack(viewer: Viewer): Promise<void> {
  await viewer.page.getByTestId('start-last24h').click();
  await expect(viewer.page.getByTestId('time-strip')).toContainText('History');
}

test('goes back to what an earlier run captured, looks closer, and comes back', async ({ start }) => {
  await capturedBefore(start, ['first.netloupe.test', 'second.netloupe.test']);
  const viewer = await start(null);
  const { page } = viewer;
  await expect(page.getByTestId('start-last24h')).toContainText(/sessions/);
  await expect(page.getByTestId('start-yesterday')).toContainText('nothing');
  await goBack(viewer);

  await expect(viewer.rows('sessions').filter({ hasText: 'first.netloupe.test' })).toHaveCount(1);
  const all = await viewer.rowCount('sessions');
  await viewer.filter('hostname = second.netloupe.test');
  await viewer.expectRowCount('sessions', 1);
  await viewer.rows('sessions').first().click();
  await expect(viewer.details).toContainText('second.netloupe.test');
  await page.keyboard.press('Escape');
  await viewer.filter('');
  await viewer.expectRowCount('sessions', all);

  await viewer.goTo('dns');
  await viewer.rows('dns').filter({ hasText: 'first.netloupe.test' }).first().click();
  await expect(viewer.details).toContainText('127.44.0.80');
  await page.keyboard.press('Escape');
  await viewer.goTo('overview');
  await expect(page.getByTestId('table-overview')).toContainText('second.netloupe.test');
  await viewer.goTo('packets');
  await expect(viewer.table('packets')).toContainText('History keeps no packets');

  // The first half of the day that is on the strip has nothing in it.
  await viewer.goTo('sessions');
  const strip = page.getByTestId('travelled-chart');
  const box = (await strip.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.1, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(viewer.table('sessions')).toContainText('No sessions in this range of time');
  await page.getByTestId('all-time').click();
  await viewer.expectRowCount('sessions', all);

  await page.keyboard.press('l');
  await expect(page.getByTestId('start-screen')).toBeVisible();
});

test('goes to a day by keys, and to what happens now from there', async ({ start }) => {
  await capturedBefore(start, ['earlier.netloupe.test']);
  const viewer = await start(null);
  const { page } = viewer;
  await viewer.capture('lo', TRAFFIC_BPF);
  await traffic.current!.visit('now.netloupe.test');
  await expect(viewer.rows('sessions').filter({ hasText: 'now.netloupe.test' })).toHaveCount(1);
  await expect(viewer.rows('sessions').filter({ hasText: 'earlier.netloupe.test' })).toHaveCount(0);

  await page.getByRole('grid').first().focus();
  await page.keyboard.press('h');
  const day = page.getByTestId('day-with-traffic').last();
  await expect(day).toHaveAccessibleName(/Today: .*sessions/);
  await day.focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('day-grid').locator(':focus')).toHaveAccessibleName(/nothing recorded/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('travel-panel')).toBeHidden();
  // The day has both: what was before, and what is captured now.
  await expect(viewer.rows('sessions').filter({ hasText: 'earlier.netloupe.test' })).toHaveCount(1);
  await expect(viewer.rows('sessions').filter({ hasText: 'now.netloupe.test' })).toHaveCount(1);
  await traffic.current!.visit('later.netloupe.test');
  await expect(viewer.rows('sessions').filter({ hasText: 'later.netloupe.test' })).toHaveCount(1);

  await page.keyboard.press('l');
  await expect(viewer.rows('sessions').filter({ hasText: 'earlier.netloupe.test' })).toHaveCount(0);
  await expect(viewer.rows('sessions').filter({ hasText: 'later.netloupe.test' })).toHaveCount(1);
});

test('is as redacted as what is captured now', async ({ start }) => {
  await capturedBefore(start, ['secret.netloupe.test']);
  const viewer = await start(null);
  const { page } = viewer;
  await goBack(viewer);
  await expect(viewer.rows('sessions').filter({ hasText: 'secret.netloupe.test' })).toHaveCount(1);
  await page.getByTestId('redact-toggle').click();
  await expect(viewer.rows('sessions').filter({ hasText: 'secret' })).toHaveCount(0);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const names = await viewer.column('sessions', 'hostname');
  // Behind it is where it comes from.
  const [madeUp] = names.flatMap((name) => /^[a-z.]+\.test/.exec(name) ?? []);
  await viewer.filter(`hostname = ${madeUp}`);
  await viewer.expectRowCount('sessions', 1);
  await viewer.filter('hostname = secret.netloupe.test');
  await expect(viewer.table('sessions')).toContainText('was not shown lately');
});
