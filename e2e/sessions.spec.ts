/** The table of sessions: its columns, its groups, a menu for every value, and all of it by keyboard. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';
import type { Viewer } from './kit/viewer.ts';

async function headers(viewer: Viewer): Promise<(string | null)[]> {
  return viewer
    .table('sessions')
    .evaluate((table) =>
      [...table.querySelectorAll('[data-header]')].map((header) => header.getAttribute('data-header')),
    );
}

/** The filter as it is in the box. */
async function filterText(viewer: Viewer): Promise<string> {
  return viewer.page.getByTestId('filter-input').inputValue();
}

async function openMenu(viewer: Viewer, row: number, column: string): Promise<void> {
  await viewer.rows('sessions').nth(row).locator(`[data-column="${column}"]`).click({ button: 'right' });
  await expect(viewer.page.getByTestId('value-menu')).toBeVisible();
}

async function pick(viewer: Viewer, item: string, which = 0): Promise<void> {
  await viewer.page.getByTestId('value-menu').getByTestId(item).nth(which).click();
  await expect(viewer.page.getByTestId('value-menu')).toBeHidden();
}

/** What was copied, as another program would get it. */
async function clipboard(viewer: Viewer): Promise<string> {
  const { electron } = viewer.program;
  if (electron !== null) return electron.evaluate(({ clipboard: board }) => board.readText());
  await viewer.page.context().grantPermissions(['clipboard-read']);
  return viewer.page.evaluate(() => navigator.clipboard.readText());
}

async function started(start: (capture: string | null) => Promise<Viewer>): Promise<Viewer> {
  const viewer = await start(SAMPLE);
  await viewer.goTo('sessions');
  await expect(viewer.rows('sessions').first()).toBeVisible();
  return viewer;
}

test('shows, hides and moves columns, and keeps them', async ({ start }) => {
  const viewer = await started(start);
  const { page } = viewer;
  expect((await headers(viewer)).slice(0, 4)).toEqual(['start_time', 'process', 'hostname', 'remote']);

  await page.getByTestId('columns-button').click();
  await page.getByTestId('column-search').fill('retrans');
  await expect(page.getByTestId('column-chooser').getByRole('checkbox')).toHaveCount(2);
  await page.getByTestId('column-retransmissions_in').check();
  await page.getByTestId('column-search').fill('');
  await page.getByTestId('column-process').uncheck();
  // The focus stays with the button, so that one key moves a column further.
  await page.getByTestId('move-up-remote').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('move-up-remote')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await headers(viewer)).slice(0, 3)).toEqual(['start_time', 'remote', 'hostname']);

  // By pointer: the state before the time.
  const from = (await page.getByTestId('sort-state').boundingBox())!;
  const to = (await page.getByTestId('sort-start_time').boundingBox())!;
  await page.mouse.move(from.x + 20, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 30, to.y + to.height / 2, { steps: 8 });
  await page.mouse.move(to.x + 4, to.y + to.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await headers(viewer))[0]).toBe('state');
  await expect(viewer.table('sessions').getByRole('columnheader').first()).toHaveAttribute('aria-sort', 'none');

  const arranged = await headers(viewer);
  expect(arranged).not.toContain('process');
  expect(arranged).toContain('retransmissions_in');
  await page.reload();
  await viewer.goTo('sessions');
  await expect.poll(() => headers(viewer)).toEqual(arranged);

  await page.getByTestId('columns-button').click();
  await page.getByTestId('columns-reset').click();
  await expect
    .poll(async () => (await headers(viewer)).slice(0, 4))
    .toEqual(['start_time', 'process', 'hostname', 'remote']);
});

test('narrows by a value: only, add, exclude', async ({ start }) => {
  const viewer = await started(start);
  const all = await viewer.rowCount('sessions');
  await viewer.sortBy('application');
  const service = async (): Promise<string[]> => viewer.column('sessions', 'application');
  const row = (await service()).findIndex((text) => text.includes('· dns'));

  await openMenu(viewer, row, 'application');
  await pick(viewer, 'filter-only');
  await expect.poll(() => filterText(viewer)).toBe('service = dns');
  await expect.poll(async () => (await service()).every((text) => text.endsWith('· dns'))).toBe(true);
  const dns = await viewer.rowCount('sessions');
  expect(dns).toBeLessThan(all);

  // The second value of the cell, beside what is asked for already.
  await openMenu(viewer, 0, 'remote');
  await pick(viewer, 'filter-add', 1);
  await expect.poll(() => filterText(viewer)).toBe('service = dns and dst_port = 53');

  await openMenu(viewer, 0, 'remote');
  await pick(viewer, 'filter-only', 0);
  await openMenu(viewer, 0, 'application');
  await pick(viewer, 'filter-exclude');
  await expect.poll(() => filterText(viewer)).toMatch(/^dst_ip = \S+ and not service = dns$/);

  // What is excluded in a filter with alternatives is excluded from all of them.
  await viewer.filter('icmp or service = dns');
  await expect.poll(() => viewer.rowCount('sessions')).toBeGreaterThan(dns);
  const button = viewer.page.getByTestId('cell-menu-button');
  // Rows that are still coming take the button with them: who sees none moves the pointer once more.
  await expect(async () => {
    await viewer.page.mouse.move(2, 2);
    await viewer.rows('sessions').filter({ hasText: 'ICMP' }).first().locator('[data-column="state"]').hover();
    await expect(button).toBeVisible({ timeout: 1000 });
  }).toPass();
  await button.click();
  await pick(viewer, 'filter-exclude');
  await expect.poll(() => filterText(viewer)).toMatch(/^\(icmp or service = dns\) and not state = [A-Z]+$/);
});

test('copies a value and a row: CSV, JSON, a filter for Wireshark', async ({ start }) => {
  const viewer = await started(start);
  await viewer.filter('service = tls');
  await expect.poll(async () => (await viewer.column('sessions', 'application'))[0]).toContain('tls');

  await openMenu(viewer, 0, 'hostname');
  await pick(viewer, 'copy-value');
  const name = await clipboard(viewer);
  expect((await viewer.column('sessions', 'hostname'))[0]).toContain(name);

  await openMenu(viewer, 0, 'hostname');
  await pick(viewer, 'copy-csv');
  const [header, line, end] = (await clipboard(viewer)).split(/\r?\n/);
  expect(header).toMatch(/^session_id,start_time,/);
  expect(line!.split(',')[header!.split(',').indexOf('hostname')]).toBe(name);
  expect(end).toBe('');

  await openMenu(viewer, 0, 'hostname');
  await pick(viewer, 'copy-json');
  const record = JSON.parse(await clipboard(viewer)) as Record<string, string | number>;
  expect(record).toMatchObject({ hostname: name, service: 'tls', protocol_name: 'TCP' });

  await openMenu(viewer, 0, 'hostname');
  await pick(viewer, 'copy-wireshark');
  const { src_ip: src, dst_ip: dst, src_port: from, dst_port: to } = record;
  expect(await clipboard(viewer)).toContain(
    `(ip.src == ${src} && ip.dst == ${dst} && tcp.srcport == ${from} && tcp.dstport == ${to})`,
  );
});

test('groups sessions, goes into a group and back', async ({ start }) => {
  const viewer = await started(start);
  const { page } = viewer;
  const groups = page.getByTestId('table-groups');
  const all = await viewer.rowCount('sessions');
  const sums = async (): Promise<number> => {
    const counts = await groups.locator('[data-testid="row"] [data-column="sessions"]').allTextContents();
    return counts.map(Number).reduce((sum, count) => sum + count, 0);
  };

  await page.getByTestId('group-button').click();
  await page.getByTestId('group-by-service').click();
  await expect.poll(sums, 'every session is in one group').toBe(all);
  // Where a cell ends, the button of its menu comes under the pointer: the beginning of one is always the row's.
  const tls = groups.getByTestId('row').filter({ hasText: 'tls' });
  await tls.locator('[data-column="label"]').click({ position: { x: 10, y: 8 } });
  await expect.poll(() => filterText(viewer)).toBe('service = tls');
  await expect
    .poll(async () => new Set(await viewer.column('sessions', 'application')))
    .toEqual(new Set(['TCP · tls']));
  await page.getByTestId('back-to-groups').click();
  await expect(groups).toBeVisible();
  await expect.poll(() => filterText(viewer)).toBe('');

  await page.getByTestId('group-button').click();
  await page.getByTestId('group-by-host').click();
  await expect.poll(sums).toBe(all);
  const host = groups.getByTestId('row').filter({ hasText: 'secure.example.com' });
  await host.locator('[data-column="label"]').click({ button: 'right' });
  await page.getByTestId('filter-exclude').click();
  await expect(host).toHaveCount(0);

  // It is remembered, and opened by keyboard.
  await page.reload();
  await page.getByTestId('nav-sessions').click();
  await expect(groups.getByTestId('row').first()).toBeVisible();
  await groups.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await expect(page.getByTestId('back-to-groups')).toBeVisible();
});

test('goes from the filter to a cell, its menu, the details and back by keyboard alone', async ({ start }) => {
  const viewer = await started(start);
  const { page } = viewer;
  const grid = viewer.table('sessions').getByRole('grid');
  await page.keyboard.press('/');
  await expect(page.getByTestId('filter-input')).toBeFocused();
  await page.keyboard.type('service = tls');
  await expect
    .poll(async () => new Set(await viewer.column('sessions', 'application')))
    .toEqual(new Set(['TCP · tls']));
  await page.keyboard.press('Escape');
  for (let tabs = 0; tabs < 60 && !(await grid.evaluate((it) => it === document.activeElement)); tabs++) {
    await page.keyboard.press('Tab');
  }
  await expect(grid).toBeFocused();
  // Whatever Escape made of the filter, the rows are there to be walked.
  await page.keyboard.press('j');
  const cursor = (): Promise<string | null> =>
    grid.evaluate((it) => {
      const cell = document.getElementById(it.getAttribute('aria-activedescendant') ?? '');
      return cell?.getAttribute('data-column') ?? cell?.getAttribute('data-header') ?? null;
    });
  await expect.poll(cursor).toBe('start_time');
  await expect(viewer.details).toBeVisible();
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
  await expect.poll(cursor).toBe('application');

  await page.keyboard.press('Shift+F10');
  await expect(page.getByTestId('value-menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('value-menu')).toBeHidden();
  await expect(grid).toBeFocused();

  // The headers are over the first row.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  const header = viewer.table('sessions').locator('[data-header="application"]');
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await page.keyboard.press('ArrowDown');

  await page.keyboard.press('Enter');
  await expect.poll(() => viewer.details.evaluate((pane) => pane.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(viewer.details).toBeHidden();
  await expect(grid).toBeFocused();
});

test.describe('live', () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

  test('rows glow when they come and step back when they are over', async ({ start }) => {
    const traffic = new LoopbackTraffic();
    await traffic.start();
    try {
      const viewer = await start(null);
      await viewer.page.getByTestId('nav-sessions').click();
      await viewer.capture('lo', TRAFFIC_BPF);
      traffic.keepGoing(150);
      await viewer.table('sessions').locator('[data-testid="row"][data-fresh]').first().waitFor({ state: 'attached' });
      const over = viewer
        .rows('sessions')
        .filter({ hasText: 'netloupe.test' })
        .and(viewer.page.locator('[data-tone="ended"]'));
      await expect(over.first()).toBeVisible();
    } finally {
      await traffic.close();
    }
  });
});
