/**
 * Pictures of every view, light and dark, beside the test results. `screenshots.sh` makes those of the documentation: it
 * sets NETLOUPE_SCREENSHOTS, and brings a network whose interfaces are worth looking at.
 */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { AlertsPane } from './kit/alerts-pane.ts';
import { SAMPLE } from './kit/captures.ts';
import { ROOT } from './kit/executables.ts';
import { PipelinesPane } from './kit/pipelines-pane.ts';
import { PluginsPane } from './kit/plugins-pane.ts';
import { SqlConsole } from './kit/sql-console.ts';

const forDocumentation = process.env['NETLOUPE_SCREENSHOTS'] === '1';
const folder = forDocumentation ? join(ROOT, 'docs', 'screenshots') : join(ROOT, 'test-results', 'screenshots');
/** How much history the chart of interfaces shows. */
const HISTORY_MS = forDocumentation ? 300_000 : 0;

const BUSIEST = `SELECT coalesce(hostname, dst_ip) AS host, count(*) AS sessions, sum(bytes_in) AS received
FROM sessions GROUP BY host ORDER BY received DESC LIMIT 12`;

async function take(page: Page, view: string): Promise<void> {
  await page.mouse.move(720, 2);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await page.screenshot({ path: join(folder, `${view}-${colorScheme}.png`), animations: 'disabled' });
  }
}

test('the first start can be seen, light and dark', async ({ startNew }) => {
  const { page } = await startNew();
  await expect(page.getByTestId('doctor-checks')).toHaveAttribute('aria-busy', 'false');
  await take(page, 'first-run');
});

test('every view can be seen, light and dark', async ({ start }) => {
  test.setTimeout(240_000 + HISTORY_MS);
  const viewer = await start(SAMPLE);
  const { page } = viewer;

  if (!forDocumentation) {
    await viewer.goTo('overview');
    await expect(page.getByTestId('table-overview')).toContainText('www.example.com');
    await take(page, 'overview');
    await viewer.goTo('sessions');
  }
  await viewer.rows('sessions').filter({ hasText: 'www.example.com' }).first().click();
  await expect(viewer.details).toContainText('www.example.com');
  await take(page, 'sessions');
  await page.keyboard.press('Escape');

  await viewer.goTo('packets');
  await viewer.rows('packets').filter({ hasText: 'www.example.com' }).first().click();
  await expect(viewer.details).toBeVisible();
  await take(page, 'packets');
  await page.keyboard.press('Escape');

  await viewer.goTo('dns');
  await viewer.rows('dns').filter({ hasText: 'MX' }).first().click();
  await expect(viewer.details).toBeVisible();
  await take(page, 'dns');
  await page.keyboard.press('Escape');

  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  for (const id of ['dns-watch', 'new-destination', 'plain-log']) {
    await pane.turn(id, true);
    await pane.expectState(id, 'running');
  }
  await viewer.open(SAMPLE);
  await pane.show('plain-log', 'output');
  await expect(pane.output).toContainText('www.example.com');
  await expect(pane.row('new-destination')).toContainText(/Handled [1-9]/);
  await take(page, 'plugins');

  await viewer.goTo('pipelines');
  const pipelines = new PipelinesPane(viewer);
  await pipelines.turn('alerts-to-file', true);
  await pipelines.expectState('alerts-to-file', 'running');
  await viewer.open(SAMPLE);
  await pipelines.expectCount('alerts-to-file', 'Alerts', /^[1-9]\d*$/);
  await pipelines.stages.filter({ hasText: 'policy' }).click();
  await take(page, 'pipelines');

  await viewer.goTo('alerts');
  await expect(new AlertsPane(viewer).alerts.first()).toBeVisible();
  await take(page, 'alerts');

  await viewer.goTo('settings');
  await take(page, 'settings');

  if (!forDocumentation) {
    await viewer.goTo('interfaces');
    await expect(page.getByTestId('table-interfaces').getByTestId('row').first()).toContainText('/s');
    await take(page, 'interfaces');
    return;
  }
  await viewer.capture('eth0', '');
  const opened = Date.now();
  await expect.poll(() => Date.now() - opened, { timeout: HISTORY_MS + 15_000 }).toBeGreaterThanOrEqual(HISTORY_MS);
  await viewer.goTo('interfaces');
  await take(page, 'interfaces');
  await viewer.goTo('history');
  const sql = new SqlConsole(viewer);
  await sql.ask(BUSIEST);
  await expect(sql.cell(0, 0)).toContainText('example');
  await take(page, 'history');
  await viewer.goTo('overview');
  await expect(page.getByTestId('table-overview')).toContainText('video.example.net');
  await take(page, 'overview');
});
