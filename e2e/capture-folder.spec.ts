/** Several captures as one timeline, and packets that are kept on disk. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { foreignFile, SAMPLE, sampleInParts } from './kit/captures.ts';
import { netloupe } from './kit/cli.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';

async function sessionsIn(file: string): Promise<number> {
  const { stdout, stderr, status } = await netloupe('read', file, '--summary', 'json');
  expect(status, stderr).toBe(0);
  return (JSON.parse(stdout) as { readonly sessions: number }).sessions;
}

test('opens a folder of captures as the capture that was cut into them, and says what is none', async ({
  start,
  folder,
}) => {
  const ring = join(folder, 'ring');
  await mkdir(ring);
  await sampleInParts(ring, 3);
  await foreignFile(ring);
  const viewer = await start(ring);
  await viewer.expectRowCount('sessions', await sessionsIn(SAMPLE));
  await expect(viewer.page.getByTestId('capture-button')).toHaveText('ring · 3 captures');
  const leftOut = viewer.page.getByTestId('left-out');
  await expect(leftOut).toContainText('One file was not read');
  await leftOut.getByText('One file was not read').click();
  await expect(leftOut).toContainText('holiday.pcap is a text file');
});

test('takes several captures that are dropped, and a folder that is chosen', async ({ start, folder }) => {
  const ring = join(folder, 'ring');
  await mkdir(ring);
  const [first, second, third] = await sampleInParts(ring, 3);
  const viewer = await start(null);
  await viewer.drop(second!, first!);
  await expect(viewer.page.getByTestId('capture-button')).toHaveText('2.cap · 2 captures');

  await viewer.page.getByTestId('open-menu').click();
  await viewer.chooseWith(viewer.page.getByTestId('open-folder'), ring);
  await expect(viewer.page.getByTestId('capture-button')).toContainText('· 3 captures');
  await viewer.expectRowCount('sessions', await sessionsIn(SAMPLE));

  await viewer.drop(third!);
  await expect(viewer.page.getByTestId('capture-button')).toHaveText('1.cap');
});

test('keeps packets of a live capture on disk, and saves those of a session with what is known of it', async ({
  start,
  folder,
}) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'settings.yaml'), 'history:\n  packets_bytes: 16777216\n');
  const traffic = new LoopbackTraffic();
  await traffic.start();
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  await traffic.visit('kept.netloupe.test');
  await expect(viewer.rows('sessions').filter({ hasText: 'kept.netloupe.test' })).toHaveCount(1);
  await viewer.stop();
  await traffic.close();

  const target = join(folder, 'session.pcapng');
  await viewer.filter('kept.netloupe.test');
  await viewer.rows('sessions').first().click();
  await viewer.saveTo(target, async () => {
    await viewer.details.getByTestId('session-actions').click();
    await viewer.page.getByTestId('save-packets').click();
  });
  const text = (): Promise<string> =>
    readFile(target, 'latin1').then(
      (read) => read,
      () => '',
    );
  await expect.poll(text).toMatch(/session [\da-f-]{36}, kept\.netloupe\.test \(\w+\), service http/);
  expect(await sessionsIn(target)).toBe(1);

  const packets = join(home, 'history', 'packets');
  await expect.poll(async () => (await readdir(packets)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  expect(await sessionsIn(packets)).toBeGreaterThanOrEqual(2);
  await viewer.page.getByTestId('nav-history').click();
  await expect(viewer.page.getByTestId('packets-kept')).toContainText('Packets on disk');
});
