/** Live capture on loopback, with traffic that the test makes: what is sent is what is shown. */
import path from 'node:path';
import { expect, test } from './app.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

const traffic: { current: LoopbackTraffic | null } = { current: null };
test.beforeEach(async () => {
  traffic.current = new LoopbackTraffic();
  await traffic.current.start();
});
test.afterEach(() => traffic.current?.close());

test('captures names, sessions and packets while they happen', async ({ start }) => {
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  await traffic.current!.visit('first.netloupe.test');

  await expect(viewer.rows('sessions').filter({ hasText: 'first.netloupe.test' })).toHaveCount(1);
  await viewer.goTo('dns');
  await expect(viewer.rows('dns').filter({ hasText: 'first.netloupe.test' }).first()).toBeVisible();
  await viewer.goTo('packets');
  await expect(viewer.rows('packets').first()).toBeVisible();
});

test('knows whose the sessions are', async ({ start }) => {
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  traffic.current!.keepGoing(50);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await viewer.filter(`pid = ${process.pid} and process = ${path.basename(process.execPath)}`);
  await expect(viewer.rows('sessions').filter({ hasText: traffic.current!.webAddress }).first()).toBeVisible();
});

test('pauses the view, never the capture', async ({ start }) => {
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  await traffic.current!.visit('before.netloupe.test');
  await viewer.goTo('dns');
  await expect(viewer.rows('dns').filter({ hasText: 'before.netloupe.test' }).first()).toBeVisible();

  await viewer.pause();
  const frozen = await viewer.rowCount('dns');
  const counted = await viewer.packetsCaptured();
  await traffic.current!.visit('during.netloupe.test');
  await expect.poll(() => viewer.packetsCaptured()).toBeGreaterThan(counted);
  expect(await viewer.rowCount('dns')).toBe(frozen);
  await expect(viewer.rows('dns').filter({ hasText: 'during.netloupe.test' })).toHaveCount(0);

  await viewer.pause();
  await expect(viewer.rows('dns').filter({ hasText: 'during.netloupe.test' }).first()).toBeVisible();
});

test('keeps rows where they are while one reads further down, and says what came', async ({ start }) => {
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  traffic.current!.keepGoing(10);
  const grid = viewer.page.getByTestId('table-sessions').getByRole('grid');
  await expect
    .poll(() => grid.evaluate(({ scrollHeight, clientHeight }) => scrollHeight / clientHeight))
    .toBeGreaterThan(2);
  await grid.evaluate((element) => (element.scrollTop = 400));
  const newer = viewer.page.getByTestId('newer-rows');
  await expect(newer).toBeVisible();
  // Seen from now on, the same rows stand at the same place, however many come.
  const index = await viewer.rows('sessions').first().getAttribute('aria-rowindex');
  const place = viewer.page.locator(`[data-testid="row"][aria-rowindex="${Number(index) + 8}"]`);
  const key = await place.getAttribute('data-key');
  const said = await newer.textContent();
  await expect(newer).not.toHaveText(said ?? '');
  await expect(place).toHaveAttribute('data-key', key ?? '');

  await newer.click();
  await expect(newer).toBeHidden();
  await expect.poll(() => grid.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
});

test('shows the rates of interfaces and keeps what was captured after the stop', async ({ start }) => {
  const viewer = await start(null);
  await viewer.capture('lo', TRAFFIC_BPF);
  traffic.current!.keepGoing(50);
  await viewer.goTo('interfaces');
  const loopback = viewer.page.getByTestId('table-interfaces').getByTestId('row').filter({ hasText: /^lo\b/ });
  await expect(loopback).toContainText(/[1-9][\d.,\s]* ?[kM]?B\/s/);

  await viewer.stop();
  await viewer.goTo('sessions');
  await expect.poll(() => viewer.rowCount('sessions')).toBeGreaterThan(0);
  const kept = await viewer.rowCount('sessions');
  await expect(viewer.page.getByTestId('stop-button')).toBeHidden();
  expect(await viewer.rowCount('sessions')).toBe(kept);
});
