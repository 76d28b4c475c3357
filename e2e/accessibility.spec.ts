/** What keeps people out, as axe finds it: in every view, in both themes, with details open, and in what opens above them. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import type { Viewer, ViewName } from './kit/viewer.ts';

/** What axe found, one line each: rule, how bad, and the elements. */
async function found(page: Page): Promise<string[]> {
  // Electron has no second page, which the other mode wants.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, impact, nodes }) =>
      `${id} (${impact ?? '?'}): ${nodes
        .slice(0, 4)
        .map(({ html, failureSummary }) => `${html.slice(0, 160)} [${(failureSummary ?? '').replaceAll(/\s+/g, ' ')}]`)
        .join(' · ')}`,
  );
}

async function expectNothing(viewer: Viewer, where: string): Promise<void> {
  const { page } = viewer;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    // All that is found anywhere is told in one run.
    expect.soft(await found(page), `${where}, ${colorScheme}`).toEqual([]);
  }
}

const TABLES = ['sessions', 'packets', 'dns'] as const;
const OTHERS: readonly ViewName[] = ['overview', 'interfaces', 'alerts', 'plugins', 'pipelines', 'settings'];

test('the tables and their details keep nobody out', async ({ start }) => {
  test.setTimeout(400_000);
  const viewer = await start(SAMPLE);
  for (const table of TABLES) {
    await viewer.goTo(table);
    await viewer.rows(table).first().click();
    await expect(viewer.details).toBeVisible();
    await expectNothing(viewer, table);
    await viewer.page.keyboard.press('Escape');
  }
});

test('the other views keep nobody out', async ({ start }) => {
  test.setTimeout(400_000);
  const viewer = await start(SAMPLE);
  for (const view of OTHERS) {
    await viewer.goTo(view);
    await expectNothing(viewer, view);
  }
});

test('what opens above the views keeps nobody out', async ({ start }) => {
  test.setTimeout(400_000);
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await page.getByTestId('capture-button').click();
  await expect(page.getByTestId('capture-dialog')).toBeVisible();
  await expectNothing(viewer, 'the capture dialog');
  await page.keyboard.press('Escape');
  await page.locator('body').press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNothing(viewer, 'the sheet of keys');
  await page.keyboard.press('Escape');
  await page.locator('body').press('ControlOrMeta+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNothing(viewer, 'the palette');
});

test('nothing is captured yet, and a filter that lets nothing through, keep nobody out', async ({ start }) => {
  test.setTimeout(400_000);
  const viewer = await start(SAMPLE);
  await viewer.goTo('sessions');
  await viewer.filter('no-such-thing-anywhere');
  await expect(viewer.rows('sessions')).toHaveCount(0);
  await expectNothing(viewer, 'an empty table');
});
