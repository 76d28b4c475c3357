/** What goes wrong is said in words: what, where, and what to do. */
import { expect, test } from './app.ts';
import { cutSample, foreignFile, SAMPLE } from './kit/captures.ts';

test('a file that is no capture is refused by name, and what was shown stays', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const shown = await viewer.rowCount('sessions');
  await viewer.open(await foreignFile(folder));
  await expect(viewer.page.getByRole('alert').filter({ hasText: 'holiday.pcap' })).toBeVisible();
  expect(await viewer.rowCount('sessions')).toBe(shown);
});

test('a capture that is damaged part-way shows everything up to the damage and names the offset', async ({
  start,
  folder,
}) => {
  const { path, offset } = await cutSample(folder, 120);
  const viewer = await start(null);
  await viewer.open(path);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await expect(viewer.page.getByRole('alert').filter({ hasText: String(offset) })).toBeVisible();
});
