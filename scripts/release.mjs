// npm run release:check [-- vX.Y.Z]: whether this commit may be released: one version everywhere, a changelog that says
// what is new, nothing uncommitted, tests that ran on this very commit. Says everything that is wrong, not only the first thing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root as checkout } from './setup/paths.mjs';

const VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Where `npm test` leaves that all passed, and on which commit. */
const passedFile = (root) => path.join(root, '.cache', 'tests-passed');

function git(root, ...args) {
  const { stdout, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** The lines under the heading of a version: `## [1.2.3] - 2026-11-30`. Null where there is no such heading. */
export function changelogOf(text, version) {
  const lines = text.split('\n');
  const isHeading = (line) => line.startsWith('## ');
  const start = lines.findIndex((line) => isHeading(line) && line.startsWith(`## [${version}] - `));
  if (start === -1) return null;
  const end = lines.findIndex((line, index) => index > start && isHeading(line));
  return lines.slice(start + 1, end === -1 ? undefined : end);
}

/** Called when all tests passed; without git, or with changes that are not committed, nothing is remembered. */
export function rememberPassed(root = checkout) {
  const commit = git(root, 'rev-parse', 'HEAD');
  if (commit === null || git(root, 'status', '--porcelain') !== '') return;
  mkdirSync(path.dirname(passedFile(root)), { recursive: true });
  writeFileSync(passedFile(root), `${commit}\n`);
}

/**
 * Everything that speaks against a release; empty: nothing does. `tag` null: that of the commit is looked up.
 * @param {string} root
 * @param {string | null} tag
 */
export function problemsOfRelease(root, tag = null) {
  const read = (name) => readFileSync(path.join(root, name), 'utf8');
  const { version } = JSON.parse(read('package.json'));
  const lockfile = JSON.parse(read('package-lock.json'));
  const problems = [];
  if (!VERSION.test(version)) problems.push(`package.json: ${version} is no version`);
  for (const found of new Set([lockfile.version, lockfile.packages[''].version])) {
    if (found !== version)
      problems.push(`package-lock.json says ${found}, package.json ${version}; run: npm install --package-lock-only`);
  }
  const entries = changelogOf(read('CHANGELOG.md'), version);
  if (entries === null) problems.push(`CHANGELOG.md has no heading "## [${version}] - YYYY-MM-DD"`);
  else if (!entries.some((line) => line.startsWith('- '))) problems.push(`CHANGELOG.md says nothing under ${version}`);
  const tags = tag === null ? (git(root, 'tag', '--points-at', 'HEAD') ?? '').split('\n').filter(Boolean) : [tag];
  if (!tags.includes(`v${version}`)) {
    problems.push(`the tag is ${tags.join(', ') || 'missing'}, not v${version}; run: git tag -s v${version}`);
  }
  const changed = git(root, 'status', '--porcelain');
  if (changed === null) problems.push('this is no git checkout');
  else if (changed !== '') problems.push(`not committed:\n${changed}`);
  const passed = existsSync(passedFile(root)) ? readFileSync(passedFile(root), 'utf8').trim() : null;
  if (passed !== git(root, 'rev-parse', 'HEAD'))
    problems.push('the tests have not passed on this commit; run: npm test');
  return problems;
}

if (path.resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const problems = problemsOfRelease(checkout, process.argv[2] ?? null);
  for (const problem of problems) process.stdout.write(`✗ ${problem}\n`);
  process.stdout.write(problems.length === 0 ? 'ready to be released\n' : `${problems.length} in the way\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
