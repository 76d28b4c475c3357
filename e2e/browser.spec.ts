/** What only the browser host has: the token, and more than one tab. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';

test('the page runs under the policy that allows only its own scripts', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const ran = await viewer.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return 'injected' in window;
  });
  expect(ran).toBe(false);
});

test('without the token there is nothing to see', async ({ start, chromium }) => {
  const viewer = await start(SAMPLE);
  const stranger = await chromium!.newContext();
  const page = await stranger.newPage();
  const answer = await page.goto(new URL('/', viewer.page.url()).href);
  expect([401, 403]).toContain(answer?.status());
  await expect(page.getByTestId('table-sessions')).toHaveCount(0);
  await stranger.close();
});

test('a second tab sees the same capture and its own filter', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const all = await viewer.rowCount('sessions');
  const second = await viewer.page.context().newPage();
  await second.goto(viewer.page.url());
  const grid = second.getByTestId('table-sessions').getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', String(all + 1));
  await second.getByTestId('filter-input').fill('icmp');
  await expect(grid).not.toHaveAttribute('aria-rowcount', String(all + 1));
  expect(await viewer.rowCount('sessions')).toBe(all);
});
