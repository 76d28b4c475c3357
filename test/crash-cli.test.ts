/** Real processes of the command line are ended by what users cannot foresee; what is said, written and left out. Needs a build. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { execFileSync, spawnSync } from 'node:child_process';
import { CommandLine, SAMPLE, type Started } from './kit/command-line.ts';

let cli: CommandLine;
beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli.dispose());

const folder = (): string => path.join(cli.home, 'crash-reports');
const UNTIL = { timeout: 30_000, interval: 50 };

/** A bug, met when the signal comes: as close to ours as somebody else's code gets. */
function startWithBug(args: readonly string[], message: string): Started {
  const bug = `process.on('SIGUSR2', () => { throw new TypeError(${JSON.stringify(message)}) })`;
  vi.stubEnv('NODE_OPTIONS', `--import=data:text/javascript,${encodeURIComponent(bug)}`);
  try {
    return cli.start(args);
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Process ids of those that it forked from this file of the build. */
function childrenOf(serve: Started, file: string): string[] {
  const words = ['-g', String(serve.child.pid), '-f', file];
  return (spawnSync('pgrep', words, { encoding: 'utf8' }).stdout ?? '').split('\n').filter((pid) => pid !== '');
}

function reportNamedIn(stderr: string): string {
  const file = /(\/\S+\.md)/.exec(stderr)?.[1];
  expect(file, stderr).toBeDefined();
  return readFileSync(file ?? '', 'utf8');
}

it('an error that nobody caught ends the command with status 1, and leaves a report whose path is told', async () => {
  const serve = startWithBug(
    ['serve', '--listen', '127.0.0.1:0', '--read', SAMPLE],
    'no "secret.example.com" at 192.0.2.9',
  );
  await vi.waitFor(() => expect(serve.stdout).toContain('netloupe: open http'), UNTIL);
  serve.child.kill('SIGUSR2');
  await vi.waitFor(() => expect(serve.child.exitCode).toBe(1), UNTIL);
  const report = reportNamedIn(serve.stderr);
  expect(report).toContain('- process: cli');
  expect(report).toContain('TypeError: no <text> at <address>');
  expect(report).not.toContain('example.com');
  expect(report).not.toContain('192.0.2.9');
  expect(report).not.toContain(cli.folder);
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder())) expect(statSync(path.join(folder(), name)).mode & 0o777).toBe(0o600);
});

it('where no report can be written, that is said instead', async () => {
  mkdirSync(cli.home);
  const serve = startWithBug(['serve', '--listen', '127.0.0.1:0'], 'oh');
  await vi.waitFor(() => expect(serve.stdout).toContain('netloupe: open http'), UNTIL);
  execFileSync('sh', ['-c', `rm -rf "$0" && : > "$0"`, cli.home]);
  serve.child.kill('SIGUSR2');
  await vi.waitFor(() => expect(serve.child.exitCode).toBe(1), UNTIL);
  expect(serve.stderr).toContain('NETLOUPE_DEBUG=1');
  expect(serve.stderr).toContain('No report was written');
});

it.skipIf(process.platform !== 'linux')(
  'a plugin that is gone is started again, and reported without what it printed',
  async () => {
    expect(cli.run(['plugin', 'enable', 'plain-log']).status).toBe(0);
    const serve = cli.start(['serve', '--listen', '127.0.0.1:0', '--read', SAMPLE]);
    const [first = ''] = await vi.waitFor(() => {
      const found = childrenOf(serve, 'plugin-process');
      expect(found).toHaveLength(1);
      return found;
    }, UNTIL);
    process.kill(Number(first), 'SIGABRT');
    await vi.waitFor(
      () => expect(serve.stderr).toContain('The process of a plugin ended unexpectedly (SIGABRT)'),
      UNTIL,
    );
    const report = reportNamedIn(serve.stderr);
    expect(report).toContain('- process: plugin');
    expect(report).not.toContain('plain-log');
    await vi.waitFor(
      () => expect(childrenOf(serve, 'plugin-process').filter((pid) => pid !== first)).not.toEqual([]),
      UNTIL,
    );
  },
);

it.skipIf(process.platform !== 'linux')('a history process that is gone is started again, and reported', async () => {
  const serve = cli.start(['serve', '--listen', '127.0.0.1:0', '--read', SAMPLE]);
  await vi.waitFor(() => expect(childrenOf(serve, 'history-process')).not.toEqual([]), UNTIL);
  const [first = ''] = childrenOf(serve, 'history-process');
  process.kill(Number(first), 'SIGSEGV');
  await vi.waitFor(() => expect(serve.stderr).toContain('The history process ended unexpectedly'), UNTIL);
  const report = reportNamedIn(serve.stderr);
  expect(report).toContain('- process: history');
  expect(report).toContain('SIGSEGV');
  await vi.waitFor(
    () => expect(childrenOf(serve, 'history-process').filter((pid) => pid !== first)).not.toEqual([]),
    UNTIL,
  );
  serve.child.kill('SIGTERM');
  await vi.waitFor(() => expect(serve.child.exitCode).toBe(0), UNTIL);
  expect(readdirSync(folder())).toHaveLength(1);
});
