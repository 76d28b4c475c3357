/** The whole way: what one run captured is found by the next one, asked with SQL, exported, opened again, and compared. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

test('captured, stopped, started again, travelled to, asked, exported, opened, compared', async ({ start, folder }) => {
  const traffic = new LoopbackTraffic();
  await traffic.start();
  try {
    const before = await start(null);
    await before.capture('lo', TRAFFIC_BPF);
    for (const name of ['one', 'two', 'three']) await traffic.visit(`${name}.netloupe.test`);
    await expect(before.rows('sessions').filter({ hasText: 'three.netloupe.test' })).toHaveCount(1);
    await before.stop();
    await before.program.close();

    const viewer = await start(null);
    const { page } = viewer;
    // The desktop app begins with a capture by itself; going back closes it.
    await expect(async () => {
      await page.keyboard.press('h');
      await expect(page.getByTestId('travel-panel')).toBeVisible({ timeout: 1000 });
    }).toPass();
    await page.getByTestId('travel-last24h').click();
    await expect(viewer.rows('sessions').filter({ hasText: 'one.netloupe.test' })).toHaveCount(1);
    const kept = await viewer.rowCount('sessions');

    await viewer.goTo('history');
    await page.getByTestId('ready-busiest-hosts').click();
    await page.getByTestId('query-run').click();
    await expect(page.getByTestId('table-history')).toContainText('two.netloupe.test');

    await viewer.goTo('sessions');
    const file = join(folder, 'exported.parquet');
    await viewer.saveTo(file, async () => {
      await page.getByRole('button', { name: 'Choose what to export' }).click();
      await page.getByTestId('export-sessions-parquet').click();
    });
    // It appears when it is whole.
    await expect
      .poll(() =>
        stat(file).then(
          ({ size }) => size,
          () => 0,
        ),
      )
      .toBeGreaterThan(0);
    await viewer.open(file);
    await expect(page).toHaveTitle(/exported\.parquet/);
    await viewer.expectRowCount('sessions', kept);
    await expect(viewer.rows('sessions').filter({ hasText: 'three.netloupe.test' })).toHaveCount(1);

    await viewer.goTo('history');
    await page.getByTestId('history-pane').getByText('Compare').click();
    const pane = page.getByTestId('compare');
    await expect(pane.getByTestId('row').filter({ hasText: 'three.netloupe.test' })).toContainText('New');
    // History beside what was exported of it: nothing became of any host.
    await pane.getByTestId('compare-preset').click();
    await page.getByRole('option', { name: /another capture/ }).click();
    await viewer.chooseWith(pane.getByTestId('compare-choose'), file);
    await expect(pane.getByTestId('row').filter({ hasText: 'three.netloupe.test' })).toContainText('Alike');
    await expect(pane.getByTestId('change-new')).toContainText(/New\s*0$/);
    await expect(pane.getByTestId('change-gone')).toContainText(/Gone\s*0$/);
  } finally {
    await traffic.close();
  }
});
