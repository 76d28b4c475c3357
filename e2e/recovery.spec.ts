/** The engine's process is killed: what happened and what was lost is said, it is started again, and one click goes on. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { captureVisit, LoopbackTraffic } from './kit/loopback-traffic.ts';
import type { Viewer } from './kit/viewer.ts';

test.skip(({ host }) => host !== 'desktop', 'only the desktop app has an engine apart');

/** As if it had failed; only that one process. */
async function killEngine(viewer: Viewer): Promise<void> {
  await viewer.program.electron!.evaluate(({ app }) => {
    const engine = app.getAppMetrics().find(({ name }) => name === 'Netloupe engine');
    process.kill(engine!.pid, 'SIGKILL');
  });
}

test('a file is opened again with one click', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const sessions = await viewer.rowCount('sessions');
  await killEngine(viewer);

  const banner = viewer.page.getByTestId('recovery-banner');
  await expect(banner).toContainText('The capture engine was restarted');
  await expect(banner).toContainText('netloupe-sample.pcap');
  await viewer.expectRowCount('sessions', 0);
  await banner.getByRole('button', { name: 'Open netloupe-sample.pcap again' }).click();
  await viewer.expectRowCount('sessions', sessions);
  await expect(banner).toHaveCount(0);
});

test('a live capture goes on on the same interfaces', async ({ start }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');
  const traffic = new LoopbackTraffic();
  await traffic.start();
  try {
    const viewer = await start(null);
    await captureVisit(viewer, traffic, 'before.netloupe.test');
    await killEngine(viewer);

    const banner = viewer.page.getByTestId('recovery-banner');
    await expect(banner).toContainText(/The capture on lo ended at .* sessions and .* packets are gone/);
    await banner.getByRole('button', { name: 'Capture on lo again' }).click();
    await expect(viewer.status).toContainText('Capturing on lo');
    await expect(banner).toHaveCount(0);
    await traffic.visit('after.netloupe.test');
    await expect(viewer.rows('sessions').filter({ hasText: 'after.netloupe.test' })).toHaveCount(1);
    await expect(viewer.rows('sessions').filter({ hasText: 'before.netloupe.test' })).toHaveCount(0);
  } finally {
    await traffic.close();
  }
});
