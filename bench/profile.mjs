/**
 * node bench/profile.mjs [--rows 30] [--lines] [--keep FILE.cpuprofile] [-- COMMAND OF NETLOUPE]: where the CPU time of a
 * command goes, by function (self time) and with --lines also by line of the bundle. Without a command it reads the
 * two-million-packet capture of `npm run bench`. Run `npm run build` first: what is measured is the build.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { captureFile } from './captures.mjs';
import { selfTimes } from './cpu-profile.mjs';
import { removeFolder, temporaryFolder } from './temporary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '30' },
    interval: { type: 'string', default: '500' },
    lines: { type: 'boolean', default: false },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'usage: node bench/profile.mjs [--rows 30] [--interval MICROSECONDS] [--lines] [--keep FILE.cpuprofile] [-- read FILE --summary json]\n',
  );
  process.exit(0);
}

let command = positionals;
if (command.length === 0) {
  const file = captureFile('mix-2m', (text) => process.stderr.write(`${text}\n`));
  command = ['read', file, '--summary', 'json'];
}

const folder = temporaryFolder('profile');
try {
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${values.interval}`];
  const { status } = spawnSync(process.execPath, [...flags, path.join(root, 'bin', 'netloupe.mjs'), ...command], {
    stdio: ['inherit', 'ignore', 'inherit'],
  });
  const written = readdirSync(folder)[0];
  if (written === undefined) throw new Error(`no profile was written (the command ended with status ${status})`);
  const file = path.join(folder, written);
  if (values.keep !== undefined) copyFileSync(file, values.keep);
  report(selfTimes(JSON.parse(readFileSync(file, 'utf8'))));
  process.exitCode = status ?? 1;
} finally {
  removeFolder(folder);
}

function report({ totalMs, functions, lines }) {
  const rows = Number(values.rows);
  const row = (ms, text) =>
    `${ms.toFixed(0).padStart(7)} ms ${((100 * ms) / totalMs).toFixed(1).padStart(5)} %  ${text}\n`;
  process.stdout.write(`netloupe ${command.join(' ')}: ${totalMs.toFixed(0)} ms, by function (self time)\n`);
  for (const { ms, name, source } of functions.slice(0, rows)) process.stdout.write(row(ms, `${name}  ${source}`));
  if (!values.lines) return;
  process.stdout.write('\nby line\n');
  for (const { ms, name, source, text } of lines.slice(0, rows)) {
    process.stdout.write(row(ms, `${source} ${name}: ${text.slice(0, 110)}`));
  }
}
