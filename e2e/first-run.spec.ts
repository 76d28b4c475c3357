/** The first time: nothing is captured unasked, what this machine allows is said with what to do, and once a way is found the page is gone. */
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { expectNoBarriers } from './kit/barriers.ts';
import { ShellParts } from './kit/shell-parts.ts';

function firstRun(page: Page): Locator {
  return page.getByTestId('first-run');
}

/** The checks were made. */
async function checked(page: Page): Promise<Locator> {
  const checks = page.getByTestId('doctor-checks');
  await expect(checks).toHaveAttribute('aria-busy', 'false');
  await expect(checks.getByTestId('checks-capturing')).toBeVisible();
  return checks;
}

test('captures nothing unasked, says what works and what becomes of it, and is put away for good', async ({
  startNew,
  folder,
}) => {
  const viewer = await startNew();
  const { page } = viewer;
  await expect(firstRun(page)).toBeVisible();
  await expect(viewer.status).toContainText('Idle');
  const settings = join(folder, 'home', 'settings.yaml');
  await expect(access(settings)).rejects.toThrow('ENOENT');

  // What works is folded, and opened by key; what does not is open.
  const checks = await checked(page);
  const machine = checks.getByTestId('checks-machine');
  const head = machine.getByRole('button').first();
  // The history was being opened; it is looked at again by itself.
  await expect(machine).not.toContainText('not known');
  // What is found opens and folds a group only until somebody did.
  if ((await head.getAttribute('aria-expanded')) === 'true') await head.press('Enter');
  await expect(head).toHaveAttribute('aria-expanded', 'false');
  await expect(machine.getByTestId('check-disk')).toHaveCount(0);
  await head.press('Enter');
  const rest = machine.getByRole('button', { name: /^Show the/ });
  if ((await rest.count()) > 0) await rest.click();
  await expect(machine.getByTestId('check-disk')).toContainText('free for');
  await page.getByTestId('doctor-again').click();
  await expect(checks).toHaveAttribute('aria-busy', 'false');
  // What somebody opened stays open.
  await expect(head).toHaveAttribute('aria-expanded', 'true');
  await expect(firstRun(page)).toContainText('Nothing leaves this machine');
  await expect(firstRun(page)).toContainText('for 30 days');
  await expectNoBarriers(page, 'the first page');

  // Elsewhere and back: still the first time. The same after it is loaded again.
  await viewer.goTo('interfaces');
  await viewer.goTo('overview');
  await expect(firstRun(page)).toBeVisible();
  await page.reload();
  await expect(firstRun(page)).toBeVisible();

  await page.getByTestId('first-run-skip').click();
  await expect(firstRun(page)).toBeHidden();
  await expect(page.getByTestId('start-screen')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('start-screen')).toBeVisible();
  await expect(firstRun(page)).toBeHidden();
  expect((await stat(settings)).mode & 0o777).toBe(0o600);

  // The checks stay within reach.
  await new ShellParts(viewer).run('check this machine');
  await expect((await checked(page)).getByTestId('check-capture')).toBeVisible();
  await viewer.program.close();

  const again = await startNew();
  await expect(again.page.getByTestId('table-settings').or(again.page.getByTestId('table-overview'))).toBeVisible();
  await again.goTo('overview');
  await expect(firstRun(again.page)).toBeHidden();
});

test('hands over commands to be copied, and checks again when somebody comes back', async ({ startNew, host }) => {
  const viewer = await startNew();
  const { page } = viewer;
  const checks = await checked(page);
  const network = checks.getByTestId('checks-network');
  test.skip(
    (await network.getAttribute('data-state')) === 'ok',
    'the network works here, so that there is nothing to be done about it',
  );
  const line = network.getByTestId('check-default-route');
  const command = await line.locator('code').first().textContent();
  expect(command).toMatch(/^(netloupe|sudo) /);
  if (host === 'browser') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await line.getByRole('button', { name: 'Copy the command' }).first().click();
  await expect(line.getByRole('button', { name: 'Copied' })).toBeVisible();
  const { electron } = viewer.program;
  const copied =
    electron === null
      ? await page.evaluate(() => navigator.clipboard.readText())
      : await electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toBe(command);

  const ran = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const watched = document.querySelector('[data-testid="doctor-checks"]')!;
        new MutationObserver(() => resolve()).observe(watched, { attributeFilter: ['aria-busy'] });
        window.dispatchEvent(new Event('focus'));
      }),
  );
  await ran;
  await expect(checks).toHaveAttribute('aria-busy', 'false');
});

test('begins with the sample, in German as well, and is over with that', async ({ startNew }) => {
  const viewer = await startNew();
  const { page } = viewer;
  await new ShellParts(viewer).run('deutsch');
  await expect(page.getByRole('heading', { name: 'Willkommen bei Netloupe' })).toBeVisible();
  await checked(page);
  await expectNoBarriers(page, 'the first page, in German', ['light']);
  await page.setViewportSize({ width: 720, height: 450 });
  await expectNoBarriers(page, 'the first page, small', ['dark']);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByTestId('first-run-sample').click();
  await expect(page.getByTestId('capture-button')).toContainText('netloupe-sample.pcap');
  await viewer.program.close();

  const again = await startNew();
  await again.goTo('overview');
  await expect(firstRun(again.page)).toBeHidden();
});

test('begins with a capture on the interface that is chosen', async ({ startNew }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');
  const viewer = await startNew();
  const { page } = viewer;
  await expect(firstRun(page)).toBeVisible();
  const box = firstRun(page).getByRole('checkbox', { name: 'lo', exact: true });
  for (const other of await firstRun(page).getByRole('checkbox').all()) await other.setChecked(false);
  await box.setChecked(true);
  await firstRun(page).getByTestId('start-button').click();
  await expect(viewer.status).toContainText('Capturing on lo');
  await expect(firstRun(page)).toBeHidden();
  await viewer.stop();
  await viewer.program.close();
  const again = await startNew();
  await again.goTo('overview');
  await expect(firstRun(again.page)).toBeHidden();
});
