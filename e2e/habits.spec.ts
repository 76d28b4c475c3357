/** What hands get used to: a filter that helps, ranges by key, commands by name, a way back, and a window that may be small. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { ShellParts } from './kit/shell-parts.ts';

test('the filter is completed by keyboard, and a mistake is told under its character', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  const shell = new ShellParts(viewer);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const all = await viewer.rowCount('sessions');

  // Completion: a field, by its first letters.
  await page.keyboard.press('/');
  await expect(shell.filter).toBeFocused();
  await page.keyboard.type('dst_po');
  await expect(shell.options.filter({ hasText: 'dst_port' }).first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(shell.filter).toHaveAttribute('aria-activedescendant', /.+/);
  await page.keyboard.press('Tab');
  await expect(shell.filter).toHaveValue('dst_port ');
  await expect(shell.filter).toBeFocused();

  // A mistake: said, at its place, and kept out of the views.
  await viewer.filter('dst_port = 53');
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(all);
  const before = await viewer.rowCount('sessions');
  await viewer.filter('dst_port = 5x3');
  await expect(shell.mistake).toBeVisible();
  await expect(shell.mistake).toHaveAttribute('data-at', String('dst_port = '.length));
  await expect(shell.filter).toHaveAttribute('aria-invalid', 'true');
  expect(await viewer.rowCount('sessions')).toBe(before);

  await viewer.filter('dst_port = 443');
  await expect(shell.mistake).toHaveCount(0);
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(before);
  expect(await viewer.rowCount('sessions')).toBeGreaterThan(0);
});

test('filters are saved, remembered and taken back', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  const shell = new ShellParts(viewer);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const all = await viewer.rowCount('sessions');
  await viewer.filter('dst_port = 443');
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(all);
  const some = await viewer.rowCount('sessions');

  // Saved under a name, which outlives the window, as does what was used.
  await shell.saveFilter('secure web');
  await page.reload();
  await viewer.goTo('sessions');
  await viewer.expectRowCount('sessions', all);
  await shell.library.click();
  await expect(shell.libraryPanel.getByTestId('recent-filter').filter({ hasText: 'dst_port = 443' })).toBeVisible();
  await shell.libraryPanel.getByRole('button', { name: /^secure web/ }).click();
  await expect(shell.filter).toHaveValue('dst_port = 443');
  await viewer.expectRowCount('sessions', some);

  // Escape removes it, and the key brings it back.
  await shell.filter.focus();
  await page.keyboard.press('Escape');
  await viewer.expectRowCount('sessions', all);
  await expect(shell.undoButton).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(shell.filter).toHaveValue('dst_port = 443');
  await viewer.expectRowCount('sessions', some);

  // What was deleted comes back.
  await shell.library.click();
  await shell.libraryPanel.getByRole('button', { name: 'Delete secure web' }).click();
  await expect(shell.libraryPanel.getByTestId('saved-filter')).toHaveCount(0);
  await shell.undoButton.last().click();
  await shell.library.click();
  await expect(shell.libraryPanel.getByTestId('saved-filter')).toHaveCount(1);
});

test('keys and commands reach everything, and the sheet says which', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  const shell = new ShellParts(viewer);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const all = await viewer.rowCount('sessions');

  await shell.run('packets');
  await expect(viewer.table('packets')).toBeVisible();
  await page.keyboard.press('2');
  await expect(viewer.table('sessions')).toBeVisible();

  // The sheet has every key that the palette shows.
  await page.keyboard.press('ControlOrMeta+k');
  const keyed = await shell.palette
    .getByRole('option')
    .filter({ has: page.locator('kbd') })
    .evaluateAll((options) => options.map((option) => option.getAttribute('data-command')));
  await page.keyboard.press('Escape');
  await expect(shell.palette).toBeHidden();
  await page.keyboard.press('?');
  await expect(shell.sheet).toBeVisible();
  const listed = await shell.sheet
    .locator('[data-command]')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-command')));
  expect(keyed.length).toBeGreaterThan(15);
  expect(listed).toEqual(expect.arrayContaining(keyed));
  await page.keyboard.press('Escape');
  await expect(shell.sheet).toBeHidden();

  // A range by keys: shorter, earlier, and back to everything.
  await page.keyboard.press('+');
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(all);
  await expect(viewer.page.getByTestId('fact-scope')).toContainText('Range');
  const middle = await shell.range.textContent();
  await page.keyboard.press('[');
  await expect(shell.range).not.toHaveText(middle ?? '');
  await page.keyboard.press('l');
  await viewer.expectRowCount('sessions', all);

  // The same by the ends of the brush.
  const strip = page.getByTestId('time-strip');
  await strip.getByTestId('range-start').focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(all);
  await strip.getByTestId('range-all').click();
  await viewer.expectRowCount('sessions', all);

  // Held still and let go; on a button the key is the button's.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Space');
  await expect(page.getByTestId('pause-button')).toHaveAttribute('aria-pressed', 'true');
  await shell.run('resume the view');
  await expect(page.getByTestId('pause-button')).toHaveAttribute('aria-pressed', 'false');

  // What hides who is who says so.
  await shell.run('redact addresses');
  await expect(page.getByTestId('fact-redacted')).toBeVisible();
  await page.getByTestId('fact-redacted').click();
  await expect(page.getByTestId('fact-redacted')).toHaveCount(0);

  // Said in another language at once.
  await shell.run('deutsch');
  await expect(page.getByTestId('nav-sessions')).toContainText('Sitzungen');
  await shell.run('english');
  await expect(page.getByTestId('nav-sessions')).toContainText('Sessions');
});

test('a window at 200 % zoom keeps everything within reach', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await page.setViewportSize({ width: 720, height: 450 });
  await expect(viewer.rows('sessions').first()).toBeVisible();
  for (const id of ['filter-input', 'capture-button', 'open-button', 'pause-button', 'export-button', 'more-button']) {
    await expect(page.getByTestId(id), id).toBeInViewport({ ratio: 1 });
  }
  for (const view of ['overview', 'settings']) await expect(page.getByTestId(`nav-${view}`)).toBeInViewport();
  const overflow = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('header, footer')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.tagName),
  );
  expect(overflow).toEqual([]);
  await page.getByTestId('more-button').click();
  await page.getByRole('menuitem', { name: 'Keys' }).click();
  await expect(new ShellParts(viewer).sheet).toBeVisible();
});

test('a capture that was opened is opened again from the recent files', async ({ start, folder, host }) => {
  test.skip(host !== 'desktop', 'a browser hands over a copy that is gone with the server');
  const file = join(folder, 'yesterday.pcap');
  await copyFile(SAMPLE, file);
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await viewer.open(file);
  await expect(page.getByTestId('capture-button')).toContainText('yesterday.pcap');
  await viewer.open(SAMPLE);
  await expect(page.getByTestId('capture-button')).toContainText('netloupe-sample.pcap');
  await page.getByTestId('open-menu').click();
  await page.getByTestId('recent-file').filter({ hasText: 'yesterday.pcap' }).click();
  await expect(page.getByTestId('capture-button')).toContainText('yesterday.pcap');
  await expect(viewer.rows('sessions').first()).toBeVisible();
});
