/**
 * npm run bench [-- FILE] [--rounds 5]: what reading a capture costs, beside `tcpdump -r FILE -w /dev/null`, which only
 * copies. Both run in turn on the same file, so that a busy machine is busy for both; the ratio is taken round by round.
 * Without FILE a capture of two million packets is made first (kept in .cache/).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { captureFile } from './captures.mjs';
import { measure } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
const say = (text) => process.stdout.write(`${text}\n`);

function stop(message) {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(1);
}

if (process.platform !== 'linux') stop('measures with /proc, which only Linux has');
if (!(rounds >= 1)) stop(`--rounds takes a number from 1 on, not ${values.rounds}`);
if (!existsSync(path.join(root, 'out', 'main', 'cli.js'))) stop('not built yet; run: npm run setup');

const file = positionals[0] ?? captureFile('mix-2m', say);
if (!existsSync(file)) {
  stop(`${file} does not exist`);
}

const programs = [
  { name: 'tcpdump -w /dev/null', command: 'tcpdump', args: ['-r', file, '-w', '/dev/null'], runs: [] },
  {
    name: 'netloupe read',
    command: process.execPath,
    args: [path.join(root, 'bin', 'netloupe.mjs'), 'read', file, '--summary', 'json', '--no-progress'],
    runs: [],
  },
];

await measure('cp', [file, '/dev/null']); // from memory for everybody, not from disk for the first
for (let round = 0; round < rounds; round++) {
  for (const program of programs) program.runs.push(await measure(program.command, program.args));
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const spread = (numbers, digits) =>
  `${median(numbers).toFixed(digits)} (${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)})`;
const millions = (perSecond) => `${(perSecond / 1e6).toFixed(2)} M`;

const [tcpdump, netloupe] = programs;
const summary = JSON.parse(netloupe.runs[0].output);
const { packets } = summary;
say(
  `${path.basename(file)}: ${packets.toLocaleString('en')} packets, ${(summary.bytes / 1e6).toFixed(0)} MB on the wire, ${summary.sessions.toLocaleString('en')} sessions, ${summary.dns_transactions.toLocaleString('en')} DNS transactions`,
);
say(`Node ${process.versions.node}, ${rounds} rounds, median (least–most)\n`);
for (const { name, runs } of programs) {
  const cpu = runs.map((run) => run.cpuS);
  const wall = runs.map((run) => run.wallS);
  const peak = Math.max(...runs.map((run) => run.peakRss));
  say(name);
  say(
    `  CPU          ${spread(cpu, 2)} s, ${millions(packets / median(cpu))} packets/s, ${((median(cpu) / packets) * 1e9).toFixed(0)} ns a packet`,
  );
  say(`  wall         ${spread(wall, 2)} s, ${millions(packets / median(wall))} packets/s`);
  say(`  peak memory  ${(peak / 2 ** 20).toFixed(0)} MiB`);
}
const ratios = netloupe.runs.map((run, i) => run.cpuS / tcpdump.runs[i].cpuS);
say(`\nCPU of netloupe ÷ CPU of tcpdump: ${spread(ratios, 2)}`);
