/**
 * What plugins cost: packet logs a second through receivers that do next to nothing, for each language, one at a time and in
 * bulk, and what an enabled plugin costs the process that captures. The plugins run in their own processes, as always; CPU
 * time is read from /proc for each process by itself, so that neither is blamed for the other.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureFile } from './captures.mjs';
import { say } from './say.mjs';
import { median } from './statistics.mjs';
import { brief, count, table } from './table.mjs';
import { temporaryFolder } from './temporary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const netloupe = path.join(root, 'bin', 'netloupe.mjs');
const POLL_MS = 10;
/** A process's first moments are no plugin's doing: its CPU time until the first packet log is left out. */
const CODE = {
  js: {
    single: 'let bytes = 0;\nexport function receiver(log) {\n  bytes += log.length;\n}\n',
    bulk: 'let bytes = 0;\nexport function receiver_bulk(logs) {\n  for (const log of logs) bytes += log.length;\n}\n',
  },
  lua: {
    single: 'local bytes = 0\nfunction receiver(log)\n  bytes = bytes + log.length\nend\n',
    bulk: 'local bytes = 0\nfunction receiver_bulk(logs)\n  for i = 1, #logs do bytes = bytes + logs[i].length end\nend\n',
  },
};

function writePlugin(folder, language, kind, logs) {
  const name = `${language}-${kind}`;
  const at = path.join(folder, `${name}-${logs}`);
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, 'plugin.json'), JSON.stringify({ name, version: '1.0.0', language, receiver: { logs } }));
  writeFileSync(path.join(at, language === 'js' ? 'main.mjs' : 'main.lua'), CODE[language][kind]);
  return at;
}

/** Seconds of user and system time of one process without its children (proc(5)); null once it is gone. */
function ownCpuS(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null; // it has just ended
  }
}

/** Runs Netloupe to its end. Answers what it printed, wall time and the CPU time of its main process alone. */
function run(args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [netloupe, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let cpuS = 0;
    const poll = setInterval(() => (cpuS = ownCpuS(child.pid) ?? cpuS), POLL_MS);
    const told = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => (told[stream] += chunk));
    child.once('error', reject);
    child.once('close', (status) => {
      clearInterval(poll);
      if (status === 0) resolve({ ...told, cpuS, wallS: (performance.now() - started) / 1000 });
      else reject(new Error(`netloupe ${args.join(' ')} ended with status ${status}: ${told.stderr.slice(-500)}`));
    });
  });
}

/** `rounds` trials of one plugin on `capture`. */
async function measureRate(plugin, capture, rounds) {
  const rates = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await run(['plugin', 'test', plugin, '--read', capture, '--json']);
    const trial = JSON.parse(stdout);
    if (trial.handled !== trial.logs)
      throw new Error(`${trial.id} handled ${trial.handled} of ${trial.logs} packet logs`);
    rates.push({ perSecond: 1e6 / trial.us_per_log, logs: trial.logs });
  }
  return { perSecond: median(rates.map(({ perSecond }) => perSecond)), logs: rates[0].logs };
}

/** CPU time of reading `capture` with and without plugins, round by round in turn. */
async function measureCost(plugins, capture, rounds) {
  const read = ['read', capture, '--sessions', '/dev/null', '--summary', 'json', '--no-progress'];
  const ways = [
    { name: 'none', extra: [] },
    ...plugins.map(({ name, folder }) => ({ name, extra: ['--plugin', folder] })),
  ];
  const seconds = new Map(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, extra } of ways) seconds.get(name).push((await run([...read, ...extra])).cpuS);
  }
  return ways.map(({ name }) => ({ name, cpuS: median(seconds.get(name)) }));
}

export async function benchPlugins({ rounds = 5, quick = false } = {}) {
  const capture = captureFile(quick ? 'replay-200k' : 'mix-2m', say);
  const folder = temporaryFolder('plugins');
  const rates = [];
  for (const language of ['js', 'lua']) {
    for (const kind of ['single', 'bulk']) {
      const plugin = writePlugin(folder, language, kind, 'all');
      rates.push({ language, kind, ...(await measureRate(plugin, capture, rounds)) });
      say(`${language} ${kind}: ${count(rates.at(-1).perSecond)} packet logs a second`);
    }
  }
  const enabled = ['state', 'all'].map((logs) => ({
    name: logs === 'state' ? 'one that gets state changes (JS, bulk)' : 'one that gets every packet (JS, bulk)',
    folder: writePlugin(folder, 'js', 'bulk', logs),
  }));
  return { rates, cost: await measureCost(enabled, capture, rounds) };
}

export function pluginsText({ rates, cost }) {
  const names = { js: 'JavaScript', lua: 'Lua', single: '`receiver`', bulk: '`receiver_bulk`' };
  const [without] = cost;
  return [
    table(
      ['packet logs a second of CPU time', 'logs', 'rate', 'ns a log'],
      rates.map(({ language, kind, perSecond, logs }) => [
        `${names[language]}, ${names[kind]}`,
        count(logs),
        count(perSecond),
        count(1e9 / perSecond),
      ]),
    ),
    table(
      ['CPU time of the process that reads', 's', 'ratio'],
      cost.map(({ name, cpuS }) => [name === 'none' ? 'no plugin' : name, cpuS.toFixed(2), brief(cpuS / without.cpuS)]),
    ),
  ].join('\n\n');
}
