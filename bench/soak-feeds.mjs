/**
 * The three ways from the soak's traffic into the program. Each answers where to write pcap (`input`), the program's process,
 * and `finish(written)`, which ends the input and answers what each side counted; `close` cleans up whatever happened.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { netloupeCounts } from './receivers.mjs';
import { senderCounts } from './sender.mjs';
import { removeFolder, temporaryFolder } from './temporary.mjs';
import { RECEIVER_DEVICE, SENDER_DEVICE, VethPair } from './veth.mjs';
import { Viewer } from './viewer.mjs';

const NETLOUPE = fileURLToPath(new URL('../bin/netloupe.mjs', import.meta.url));
const READY_MS = 2000;
const DRAIN_MS = 2000;
const POLL_MS = 50;
const LIMIT_MS = 120_000;
const END_REASON = 5;

export const FEEDS = { live: liveFeed, stdin: stdinFeed, viewer: viewerFeed };

/** A folder with the settings file in it. */
function scratch(maxSessions) {
  const folder = temporaryFolder('soak');
  const config = path.join(folder, 'settings.json');
  writeFileSync(config, JSON.stringify({ max_sessions: maxSessions }));
  return { folder, config, remove: () => removeFolder(folder) };
}

/** Counts session rows as they come; none of the columns up to the end reason can hold a comma or a line break. */
function countRows(stream) {
  const counted = { rows: -1, evictedRows: 0 }; // the header is no row
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    counted.rows += lines.length;
    for (const line of lines) if (line.split(',', END_REASON + 1)[END_REASON] === 'evicted') counted.evictedRows += 1;
  });
  return counted;
}

function textOf(stream) {
  const heard = { text: '' };
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => (heard.text += chunk));
  return heard;
}

async function exitOf(child, what) {
  if (child.exitCode !== null) return;
  const timer = new AbortController();
  const late = pause(LIMIT_MS, 'late', { signal: timer.signal }).catch(() => undefined);
  const answer = await Promise.race([new Promise((resolve) => child.once('exit', resolve)), late]);
  timer.abort();
  if (answer === 'late') throw new Error(`${what} did not end`);
}

const ROWS = ['--sessions', '-', '--summary', 'json', '--no-progress'];

function told(child, heard, counted) {
  const { delivered, dropped, summary } = netloupeCounts(heard.text);
  if (delivered === null) throw new Error(`netloupe ended with status ${child.exitCode}: ${heard.text.slice(-500)}`);
  const { sessions, drops } = summary;
  return { counted: delivered, dropped, sessions, evicted: drops.evicted_sessions, ...counted };
}

async function stdinFeed({ maxSessions }) {
  const { config, remove } = scratch(maxSessions);
  const child = spawn(process.execPath, [NETLOUPE, 'read', '-', ...ROWS, '--config', config]);
  const counted = countRows(child.stdout);
  const heard = textOf(child.stderr);
  return {
    input: child.stdin,
    pid: () => child.pid,
    async finish(written) {
      child.stdin.end();
      await exitOf(child, 'netloupe');
      return { sent: written, arrived: written, ...told(child, heard, counted) };
    },
    close() {
      child.kill('SIGKILL');
      remove();
    },
  };
}

async function liveFeed({ maxSessions, rate }) {
  const { config, remove } = scratch(maxSessions);
  const pair = new VethPair();
  const child = pair.receive(process.execPath, [
    NETLOUPE,
    'capture',
    '-i',
    RECEIVER_DEVICE,
    ...ROWS,
    '--config',
    config,
  ]);
  const counted = countRows(child.stdout);
  const heard = textOf(child.stderr);
  await pause(READY_MS);
  const before = pair.received();
  // Twice the rate: what is written sets the pace, and a pause of the writer is made up for.
  const sender = pair.send(
    'tcpreplay',
    ['-q', '--no-flow-stats', `--pps=${2 * rate}`, '-i', SENDER_DEVICE, '-'],
    'pipe',
  );
  const senderHeard = textOf(sender.stdout);
  sender.stderr.resume();
  return {
    input: sender.stdin,
    pid: () => child.pid,
    async finish() {
      sender.stdin.end();
      await exitOf(sender, 'tcpreplay');
      await pause(DRAIN_MS);
      const arrived = pair.received().packets - before.packets;
      child.kill('SIGINT');
      await exitOf(child, 'netloupe');
      return { sent: senderCounts(senderHeard.text).sent, arrived, ...told(child, heard, counted) };
    },
    close() {
      pair.close();
      remove();
    },
  };
}

/** Rows here are the sessions held and those that were forgotten, both counted by the viewer. */
async function viewerFeed({ maxSessions }) {
  const { folder, config, remove } = scratch(maxSessions);
  const pipe = path.join(folder, 'capture');
  execFileSync('mkfifo', [pipe]);
  const viewer = await Viewer.start(config);
  let status = null;
  let frame = null;
  viewer.open('status', {}, (latest) => (status = latest.capture));
  const sort = { column: 'bytes_in', descending: true };
  const view = {
    table: 'sessions',
    filter: '',
    sort,
    offset: 0,
    limit: 100,
    follow: false,
    packetLogs: 'state',
    paused: false,
  };
  viewer.open('view', view, (latest) => (frame = latest));
  const input = createWriteStream(pipe, { highWaterMark: 1 << 20 });
  const opened = viewer.call('capture.open', { path: pipe });
  return {
    input,
    pid: () => viewer.pid,
    async finish(written) {
      await opened;
      input.end();
      const deadline = performance.now() + LIMIT_MS;
      const settled = () =>
        status.state === 'ended' && frame.held + status.losses.forgotten_sessions === status.total_sessions;
      while (!settled() && performance.now() < deadline) await pause(POLL_MS);
      const { packets, total_sessions: sessions, losses } = status;
      const rows = frame.held + losses.forgotten_sessions;
      const evicted = losses.evicted_sessions;
      return {
        sent: written,
        arrived: written,
        counted: packets,
        dropped: 0,
        sessions,
        rows,
        evicted,
        evictedRows: evicted,
      };
    },
    async close() {
      await viewer.close();
      remove();
    },
  };
}
