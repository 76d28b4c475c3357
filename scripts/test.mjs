// npm test: sets up, then runs everything that can be run here: static checks, unit and integration tests, end-to-end
// tests in Chromium (and against the desktop app where an Electron is at hand). The last line is `N passed, N failed`.
// `--desktop` runs the desktop end-to-end tests alone, on what is already set up; `--package` those of packages.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runChecks } from './check.mjs';
import { rememberPassed } from './release.mjs';
import { root } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { setUpOrExit } from './setup.mjs';

const reports = path.join(root, '.cache', 'reports');
const title = (text) => process.stdout.write(`\n── ${text} ──\n`);
const total = { passed: 0, failed: 0, skipped: 0 };

/** A runner that failed without a failing test (it crashed, or a file did not load) still counts as a failure. */
function add(status, { passed, failed, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed === 0 && status !== 0 ? 1 : failed;
  total.skipped += skipped;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // the runner died before it could write one: `add` counts that
  }
}

async function runVitest(name, options = []) {
  title(name);
  const file = path.join(reports, 'vitest.json');
  const cli = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [cli, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...options];
  const { status } = await run(process.execPath, args, { cwd: root });
  const report = readReport(file);
  const brokenFiles = (report?.testResults ?? []).filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  add(status, {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles.length,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  });
}

/** Loopback of its own for each half of the tests, which share its addresses and ports otherwise: as root on Linux. Empty: there is none to be had. */
function ownLoopback() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return [];
  const command = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const [program, ...args] = command;
  return spawnSync(program, [...args, 'true'], { stdio: 'ignore' }).status === 0 ? command : [];
}

/** Both halves at once where each can have a loopback of its own: they wait more than they compute. */
async function runPlaywright(chromium, projects) {
  title(`end-to-end tests${projects.length > 0 ? ` (${projects.join(', ')})` : ''}`);
  const apart = ownLoopback();
  const halves = apart.length === 0 ? [null] : ['1/2', '2/2'];
  await Promise.all(halves.map((half) => runHalf(half, apart, chromium, projects)));
}

async function runHalf(half, apart, chromium, projects) {
  const name = half === null ? 'playwright' : `playwright-${half[0]}`;
  const file = path.join(reports, `${name}.json`);
  const cli = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const args = [cli, 'test', '--reporter=list,json', `--output=test-results/${name}`];
  if (half !== null) args.push(`--shard=${half}`);
  args.push(...projects.map((project) => `--project=${project}`));
  const env = {
    ...process.env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    ...(chromium === null ? {} : { CHROMIUM_PATH: chromium }),
  };
  const [program, ...before] = [...apart, process.execPath];
  const { status } = await run(program, [...before, ...args], { cwd: root, env });
  const report = readReport(file);
  const flaky = report?.stats.flaky ?? 0;
  if (flaky > 0) process.stdout.write(`\nFlaky, which is a bug: ${flaky} passed only at the second try\n`);
  add(status, {
    passed: (report?.stats.expected ?? 0) + flaky,
    failed: (report?.stats.unexpected ?? 0) + (report?.errors.length ?? 0),
    skipped: report?.stats.skipped ?? 0,
  });
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
if (process.argv.includes('--desktop')) {
  await runPlaywright(null, ['desktop']);
} else if (process.argv.includes('--package')) {
  await runVitest('packages', ['--mode=package', '--no-file-parallelism']);
} else {
  const chromium = await setUpOrExit({ forTests: true });
  title('checks');
  const checks = await runChecks([]);
  add(checks.failed, checks);
  await runVitest('unit and integration tests');
  await runPlaywright(chromium, []);
  // What a release asks for.
  if (total.failed === 0 && total.passed > 0) rememberPassed();
}

if (total.skipped > 0) process.stdout.write(`\nSkipped: ${total.skipped}; the runners say above why\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`, () => {
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
});
