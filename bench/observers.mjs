/** What observers cost: CPU time of `observe` with one chain and with all, beside `read` on the same capture, in turn. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CAPTURES, captureFile } from './captures.mjs';
import { measure } from './measure.mjs';
import { say } from './say.mjs';
import { median, pairedRatio } from './statistics.mjs';
import { brief, count, mib, table } from './table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const NETLOUPE = path.join(root, 'bin', 'netloupe.mjs');
const CHAINS = ['basic', 'tcp', 'udp', 'icmp', 'dns', 'ecn', 'dscp', 'mss', 'tcpopt', 'tfo', 'evil'];
const allChains = CHAINS.flatMap((name) => ['--chain', name]);
const sessions = ['--sessions', '/dev/null', '--summary', 'json'];

const WAYS = [
  { name: '`read`, counting only', command: 'read', args: ['--summary', 'json'] },
  { name: '`observe`, chain `basic`', command: 'observe', args: ['--output', '/dev/null'] },
  { name: '`observe`, all chains', command: 'observe', args: ['--output', '/dev/null', ...allChains] },
  { name: '`read`, a row a session', command: 'read', args: sessions },
  { name: '`read`, a row a session, all chains', command: 'read', args: [...sessions, ...allChains] },
];

export async function benchObservers({ rounds = 5, quick = false } = {}) {
  const name = quick ? 'replay-200k' : 'mix-2m';
  const capture = captureFile(name, say);
  const runs = WAYS.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, { command, args }] of WAYS.entries())
      runs[at].push(await measure(process.execPath, [NETLOUPE, command, capture, '--no-progress', ...args]));
  }
  const { packets } = CAPTURES[name];
  const cpuOf = (at) => runs[at].map(({ cpuS }) => cpuS);
  return WAYS.map((way, at) => ({
    name: way.name,
    packets,
    cpuS: median(cpuOf(at)),
    ratio: pairedRatio(cpuOf(at), cpuOf(0)),
    peakRss: median(runs[at].map(({ peakRss }) => peakRss)),
  }));
}

export function observersText(results) {
  return table(
    ['on the same capture', 'packets', 'CPU s', 'ns a packet', 'ratio', 'peak MiB'],
    results.map(({ name, packets, cpuS, ratio, peakRss }) => [
      name,
      count(packets),
      cpuS.toFixed(2),
      count((1e9 * cpuS) / packets),
      `${brief(ratio.median)} (${brief(ratio.least)}–${brief(ratio.most)})`,
      mib(peakRss),
    ]),
  );
}
