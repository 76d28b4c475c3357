/** What was exported, here or by other tools, is opened in the place of a capture. */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import type { Viewer } from './kit/viewer.ts';

/** Of a table, by the menu beside the button. */
async function exportAs(viewer: Viewer, table: 'sessions' | 'dns', format: string, target: string): Promise<void> {
  await viewer.saveTo(target, async () => {
    await viewer.page.getByRole('button', { name: 'Choose what to export' }).click();
    await viewer.page.getByTestId(`export-${table}-${format}`).click();
  });
  await expect
    .poll(async () => (await stat(target).catch(() => null))?.size ?? 0, `bytes of ${target}`)
    .toBeGreaterThan(0);
}

/** Of the first rows: how many are drawn depends on what else is on screen. */
async function cells(viewer: Viewer): Promise<readonly string[][]> {
  const names = ['src_ip', 'dst_ip', 'bytes_in', 'hostname'];
  const columns = await Promise.all(names.map((name) => viewer.column('sessions', name)));
  return columns.map((column) => column.slice(0, 10));
}

test('a view saved as Parquet is opened by drop, and shows the same', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const all = await viewer.rowCount('sessions');
  const [sessions, dns] = [join(folder, 'kept-sessions.parquet'), join(folder, 'kept-dns.parquet')];
  await exportAs(viewer, 'sessions', 'parquet', sessions);
  await exportAs(viewer, 'dns', 'parquet', dns);
  await viewer.goTo('dns');
  const lookups = await viewer.rowCount('dns');
  await viewer.goTo('sessions');
  const before = await cells(viewer);

  await viewer.drop(sessions);
  await expect(viewer.page).toHaveTitle(/kept-sessions\.parquet/);
  await viewer.expectRowCount('sessions', all);
  await expect.poll(() => cells(viewer)).toEqual(before);
  await viewer.filter('icmp');
  await expect.poll(() => viewer.rowCount('sessions')).toBeLessThan(all);
  await viewer.filter('');
  await viewer.rows('sessions').first().click();
  await expect(viewer.details).toBeVisible();
  await viewer.page.keyboard.press('Escape');
  await viewer.goTo('packets');
  await viewer.expectRowCount('packets', 0);

  await viewer.open(dns);
  await viewer.goTo('dns');
  await viewer.expectRowCount('dns', lookups);

  await viewer.open(SAMPLE);
  await expect.poll(() => viewer.packetsCaptured()).toBe(404);
  await viewer.goTo('packets');
  await expect(viewer.rows('packets').first()).toBeVisible();
});

test('logs of Zeek are shown, and what is no log is refused', async ({ start, folder }) => {
  const conn = join(folder, 'conn.log');
  const fields = [
    'ts',
    'uid',
    'id.orig_h',
    'id.orig_p',
    'id.resp_h',
    'id.resp_p',
    'proto',
    'service',
    'duration',
    'conn_state',
    'orig_pkts',
    'orig_ip_bytes',
    'resp_pkts',
    'resp_ip_bytes',
  ];
  const line = (uid: string, port: number): string =>
    [
      '1767323045.5',
      uid,
      '192.0.2.10',
      '51000',
      '198.51.100.7',
      port,
      'tcp',
      'ssl',
      '2.5',
      'SF',
      '20',
      '1500',
      '70',
      '94000',
    ].join('\t');
  await writeFile(
    conn,
    [
      String.raw`#separator \x09`,
      '#unset_field\t-',
      '#path\tconn',
      `#fields\t${fields.join('\t')}`,
      line('C1', 443),
      line('C2', 8443),
      'damaged',
      '',
    ].join('\n'),
  );
  const viewer = await start(null);
  await viewer.open(conn);
  await viewer.expectRowCount('sessions', 2);
  await expect(viewer.table('sessions')).toContainText('198.51.100.7');
  await viewer.filter('port 8443');
  await viewer.expectRowCount('sessions', 1);
  await viewer.filter('');

  const notes = join(folder, 'notes.txt');
  await writeFile(notes, 'hello\n');
  await viewer.open(notes);
  await expect(viewer.page.getByRole('alert').first()).toContainText('notes.txt');
  await viewer.expectRowCount('sessions', 2);
});
