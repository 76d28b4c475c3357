/** A capture from a file: sessions, DNS and packets, sorted, filtered, in detail. */
import { expect, test } from './app.ts';
import { packetsIn, SAMPLE } from './kit/captures.ts';
import { netloupe } from './kit/cli.ts';

interface Summary {
  readonly packets: number;
  readonly sessions: number;
  readonly dns_transactions: number;
}

async function summaryOf(file: string): Promise<Summary> {
  const { stdout, stderr, status } = await netloupe('read', file, '--summary', 'json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Summary;
}

test('shows the sessions, DNS transactions and packets of a capture', async ({ start }) => {
  const summary = await summaryOf(SAMPLE);
  expect(summary.packets).toBe(await packetsIn(SAMPLE));
  const viewer = await start(SAMPLE);

  await viewer.expectRowCount('sessions', summary.sessions);
  await expect(viewer.status).toContainText(String(summary.sessions));

  await viewer.goTo('dns');
  await viewer.expectRowCount('dns', summary.dns_transactions);
  await expect(viewer.table('dns')).toContainText('No such name');

  await viewer.goTo('packets');
  await expect.poll(() => viewer.rowCount('packets')).toBeGreaterThan(summary.sessions);
});

test('sorts by a column, the other way, and back', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await viewer.showColumn('sessions', 'src_port');
  await viewer.showColumn('sessions', 'dst_port');
  const unsorted = await viewer.column('sessions', 'src_port');

  await viewer.sortBy('dst_port');
  const header = viewer
    .table('sessions')
    .getByRole('columnheader')
    .filter({ has: viewer.page.getByTestId('sort-dst_port') });
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(() => isSorted(viewer.column('sessions', 'dst_port'), 1)).toBe(true);

  await viewer.sortBy('dst_port');
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(() => isSorted(viewer.column('sessions', 'dst_port'), -1)).toBe(true);

  await viewer.sortBy('dst_port');
  await expect.poll(() => viewer.column('sessions', 'src_port')).toEqual(unsorted);
});

test('filters by text and shows everything again', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { sessions } = await summaryOf(SAMPLE);
  await viewer.expectRowCount('sessions', sessions);

  await viewer.filter('icmp');
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(sessions);
  const shown = await viewer.rowCount('sessions');
  expect(shown).toBeGreaterThan(0);

  await viewer.filter('-icmp');
  await viewer.expectRowCount('sessions', sessions - shown);
  await viewer.filter('no such thing anywhere');
  await viewer.expectRowCount('sessions', 0);
  await viewer.filter('');
  await viewer.expectRowCount('sessions', sessions);
});

test('shows a session in detail, with its packets and its DNS', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.filter('dns');
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await viewer.rows('sessions').first().click();
  await expect(viewer.details).toBeVisible();
  await expect(viewer.details).toContainText(/packets/i);
  await expect(viewer.details).toContainText(/dns/i);

  await viewer.page.keyboard.press('Escape');
  await expect(viewer.details).toBeHidden();
});

test('opens another capture with the button and by drop', async ({ start }) => {
  const viewer = await start(null);
  const { sessions } = await summaryOf(SAMPLE);
  await viewer.open(SAMPLE);
  await viewer.expectRowCount('sessions', sessions);

  await viewer.filter('icmp');
  await expect.poll(() => viewer.rowCount('sessions')).not.toBe(sessions);
  await viewer.filter('');
  await viewer.drop(SAMPLE);
  await viewer.expectRowCount('sessions', sessions);
});

async function isSorted(column: Promise<string[]>, direction: 1 | -1): Promise<boolean> {
  const values = (await column).filter((text) => /^\d+$/.test(text)).map(Number);
  return values.length > 1 && values.every((value, at) => at === 0 || (value - values[at - 1]!) * direction >= 0);
}
