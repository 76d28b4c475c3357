// npm run check [types|lint|format|knip]: what can be said of the code without running it. A failing check prints what
// its tool said and the command that fixes it, where there is one.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

const tool = (...words) => [path.join(root, 'node_modules', ...words[0].split('/')), ...words.slice(1)];
const types = (project) => tool('typescript/bin/tsc', '--noEmit', '-p', project);

const CHECKS = [
  { name: 'types, neither Node nor page', group: 'types', args: types('tsconfig/neutral.json') },
  { name: 'types, Node', group: 'types', args: types('tsconfig/node.json') },
  { name: 'types, page', group: 'types', args: types('tsconfig/page.json') },
  { name: 'types, plugins', group: 'types', args: types('tsconfig/plugins.json') },
  { name: 'types, tests and the rest', group: 'types', args: types('tsconfig.json') },
  { name: 'lint', group: 'lint', args: tool('oxlint/bin/oxlint', '--type-aware'), fix: 'npm run lint:fix' },
  { name: 'format', group: 'format', args: tool('oxfmt/bin/oxfmt', '--check'), fix: 'npm run format' },
  { name: 'unused code and dependencies', group: 'knip', args: tool('knip/bin/knip.js', '--no-progress') },
];

/** Runs the checks of these groups (none: all), two at a time. Answers how many passed and failed. */
export async function runChecks(groups) {
  const waiting = CHECKS.filter(({ group }) => groups.length === 0 || groups.includes(group));
  const result = { passed: 0, failed: 0 };
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const started = performance.now();
      const { status, output } = await run(process.execPath, check.args, { cwd: root, quiet: true });
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${status === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)\n`);
      if (status === 0) {
        result.passed += 1;
      } else {
        result.failed += 1;
        process.stdout.write(`${output.trim()}\n${check.fix ? `  to fix what can be fixed: ${check.fix}\n` : ''}`);
      }
    }
  };
  await Promise.all([work(), work()]);
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks(process.argv.slice(2));
  process.exitCode = failed === 0 ? 0 : 1;
}
