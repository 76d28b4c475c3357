/**
 * Views over a million sessions, and their export, in the real `netloupe serve` over its WebSocket. The
 * sessions come from a pipe that stays open, so the capture goes on: first in silence, then with 2,000 packets a second.
 * Told for each view: time to its first window with rows and to its last change, and the longest time that the engine's
 * event loop was away, which is how long capture had to wait.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CAPTURES, captureFile } from './captures.mjs';
import { say } from './say.mjs';
import { brief, count, mib, table } from './table.mjs';
import { removeFolder, temporaryFolder } from './temporary.mjs';
import { Traffic } from './traffic.mjs';
import { Viewer } from './viewer.mjs';

const CAPTURE = 'million-sessions';
const SETTLED_MS = 1200;
const GIVE_UP_MS = 60_000;
const POLL_MS = 5;
const TRICKLE = { packetsPerSecond: 2000, everyMs: 20 };
const TRICKLE_VIEW_MS = 3000;
const SCROLLS = 60;

const descending = (column) => ({ column, descending: true });
const ascending = (column) => ({ column, descending: false });
const VIEWS = [
  ['as it comes', {}],
  ['sorted by bytes_in', { sort: descending('bytes_in') }],
  ['sorted by packets', { sort: descending('packets') }],
  ['sorted by start_time', { sort: ascending('start_time') }],
  ['sorted by src_ip', { sort: ascending('src_ip') }],
  ['sorted by hostname', { sort: ascending('hostname') }],
  ['filter `tcp`', { filter: 'tcp' }],
  ['filter `host-77`', { filter: 'host-77' }],
  ['filter without a match', { filter: 'no-such-thing' }],
  ['filter by fields', { filter: 'ip = 10.0.0.0/8 and bytes > 1MB or host ~ github' }],
  ['the last minute', { range: { kind: 'last', seconds: 60 } }],
  [
    'filter `example.org`, by bytes_out',
    { filter: 'example.org', range: null, redact: false, sparklines: false, sort: descending('bytes_out') },
  ],
];

function viewParams(changes) {
  const plain = {
    table: 'sessions',
    filter: '',
    range: null,
    redact: false,
    sparklines: false,
    sort: null,
    offset: 0,
    limit: 100,
    follow: false,
  };
  return { ...plain, packetLogs: 'state', paused: false, ...changes };
}

async function until(condition, what) {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > GIVE_UP_MS) throw new Error(`gave up waiting for ${what}`);
    await pause(POLL_MS);
  }
}

/** Opens a view until no frame came for a while, or for `forMs`. */
async function measureView(viewer, [name, params], forMs = 0) {
  const frames = [];
  let opened = 0;
  const probe = await viewer.probed(async () => {
    opened = performance.now();
    const stream = viewer.open('view', viewParams(params), (frame, at) => frames.push({ frame, at }));
    const settled = () => frames.length > 0 && performance.now() - frames.at(-1).at > SETTLED_MS;
    await pause(forMs);
    await until(forMs > 0 ? () => frames.length > 0 : settled, `the view ${name}`);
    stream.close();
  });
  const first = frames.find(({ frame }) => frame.keys.length > 0);
  const last = frames.at(-1);
  const { matching, held } = last.frame;
  return {
    name,
    ...probe,
    firstMs: first === undefined ? null : first.at - opened,
    lastMs: last.at - opened,
    matching,
    held,
  };
}

/** Windows anywhere in one open view, as scrolling asks for them: how long each takes. At most ten come a second. */
async function measureScrolling(viewer, params) {
  let arrived = null;
  const stream = viewer.open('view', viewParams(params), (frame) => (arrived = frame));
  await until(() => arrived !== null && arrived.matching === arrived.held, 'the whole view');
  await pause(SETTLED_MS);
  const times = [];
  const probe = await viewer.probed(async () => {
    for (let i = 1; i <= SCROLLS; i++) {
      await pause(2 * 100); // past the stream's own pace
      const offset = Math.floor((i * arrived.held) / (SCROLLS + 1));
      const asked = performance.now();
      stream.update(viewParams({ ...params, offset }));
      await until(() => arrived.offset === offset, 'a window');
      times.push(performance.now() - asked);
    }
  });
  stream.close();
  times.sort((a, b) => a - b);
  return { ...probe, medianMs: times[times.length >> 1], worstMs: times.at(-1) };
}

async function measureExport(viewer) {
  let progress = null;
  const watch = viewer.open('exports', {}, (frame) => (progress = frame.exports.at(-1) ?? null));
  const started = performance.now();
  const probe = await viewer.probed(async () => {
    await viewer.call('export.start', {
      table: 'sessions',
      filter: '',
      format: 'csv',
      range: null,
      redact: false,
      packetLogs: 'state',
      path: null,
    });
    await until(() => progress !== null && progress.state !== 'running', 'the export');
  });
  const wallS = (performance.now() - started) / 1000;
  watch.close();
  if (progress.state !== 'done') throw new Error(`the export ${progress.state}: ${progress.failure?.message}`);
  let lines = -1; // the header
  await viewer.download(progress.exportId, (chunk) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  });
  if (lines !== progress.rows) throw new Error(`${progress.rows} rows were announced, ${lines} lines came`);
  return { ...probe, wallS, rows: progress.rows, bytes: progress.bytes };
}

/** New conversations with names, after those of the capture; answers how to stop. */
function trickle(target) {
  const { packets, meanGapUs } = CAPTURES[CAPTURE];
  const buffer = Buffer.alloc(1 << 20);
  const gap = 1e6 / TRICKLE.packetsPerSecond;
  const about = { profile: 'named', seed: 99, concurrent: 100, meanGapUs: gap, startUs: packets * meanGapUs };
  const traffic = new Traffic(buffer, about);
  const timer = setInterval(() => {
    const length = traffic.fill(buffer.length, (TRICKLE.packetsPerSecond * TRICKLE.everyMs) / 1000);
    target.write(Buffer.from(buffer.subarray(0, length)));
  }, TRICKLE.everyMs);
  return () => clearInterval(timer);
}

export async function benchViews() {
  const folder = temporaryFolder('views');
  let viewer = null;
  try {
    const capture = captureFile(CAPTURE, say);
    const pipe = path.join(folder, 'capture');
    const config = path.join(folder, 'settings.json');
    execFileSync('mkfifo', [pipe]);
    writeFileSync(config, JSON.stringify({ max_sessions: 2_000_000 }));
    viewer = await Viewer.start(config);
    let status = null;
    viewer.open('status', {}, (frame) => (status = frame));
    const target = createWriteStream(pipe, { highWaterMark: 1 << 20 });
    const opening = viewer.call('capture.open', { path: pipe });
    const loaded = await viewer.probed(async () => {
      createReadStream(capture, { highWaterMark: 1 << 20 }).pipe(target, { end: false });
      await opening;
      await until(() => status?.capture.packets === CAPTURES[CAPTURE].packets, 'the packets');
    });
    const silent = [];
    for (const view of VIEWS) silent.push(await measureView(viewer, view));
    const scrolling = await measureScrolling(viewer, { sort: descending('bytes_in') });
    const exported = await measureExport(viewer);
    const stop = trickle(target);
    const busy = [];
    for (const view of VIEWS) busy.push(await measureView(viewer, view, TRICKLE_VIEW_MS));
    stop();
    target.destroy();
    return { loaded, silent, scrolling, exported, busy, packetsPerSecond: TRICKLE.packetsPerSecond };
  } finally {
    await viewer?.close();
    removeFolder(folder);
  }
}

export function viewsText({ loaded, silent, scrolling, exported, busy, packetsPerSecond }) {
  const first = ({ firstMs }) => (firstMs === null ? 'no row' : brief(firstMs));
  const away = ({ longestMs, longestCpuMs }) => `${brief(longestMs)} (${brief(longestCpuMs)})`;
  const rows = silent.map((view, i) => [
    view.name,
    count(view.matching),
    first(view),
    brief(view.lastMs),
    away(view),
    view.cpuS.toFixed(2),
    first(busy[i]),
    away(busy[i]),
  ]);
  const header = ['view', 'rows', 'first window ms', 'last change ms', 'away ms (CPU)', 'CPU s'];
  return [
    `${count(silent[0].held)} sessions held, loaded with ${loaded.cpuS.toFixed(2)} s of CPU, ${mib(loaded.peakRss)} MiB resident (${mib(loaded.startRss)} before).`,
    `The last two columns: with ${count(packetsPerSecond)} packets/s coming in meanwhile.`,
    '',
    table([...header, 'first window ms', 'away ms (CPU)'], rows),
    '',
    `Scrolling the view sorted by bytes_in, ${SCROLLS} windows: ${brief(scrolling.medianMs)} ms in the middle, ${brief(scrolling.worstMs)} ms at most; away at most ${away(scrolling)} ms.`,
    `Export of ${count(exported.rows)} sessions to CSV (${(exported.bytes / 1e6).toFixed(0)} MB): ${exported.wallS.toFixed(2)} s, ${exported.cpuS.toFixed(2)} s of CPU, memory +${mib(exported.peakRss - exported.startRss)} MiB at most; away at most ${away(exported)} ms.`,
  ].join('\n');
}
