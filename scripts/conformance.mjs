// npm run conformance [-- FOLDER] [-- --write]: what Netloupe says of every capture in FOLDER (the corpus beside the
// checkout, if not given) beside what independent tools say, as a table and, for each difference, the frame and both
// readings. Exits with 1 where a difference is not documented. `--write` updates the table in docs/conformance.md.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } });
const folder = path.resolve(positionals[0] ?? path.join(root, '..', 'shared', 'captures'));
if (!existsSync(path.join(folder, 'INDEX.tsv'))) {
  process.stderr.write(`conformance: there are no captures with an INDEX.tsv in ${folder}\n`);
  process.exit(2);
}

const report = path.join(root, '.cache', 'reports', 'conformance.txt');
rmSync(report, { force: true });
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status, output } = await run(process.execPath, [vitest, 'run', 'test/conformance', '--reporter=dot'], {
  cwd: root,
  quiet: true,
  env: {
    ...process.env,
    NETLOUPE_CONFORMANCE_REPORT: report,
    ...(positionals[0] === undefined ? {} : { NETLOUPE_CAPTURES: folder }),
    ...(values.write ? { NETLOUPE_CONFORMANCE_WRITE: '1' } : {}),
  },
});
// The report says what differs; what the runner said matters only where there is none, or nothing else failed.
process.stdout.write(existsSync(report) ? readFileSync(report, 'utf8') : output);
if (status !== 0 && existsSync(report) && /No undocumented difference/.test(readFileSync(report, 'utf8'))) {
  process.stdout.write(output);
}
process.exitCode = status === 0 ? 0 : 1;
