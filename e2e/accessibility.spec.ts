/** Nothing keeps people out: every view in both themes, with details open, small, in another language, redacted, and what opens above. */
import { expect, test } from './app.ts';
import { expectNoBarriers } from './kit/barriers.ts';
import { SAMPLE } from './kit/captures.ts';
import { packageFile } from './kit/plugin-packages.ts';
import { PluginsPane } from './kit/plugins-pane.ts';
import { ShellParts } from './kit/shell-parts.ts';
import type { ViewName } from './kit/viewer.ts';

test.beforeEach(() => test.setTimeout(400_000));

const TABLES = ['sessions', 'packets', 'dns'] as const;
const OTHERS: readonly ViewName[] = ['overview', 'interfaces', 'alerts', 'plugins', 'pipelines', 'history', 'settings'];

test('the tables and their details', async ({ start }) => {
  const viewer = await start(SAMPLE);
  for (const table of TABLES) {
    await viewer.goTo(table);
    await viewer.rows(table).first().click();
    await expect(viewer.details).toBeVisible();
    await expectNoBarriers(viewer.page, table);
    await viewer.page.keyboard.press('Escape');
  }
});

test('the other views', async ({ start }) => {
  const viewer = await start(SAMPLE);
  for (const view of OTHERS) {
    await viewer.goTo(view);
    await expectNoBarriers(viewer.page, view);
  }
});

test('every section of the settings, with the checks of this machine', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await viewer.goTo('settings');
  const sections = page.locator('[data-testid^="section-"]');
  for (let at = 0; at < (await sections.count()); at++) {
    const section = sections.nth(at);
    await section.click();
    const checks = page.getByTestId('doctor-checks');
    if ((await checks.count()) > 0) await expect(checks).toHaveAttribute('aria-busy', 'false');
    await expectNoBarriers(page, `settings, ${await section.textContent()}`, ['light']);
  }
});

test('what opens above the views', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await page.getByTestId('capture-button').click();
  await expect(page.getByTestId('capture-dialog')).toBeVisible();
  await expectNoBarriers(page, 'the capture dialog');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('capture-dialog')).toBeHidden();

  const shell = new ShellParts(viewer);
  await page.keyboard.press('?');
  await expect(shell.sheet).toBeVisible();
  await expectNoBarriers(page, 'the sheet of keys');
  await page.keyboard.press('Escape');
  await expect(shell.sheet).toBeHidden();

  await page.keyboard.press('ControlOrMeta+k');
  await expect(shell.palette).toBeVisible();
  await expectNoBarriers(page, 'the palette');
});

test('what opens from the filter and from tables', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  const shell = new ShellParts(viewer);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('dst_po');
  await expect(shell.options.first()).toBeVisible();
  await expectNoBarriers(page, 'suggestions for the filter');
  await page.keyboard.press('Escape');
  await viewer.filter('dst_port = 5x3');
  await expect(shell.mistake).toBeVisible();
  await expectNoBarriers(page, 'a mistake in the filter');
  await viewer.filter('dst_port = 53');
  await shell.saveFilter('names');
  await shell.library.click();
  await expect(shell.libraryPanel).toBeVisible();
  await expectNoBarriers(page, 'saved filters');
  await page.keyboard.press('Escape');
  await expect(shell.libraryPanel).toBeHidden();

  await viewer.table('sessions').getByTestId('columns-button').click();
  await expect(page.getByTestId('column-chooser')).toBeVisible();
  await expectNoBarriers(page, 'the column chooser');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('column-chooser')).toBeHidden();

  await viewer.rows('sessions').first().locator('[data-column="remote"]').hover();
  await page.getByTestId('cell-menu-button').click();
  await expect(page.getByTestId('value-menu')).toBeVisible();
  await expectNoBarriers(page, 'the menu of a value');
});

test('the question before a plugin is installed', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  const manifest = {
    name: 'asks-first',
    version: '1.0.0',
    language: 'lua',
    permissions: { sessions: true, http: ['hooks.example.com'] },
  };
  await pane.choose(await packageFile(folder, manifest, { 'main.lua': 'function receiver() end' }));
  await expectNoBarriers(viewer.page, 'the install dialog');
});

test('a filter that lets nothing through, in each view', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.filter('no-such-thing-anywhere');
  await expect(viewer.rows('sessions')).toHaveCount(0);
  for (const view of ['sessions', 'packets', 'dns', 'overview'] as const) {
    await viewer.goTo(view);
    await expectNoBarriers(viewer.page, `nothing in ${view}`, ['light']);
  }
});

test('nothing to look at yet', async ({ start }) => {
  const viewer = await start(null);
  for (const view of ['overview', 'sessions', 'alerts'] as const) {
    await viewer.goTo(view);
    await expectNoBarriers(viewer.page, `before anything is captured, ${view}`);
  }
});

test('in German', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await new ShellParts(viewer).run('deutsch');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  for (const view of [...TABLES, ...OTHERS]) {
    await viewer.goTo(view);
    await expectNoBarriers(page, `${view}, in German`, ['light']);
  }
});

test('with who is who hidden', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.page.getByTestId('redact-toggle').click();
  await expect(viewer.page.getByTestId('fact-redacted')).toBeVisible();
  for (const view of ['overview', 'sessions', 'packets'] as const) {
    await viewer.goTo(view);
    await expectNoBarriers(viewer.page, `${view}, redacted`);
  }
});

test('in a window as small as at 200 % zoom', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.page.setViewportSize({ width: 720, height: 450 });
  for (const view of [...TABLES, ...OTHERS]) {
    await viewer.goTo(view);
    await expectNoBarriers(viewer.page, `${view}, small`, ['dark']);
  }
});
