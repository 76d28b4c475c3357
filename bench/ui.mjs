/**
 * The page itself, in a headless Chromium: a million sessions held, 10,000 packets/s coming in. Told: how long from a packet's arrival until its session
 * is on screen, how frames go while the table is scrolled, what the renderer's heap does, and what the page weighs. The packets carry the time at which
 * they were written, so the newest start on screen tells how old what one sees is.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { say } from './say.mjs';
import { median, quantile, slope } from './statistics.mjs';
import { brief, count, mib } from './table.mjs';
import { removeFolder, temporaryFolder } from './temporary.mjs';
import { fileHeader, Traffic } from './traffic.mjs';
import { latencies, plainTable, watchFrames, watchNewest } from './ui-page.mjs';
import { Viewer } from './viewer.mjs';

const LOAD = { packets: 2_030_000, gapUs: 12 };
const RATE = { packetsPerSecond: 10_000, everyMs: 20 };
const LATENCY_S = 30;
const SCROLL_S = 15;
/** Pixels a second: a wheel that is turned quickly; of a million rows that is some 100 rows, as the scroll bar is shorter than they are. */
const SCROLL_SPEED = 1600;
const HEAP_EVERY_MS = 20_000;
const GIVE_UP_MS = 120_000;
const FRAME_MS = 1000 / 60;
/** Without them a browser draws at most 60 times a second, and all that one can measure is a multiple of 16.7 ms. */
const NO_FRAME_LIMIT = ['--disable-gpu-vsync', '--disable-frame-rate-limit'];
const START_US = 1_700_000_000e6;
const WEEK_S = 604_800;

const root = fileURLToPath(new URL('..', import.meta.url));
const nowMs = () => performance.timeOrigin + performance.now();

async function until(condition, what) {
  const started = performance.now();
  while (!(await condition())) {
    if (performance.now() - started > GIVE_UP_MS) throw new Error(`gave up waiting for ${what}`);
    await pause(20);
  }
}

/** The first load, written as fast as it is read. */
async function load(traffic, buffer, target) {
  target.write(fileHeader(262_144));
  for (let left = LOAD.packets; left > 0;) {
    const before = traffic.packets;
    const length = traffic.fill(buffer.length, left);
    left -= traffic.packets - before;
    if (!target.write(Buffer.from(buffer.subarray(0, length)))) await new Promise((go) => target.once('drain', go));
  }
}

/** Writes bursts from now on, each with the time at which it is written; answers how to stop, and when they were. */
function trickle(traffic, buffer, target) {
  const bursts = [];
  const timer = setInterval(() => {
    const atMs = nowMs();
    traffic.goTo(atMs * 1000 - START_US);
    const length = traffic.fill(buffer.length, (RATE.packetsPerSecond * RATE.everyMs) / 1000);
    target.write(Buffer.from(buffer.subarray(0, length)));
    bursts.push(atMs);
  }, RATE.everyMs);
  return { bursts, stop: () => clearInterval(timer) };
}

function bundle() {
  const folder = path.join(root, 'out', 'renderer', 'assets');
  const sizes = { js: 0, jsGzip: 0, css: 0, fonts: 0 };
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(path.join(folder, name));
    if (name.endsWith('.js')) {
      sizes.js += bytes.length;
      sizes.jsGzip += gzipSync(bytes).length;
    } else if (name.endsWith('.css')) sizes.css += bytes.length;
    else sizes.fonts += bytes.length;
  }
  return sizes;
}

function chromiumPath() {
  const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'];
  return places.find((place) => place !== undefined && place !== '' && existsSync(place));
}

function launch(args = []) {
  const always = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--enable-precise-memory-info'];
  return chromium.launch({ executablePath: chromiumPath(), args: [...always, ...args] });
}

async function newPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'UTC' });
  return context.newPage();
}

async function openPage(browser, url) {
  const page = await newPage(browser);
  await page.goto(url);
  await page.getByTestId('nav-sessions').click();
  const started = await page.evaluate(() => performance.now());
  await page.getByTestId('table-sessions').getByTestId('row').first().waitFor();
  const firstRowMs = await page.evaluate(() => performance.now());
  const paints = await page.evaluate(() =>
    Object.fromEntries(performance.getEntriesByType('paint').map(({ name, startTime }) => [name, startTime])),
  );
  return { page, startup: { paintMs: paints['first-contentful-paint'], clickedMs: started, firstRowMs } };
}

async function heapBytes(session) {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

async function scrolled(page, table) {
  const session = await page.context().newCDPSession(page);
  const box = await table.boundingBox();
  const watching = page.evaluate(watchFrames, SCROLL_S * 1000);
  await session.send('Input.synthesizeScrollGesture', {
    x: Math.round(box.x + box.width / 2),
    y: Math.round(box.y + box.height / 2),
    yDistance: -SCROLL_SPEED * 2,
    speed: SCROLL_SPEED,
    repeatCount: Math.floor(SCROLL_S / 2.1) - 1,
    repeatDelayMs: 20,
    gestureSourceType: 'mouse',
  });
  return watching;
}

/** Times between frames of the table, and of `plainTable` in the same browser before it. */
async function measureScroll(url, args) {
  const browser = await launch(args);
  try {
    const yardstick = await newPage(browser);
    await yardstick.evaluate(plainTable);
    const plain = await scrolled(yardstick, yardstick.locator('body > div'));
    await yardstick.close();
    const { page } = await openPage(browser, url);
    await pause(3000);
    return { frames: await scrolled(page, page.getByTestId('table-sessions')), plain };
  } finally {
    await browser.close();
  }
}

export async function benchUi({ minutes }) {
  const folder = temporaryFolder('ui');
  let viewer = null;
  let browser = null;
  let writing = null;
  try {
    const pipe = path.join(folder, 'capture');
    const config = path.join(folder, 'settings.json');
    execFileSync('mkfifo', [pipe]);
    const timeouts = { tcp_attempt: WEEK_S, tcp_idle: WEEK_S, udp: WEEK_S, dns: WEEK_S, icmp: WEEK_S, other: WEEK_S };
    writeFileSync(config, JSON.stringify({ max_sessions: 1_000_000, timeouts }));
    viewer = await Viewer.start(config);
    let status = null;
    viewer.open('status', {}, (frame) => (status = frame));
    const target = createWriteStream(pipe, { flags: 'r+', highWaterMark: 1 << 20 });
    const opening = viewer.call('capture.open', { path: pipe });
    const buffer = Buffer.alloc(1 << 20);
    const startUs = nowMs() * 1000 - LOAD.packets * LOAD.gapUs - START_US;
    const traffic = new Traffic(buffer, {
      profile: 'named',
      seed: 4,
      concurrent: 4000,
      meanGapUs: LOAD.gapUs,
      startUs,
    });
    say('loading a million sessions ...');
    await load(traffic, buffer, target);
    await opening;
    await until(() => (status?.capture.packets ?? 0) >= LOAD.packets, 'the sessions');

    browser = await launch();
    const { page, startup } = await openPage(browser, viewer.url);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    traffic.gapUs = 1;
    writing = trickle(traffic, buffer, target);
    await pause(3000);

    say('packet to pixel ...');
    const from = writing.bursts.length;
    const seen = await page.evaluate(watchNewest, LATENCY_S * 1000);
    const pixel = latencies(writing.bursts.slice(from), seen);

    say(`heap over ${minutes} minutes ...`);
    const heap = [];
    const heapStarted = performance.now();
    while (performance.now() - heapStarted < minutes * 60_000) {
      heap.push([(performance.now() - heapStarted) / 60_000, await heapBytes(session)]);
      await pause(HEAP_EVERY_MS);
    }
    await browser.close();
    browser = null;

    say('scrolling ...');
    const free = await measureScroll(viewer.url, NO_FRAME_LIMIT);
    const limited = await measureScroll(viewer.url, []);
    const held = status.capture.live_sessions;
    const { packets } = status.capture;
    const lost = traffic.packets - packets;
    return { startup, bundle: bundle(), pixel, scroll: { free, limited }, heap, held, minutes, packets, lost };
  } finally {
    writing?.stop();
    await browser?.close();
    await viewer?.close();
    removeFolder(folder);
  }
}

function late(frames) {
  return `${((100 * frames.filter((ms) => ms > FRAME_MS * 1.5).length) / frames.length).toFixed(1)} %`;
}

export function uiText({ startup, bundle: size, pixel, scroll: { free, limited }, heap, held, minutes }) {
  // What is loaded once is loaded within the first minute.
  const settled = heap.filter(([minute]) => minute >= 1);
  const line = settled.length > 1 ? settled : heap;
  const used = line.map(([, bytes]) => bytes);
  const kb = (bytes) => count(bytes / 1000);
  return [
    `${count(held)} sessions held, ${count(RATE.packetsPerSecond)} packets/s coming in, a page of 1440 × 900 in a headless Chromium without a graphics card.`,
    '',
    `- Packet to pixel (${count(pixel.length)} bursts): ${brief(median(pixel))} ms in the middle, **${brief(quantile(pixel, 0.95))} ms at the 95th percentile**, ${brief(Math.max(...pixel))} ms at most.`,
    `- A frame while scrolling ${count(SCROLL_SPEED)} pixels a second, the browser drawing as often as it can (${count(free.frames.length)} frames): ${brief(median(free.frames))} ms in the middle, **${brief(quantile(free.frames, 0.95))} ms at the 95th percentile**, ${brief(quantile(free.frames, 0.99))} ms at the 99th. A page with as many cells of plain text, and nothing else in it: ${brief(median(free.plain))}, ${brief(quantile(free.plain, 0.95))} and ${brief(quantile(free.plain, 0.99))} ms.`,
    `- The same as people see it, at most 60 frames a second (${count(limited.frames.length)} frames): ${brief(median(limited.frames))} ms in the middle, **${brief(quantile(limited.frames, 0.95))} ms at the 95th percentile**, ${late(limited.frames)} of them late; of the plain page ${brief(median(limited.plain))}, ${brief(quantile(limited.plain, 0.95))} and ${late(limited.plain)}. One frame of 60 a second is 16.7 ms; the browser's clock counts in tenths.`,
    `- Heap of the renderer over ${minutes} minutes: ${mib(Math.min(...used))} to ${mib(Math.max(...used))} MiB after collection, ${brief(slope(line) / 1024)} KiB a minute.`,
    `- The page: ${kb(size.js)} kB of JavaScript (${kb(size.jsGzip)} kB compressed), ${kb(size.css)} kB of style, ${kb(size.fonts)} kB of fonts; first paint after ${brief(startup.paintMs)} ms, first rows of the million ${brief(startup.firstRowMs - startup.clickedMs)} ms after they were asked for.`,
  ].join('\n');
}
