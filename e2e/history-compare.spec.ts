/** Comparing: what was captured today is new beside yesterday, and history beside a capture that is read for it. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

test('says what is new beside yesterday, and beside a capture', async ({ start }) => {
  const traffic = new LoopbackTraffic();
  await traffic.start();
  try {
    const viewer = await start(null);
    const { page } = viewer;
    await viewer.capture('lo', TRAFFIC_BPF);
    await traffic.visit('compared.netloupe.test');
    await expect(viewer.rows('sessions').filter({ hasText: 'compared.netloupe.test' })).toHaveCount(1);

    await viewer.goTo('history');
    await page.getByTestId('history-pane').getByText('Compare').click();
    const pane = page.getByTestId('compare');
    const rows = pane.getByTestId('row');
    // What was captured is in the history a moment later.
    await expect(async () => {
      await pane.getByRole('button', { name: /Compare again/ }).click();
      await expect(rows.filter({ hasText: 'compared.netloupe.test' })).toContainText('New', { timeout: 2000 });
    }).toPass();
    await pane.getByTestId('change-gone').click();
    await expect(rows).toHaveCount(0);
    await pane.getByTestId('change-all').click();
    await pane.getByText('Names', { exact: true }).click();
    await expect(rows.filter({ hasText: 'compared.netloupe.test' })).toContainText('New');

    await pane.getByText('Hosts', { exact: true }).click();
    await pane.getByTestId('compare-preset').click();
    await page.getByRole('option', { name: /another capture/ }).click();
    await viewer.chooseWith(pane.getByTestId('compare-choose'), SAMPLE);
    await expect(pane.getByTestId('change-gone')).not.toContainText(/Gone\s*0$/);
    await expect(pane.getByTestId('compare-sides')).toContainText('netloupe-sample.pcap');
  } finally {
    await traffic.close();
  }
});
