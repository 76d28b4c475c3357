/** The first view: traffic over time by whatever one likes, and everything narrowed by what is dragged or clicked there. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';
import { OverviewPane } from './kit/overview-pane.ts';
import type { Viewer } from './kit/viewer.ts';

/** How many sessions the capture has, once it is read and they are there. */
async function sessionsIn(viewer: Viewer): Promise<number> {
  await expect(viewer.status).toContainText('Read to the end');
  const text = (await viewer.status.textContent()) ?? '';
  const count = Number(/([\d\u2009\u202f]+)\s*sessions/.exec(text)?.[1]?.replaceAll(/\D/g, ''));
  await viewer.expectRowCount('sessions', count);
  return count;
}

test('tells traffic apart by each dimension', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const pane = new OverviewPane(viewer);
  await pane.open();
  const expected = {
    protocol: 'TCP',
    service: 'http',
    host: 'files.example.org',
    talker: '192.0.2.10',
    interface: 'Not known',
    process: 'Not known',
    country: 'Not known',
  };
  for (const [dimension, entry] of Object.entries(expected)) {
    await pane.tellApartBy(dimension);
    // What is drawn is there in numbers, too.
    await expect(pane.chart.getByRole('row').nth(1)).toContainText(/\d B|kB/);
    await expect(pane.legend.getByRole('button', { name: new RegExp(String.raw`^${entry}\s*, `) })).toBeVisible();
  }
  // The choice is still there when the view comes back.
  await viewer.goTo('dns');
  await pane.open();
  await expect(pane.chart).toHaveAttribute('data-by', 'country');
});

test('zooms into what is dragged, in every view, and back by a key', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const all = await sessionsIn(viewer);
  const pane = new OverviewPane(viewer);
  await pane.open();
  await expect(pane.totals).toContainText(String(all));
  const names = await pane.rows('names').count();

  await pane.drag(0.6, 0.95);
  await expect(pane.whole).toBeVisible();
  await expect(pane.totals).not.toContainText(String(all));
  await expect.poll(() => pane.rows('names').count()).toBeLessThan(names);
  await viewer.goTo('sessions');
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(all);

  await pane.open();
  await viewer.page.keyboard.press('0');
  await expect(pane.totals).toContainText(String(all));
  await expect(pane.whole).toBeHidden();
});

test('zooms by keys alone', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const all = await sessionsIn(viewer);
  const pane = new OverviewPane(viewer);
  await pane.open();
  const { keyboard } = viewer.page;
  const begin = pane.chart.getByRole('slider', { name: 'Start of the range' });
  await begin.focus();
  for (let i = 0; i < 6; i++) await keyboard.press('ArrowRight');
  // Given up: nothing was narrowed.
  await keyboard.press('Escape');
  await expect(pane.totals).toContainText(String(all));
  for (let i = 0; i < 6; i++) await keyboard.press('ArrowRight');
  await keyboard.press('Tab');
  for (let i = 0; i < 2; i++) await keyboard.press('ArrowLeft');
  await keyboard.press('Enter');
  await expect(pane.whole).toBeVisible();
  await expect(pane.totals).not.toContainText(String(all));
  await pane.whole.click();
  await expect(pane.totals).toContainText(String(all));
});

test('shows only what was clicked, and leaves out what was excluded', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const pane = new OverviewPane(viewer);
  await pane.open();
  const filter = viewer.page.getByTestId('filter-input');
  await expect(pane.row('service', 'tls')).toBeVisible();
  const services = await pane.rows('service').count();

  const count = await pane.sessionsOf('service', 'tls');
  await pane.row('service', 'tls').click();
  await expect(pane.rows('service')).toHaveCount(1);
  await expect(filter).toHaveValue('service = tls');
  await viewer.goTo('sessions');
  await viewer.expectRowCount('sessions', count);

  await pane.open();
  await expect(pane.totals).toContainText(String(count));
  await viewer.filter('');
  await expect(pane.rows('service')).toHaveCount(services);
  await pane.menu('service', 'tls', 'filter-exclude');
  await expect(pane.rows('service')).toHaveCount(services - 1);
  await expect(pane.rows('service').filter({ hasText: 'tls' })).toHaveCount(0);

  await viewer.filter('nobody.example');
  await expect(viewer.page.getByRole('status').filter({ hasText: 'Nothing matches' })).toBeVisible();
  await viewer.page.getByTestId('table-overview').getByRole('button', { name: 'Clear the filter' }).click();
  await expect(pane.rows('service')).toHaveCount(services);
});

test('a moment can be read under the pointer', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const pane = new OverviewPane(viewer);
  await pane.open();
  await pane.tellApartBy('service');
  const tip = viewer.page.getByTestId('stack-tip');
  // The chart may be drawn anew under the pointer.
  await expect(async () => {
    await pane.hover(0.17);
    await pane.hover(0.18);
    await expect(tip).toContainText('http', { timeout: 2000 });
  }).toPass();
  await expect(tip).toContainText(/↓ [\d.]+ kB\/s/);
});

test.describe('live', () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

  test('goes on with the capture, and stands still while it is paused', async ({ start }) => {
    const traffic = new LoopbackTraffic();
    await traffic.start();
    try {
      const viewer = await start(null);
      await viewer.capture('lo', TRAFFIC_BPF);
      const pane = new OverviewPane(viewer);
      await pane.open();
      await traffic.visit('seen.netloupe.test');
      await expect(pane.row('names', 'seen.netloupe.test')).toBeVisible();
      await expect(pane.chart).toContainText('Live');
      await expect(pane.row('host', 'seen.netloupe.test')).toBeVisible();

      await viewer.pause();
      await expect(pane.chart).not.toContainText('Live');
      const counted = await viewer.packetsCaptured();
      await traffic.visit('later.netloupe.test');
      await expect.poll(() => viewer.packetsCaptured()).toBeGreaterThan(counted);
      await expect(pane.rows('names').filter({ hasText: 'later.netloupe.test' })).toHaveCount(0);
      await viewer.pause();
      await expect(pane.row('names', 'later.netloupe.test')).toBeVisible();
    } finally {
      await traffic.close();
    }
  });
});
