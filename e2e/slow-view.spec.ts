/** A view that hangs holds up nothing but itself: what happens meanwhile is captured, and is on screen when it is back. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from './app.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

const ADDRESS = '127.44.0.99';
const PORT = 9;
const HANG_MS = 4000;
const BURSTS = 60;
const PACKETS_A_BURST = 500;

test('a view that hangs for seconds costs the capture no packet', async ({ start }) => {
  const viewer = await start(null);
  await viewer.capture('lo', `udp and dst host ${ADDRESS}`);

  const socket = createSocket('udp4');
  const sink = createSocket('udp4');
  sink.bind(PORT, ADDRESS);
  await once(sink, 'listening');
  const hangs = viewer.page.evaluate((forMs) => {
    const until = performance.now() + forMs;
    while (performance.now() < until);
    return performance.now();
  }, HANG_MS);
  let sent = 0;
  const began = Date.now();
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let at = 0; at < PACKETS_A_BURST; at++, sent++) socket.send('netloupe', PORT, ADDRESS);
    // Spread over most of the time for which the view hangs.
    await pause(Math.max(0, began + ((burst + 1) * HANG_MS * 0.8) / BURSTS - Date.now()));
  }
  await hangs;
  await new Promise<void>((resolve) => socket.close(() => resolve()));

  await expect.poll(() => viewer.packetsCaptured(), 'packets captured').toBe(sent);
  await expect(viewer.status).not.toContainText(/[1-9]\d*\s+dropped/);
  sink.close();
});
