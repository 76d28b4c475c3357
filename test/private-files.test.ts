/**
 * Whatever the program keeps for itself is unreadable for others, whatever the umask: a server that has done everything that leaves a
 * file is walked through. Its home was there before, and is open to everybody: each thing in it is private by itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectEngine } from '#channel/client.ts';
import { webSocketTransport } from '#channel/web-socket.ts';
import { ROOT, SAMPLE, Started } from './kit/command-line.ts';
import { openToOthers, pathsBelow } from './kit/open-files.ts';
import { valueOf } from './kit/opened-capture.ts';

const NETLOUPE = path.join(ROOT, 'bin/netloupe.mjs');
/** Asks for all that makes files: a store, a folder of its own, a key of its own. */
const PLUGIN = JSON.stringify({
  name: 'keeper',
  version: '1.0.0',
  language: 'js',
  permissions: { store: true, files: ['data'] },
  endpoint: { auth: 'plugin' },
});
const PLUGIN_CODE = `
import { writeFileSync } from 'node:fs';
export async function init(context) {
  await context.store.set('secret', 'x');
  writeFileSync(context.data_folder + '/notes.txt', 'x');
  console.log('kept all');
}
export function request() { return [200, 'x']; }
`;
/** Of the slowest machine. */
const patience = { timeout: 45_000 };
/** Nobody takes what it sends: it waits on disk. */
const PIPELINE = `
name: waiting
stages:
  - { stage: packets, out: all }
  - { stage: export, sink: webhook, url: "http://127.0.0.1:9/", in: all }
`;

const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-private-'));
let server: Started | null = null;
afterEach(async () => {
  server?.child.kill('SIGTERM');
  await server?.ended();
  rmSync(folder, { recursive: true, force: true });
});

it('everything under the data folder and the temporary one is for its user alone, with umask 000', async ({ skip }) => {
  if (process.platform === 'win32') skip('permissions are others there');
  const home = path.join(folder, 'home');
  const temporary = path.join(folder, 'tmp');
  const plugin = path.join(folder, 'keeper');
  for (const each of [home, temporary, plugin]) {
    mkdirSync(each);
    chmodSync(each, 0o777);
  }
  writeFileSync(path.join(plugin, 'plugin.json'), PLUGIN);
  writeFileSync(path.join(plugin, 'main.mjs'), PLUGIN_CODE);
  // Written by hand, and open: what the program writes in its place is not.
  writeFileSync(path.join(home, 'settings.yaml'), 'history: { packets_bytes: 50000000 }\n');
  chmodSync(path.join(home, 'settings.yaml'), 0o666);
  const env = { ...process.env, NETLOUPE_HOME: home, TMPDIR: temporary };
  const openly = ['-c', 'umask 000; exec "$@"', 'sh', process.execPath, NETLOUPE];
  const installed = spawnSync('sh', [...openly, 'plugin', 'install', plugin, '--yes'], { env, encoding: 'utf8' });
  expect(installed.stderr + installed.stdout).toContain('It is on');

  const live = process.platform === 'linux' && process.getuid?.() === 0;
  const input = live ? ['-i', 'lo'] : ['--read', SAMPLE];
  server = new Started(
    spawn('sh', [...openly, 'serve', '--listen', '127.0.0.1:0', ...input], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  const [, origin, token] = await server.printed('stdout', /(http:\/\/[\d.:]+)\/\S*token=(\S+)/);
  const headers = { authorization: `Bearer ${token}`, origin: origin! };
  const socket = new WebSocket(`${origin!.replace('http', 'ws')}/channel`, { headers });
  const client = connectEngine(webSocketTransport(socket));

  const { settings } = valueOf(await client.call('settings.get', {}));
  valueOf(await client.call('settings.set', { settings }));
  valueOf(await client.call('pipelines.save', { text: PIPELINE, replace: false }));
  valueOf(await client.call('pipelines.set_enabled', { id: 'waiting', enabled: true }));
  const query = { id: 'q', name: 'mine', text: 'SELECT 1', chart: null, onOverview: false, schedule: null } as const;
  valueOf(await client.call('history.save', { query }));
  const uploaded = await fetch(`${origin}/captures?name=mine.pcap`, {
    method: 'PUT',
    headers,
    body: readFileSync(SAMPLE),
  });
  expect(uploaded.status).toBe(201);
  const exported = { table: 'sessions', filter: '', format: 'csv', range: null, redact: false } as const;
  valueOf(await client.call('export.start', { ...exported, packetLogs: 'state', path: null }));

  // Something to be captured.
  if (live) createSocket('udp4').unref().send('x', 9, '127.0.0.1');
  const wanted = [
    /settings\.yaml$/,
    /history\.duckdb$/,
    /query\.sock$/,
    /queries/,
    /run\/\d+\.json$/,
    /keeper.*main\.mjs$/,
    /notes\.txt$/,
    /mine\.pcap$/,
    /export-1$/,
    /spool\/waiting/,
    ...(live ? [/packets-\d+\.pcapng$/] : []),
  ];
  await expect
    .poll(() => {
      const paths = [...pathsBelow(home), ...pathsBelow(temporary)].map(({ path: each }) => each);
      return wanted.filter((pattern) => !paths.some((each) => pattern.test(each))).map(String);
    }, patience)
    .toEqual([]);
  expect([...openToOthers(home), ...openToOthers(temporary)]).toEqual([]);
  client.close();
  server.child.kill('SIGTERM');
  await once(server.child, 'close');
  expect([...openToOthers(home), ...openToOthers(temporary)]).toEqual([]);
}, 120_000);
