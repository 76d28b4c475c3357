/**
 * The command line of the installed app, which has no Node beside it: real Electron, started by the launcher, without a display. What it
 * has to print is what plain Node prints, to the byte, on standard error, too.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { SAMPLE } from './kit/captures.ts';
import { withoutIds } from './kit/cli.ts';
import { InstalledApp, type Run } from './kit/installed-app.ts';

const test = base.extend<object, { app: InstalledApp }>({
  app: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
    async ({}, use) => {
      const app = new InstalledApp();
      await use(app);
      app.dispose();
    },
    { scope: 'worker' },
  ],
});

/** Fifty times the sample: more than pipes hold. */
const MANY: readonly string[] = Array.from({ length: 50 }, () => SAMPLE);

/** Without what differs from run to run. */
function summaryOf(run: Run): unknown {
  const {
    elapsed_s: _time,
    packets_per_s: _rate,
    peak_rss_bytes: _memory,
    ...rest
  } = JSON.parse(run.stdout) as Record<string, unknown>;
  return rest;
}

test('tells its version and its help as plain Node does', ({ app }) => {
  for (const args of [['--version'], ['--help'], ['plugin', 'install', '--help']]) {
    const [run, node] = [app.run(args), app.runNode(args)];
    expect(run, args.join(' ')).toEqual(node);
    expect(run.status).toBe(0);
    expect(run.stdout).not.toBe('');
  }
});

test('reads a capture, named or through a pipe, and says the same of it', ({ app }) => {
  const args = ['read', SAMPLE, '--summary', 'json'];
  const run = app.run(args);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(summaryOf(run)).toEqual(summaryOf(app.runNode(args)));
  expect(summaryOf(run)).toMatchObject({ packets: 404, sessions: 46, dns_transactions: 31 });

  const piped = app.run(['read', '-', '--summary', 'json'], readFileSync(SAMPLE));
  expect(piped).toMatchObject({ status: 0, stderr: '' });
  expect(summaryOf(piped)).toEqual({ ...(summaryOf(run) as object), files: ['-'] });
  const shell = app.shell(`cat '${SAMPLE}' | netloupe read - --sessions - 2>&1 | wc -l`);
  expect(shell.stdout.trim()).toBe('47');
});

test('writes all of a long output before it ends, into a pipe that is read slowly, too', ({ app }) => {
  const args = ['read', ...MANY, '--packets', '-'];
  const run = app.run(args);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout.length).toBeGreaterThan(500_000);
  expect(withoutIds(run.stdout)).toBe(withoutIds(app.runNode(args).stdout));
  const words = MANY.map((file) => `'${file}'`).join(' ');
  const slow = app.shell(
    `netloupe read ${words} --packets - | { read -r line; wc -l <'${SAMPLE}' >/dev/null; cat; } | wc -l`,
  );
  expect(Number(slow.stdout)).toBe(run.stdout.split('\n').length - 2);
});

test('ends quietly when its reader goes away', ({ app }) => {
  const words = MANY.map((file) => `'${file}'`).join(' ');
  const run = app.shell(`netloupe read ${words} --packets - | head -n 1; echo "\${PIPESTATUS[0]}"`);
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^src_ip,.*\r\n0\n$/);
});

test('exit statuses and messages are those of plain Node', ({ app }) => {
  const damaged = app.at('damaged.pcap');
  writeFileSync(damaged, readFileSync(SAMPLE).subarray(0, 10_001));
  const cases: readonly (readonly [status: number, args: readonly string[]])[] = [
    [2, ['read']],
    [2, ['read', SAMPLE, '--summary', 'yaml']],
    [2, ['--no-sandbox', SAMPLE]],
    [2, ['read', SAMPLE, '--remote-debugging-port=9222']],
    [3, ['read', '/nowhere.pcap']],
    [3, ['raed']],
    [4, ['read', damaged, '--sessions', app.at('sessions.csv')]],
    [1, ['read', SAMPLE, '--sessions', '/proc/nowhere/sessions.csv']],
  ];
  for (const [status, args] of cases) {
    const run = app.run(args);
    expect(run, args.join(' ')).toEqual(app.runNode(args));
    expect(run.status, args.join(' ')).toBe(status);
    expect(run.stderr).toMatch(/^netloupe: /m);
  }
});

test('without the right to capture says so with exit status 5', ({ app }) => {
  test.skip(process.getuid?.() !== 0, 'takes rights away from root');
  const bare = 'setpriv --bounding-set=-all --inh-caps=-all netloupe capture -i lo --duration 1s';
  const run = app.shell(bare);
  expect(run.status, run.stderr).toBe(5);
  expect(run.stderr).toMatch(/^netloupe: /);
});

test('runs plugins in processes of their own, in both languages', ({ app }) => {
  const lua = app.at('count.lua');
  writeFileSync(lua, 'local n = 0\nfunction receiver(log) n = n + 1 end\nfunction cleanup() print("lua", n) end\n');
  const js = app.at('count.mjs');
  writeFileSync(
    js,
    'let n = 0;\nexport function receiver() { n++; }\nexport function cleanup() { console.log("js", n, typeof process.parentPort); }\n',
  );
  for (const plugin of [lua, js]) {
    const run = app.run(['read', SAMPLE, '--plugin', plugin]);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(plugin === lua ? /lua\s+142\b/ : /js 142 object/);
  }
  const broken = app.at('broken.lua');
  writeFileSync(broken, 'function receiver(log) error("no") end function test() return false end\n');
  const run = app.run(['read', SAMPLE, '--plugin', broken]);
  expect(run.stderr).toContain('does not start');
  expect(run.status).toBe(app.runNode(['read', SAMPLE, '--plugin', broken]).status);
});

test('compares two captures through the history process', ({ app }) => {
  const args = ['compare', SAMPLE, SAMPLE, '--format', 'json'];
  const run = app.run(args);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toBe(app.runNode(args).stdout);
});

test('serves the view on loopback, records, and answers questions about the history, running and ended', async ({
  app,
}) => {
  test.skip(process.getuid?.() !== 0, 'captures');
  const serve = app.start(['serve', '--listen', '127.0.0.1:0', '-i', 'lo']);
  const [, url = ''] = await serve.printed('stdout', /open (http:\S+)/);
  const question = ['query', "SELECT count(*) AS n FROM sessions WHERE src_ip = '127.0.0.1'", '--format', 'json'];
  const welcome = await fetch(url, { redirect: 'manual' });
  const cookie = welcome.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(new URL('/', url), { headers: { cookie } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<title>');
  await expect.poll(() => app.run(question).stdout).toMatch(/[1-9]/);
  expect(await serve.end('SIGTERM')).toEqual({ status: 0, signal: null });
  const run = app.run(question);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run).toEqual(app.runNode(question));
});

test('looks at the machine: doctor and interfaces', ({ app }) => {
  const doctor = app.run(['doctor', '--json']);
  expect(doctor.stderr).toBe('');
  const checks = (run: Run): { check: string; status: string; detail: string }[] =>
    (JSON.parse(run.stdout) as { checks: { check: string; status: string; detail: string }[] }).checks;
  const names = checks(doctor).map(({ check }) => check);
  expect(names).toEqual(checks(app.runNode(['doctor', '--json'])).map(({ check }) => check));
  expect(checks(doctor).find(({ check }) => check === 'history')?.status).toBe('ok');
  expect(checks(doctor).find(({ check }) => check === 'electron')?.status).toBe('ok');
  const interfaces = app.run(['interfaces', '--json']);
  expect(interfaces).toMatchObject({ status: 0, stderr: '' });
  expect(interfaces.stdout).toContain('"lo"');
});

test('is ended by signals as any program is', async ({ app }) => {
  const question = app.start(['query', '-']);
  // It waits for its standard input by then: there is nothing else that would tell.
  await expect.poll(() => listensTo(question.child.pid ?? 0, 'SIGINT')).toBe(true);
  expect(await question.end('SIGINT')).toEqual({ status: null, signal: 'SIGINT' });

  test.skip(process.getuid?.() !== 0, 'captures');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const capture = app.start(['capture', '-i', 'lo', '--sessions', '-']);
    await capture.printed('stderr', /Capturing on lo/);
    expect(await capture.end(signal), signal).toEqual({ status: 0, signal: null });
    expect(capture.stdout).toMatch(/^session_id,/);
  }
});

test('shows itself in a browser where a capture is to be opened and there is no display', async ({ app }) => {
  const opened = app.start([SAMPLE]);
  await opened.printed('stdout', /open http:\/\/127\.0\.0\.1:\d+/);
  expect(opened.stderr).toContain('so netloupe shows itself in a browser');
  expect(await opened.end('SIGTERM')).toEqual({ status: 0, signal: null });
});

/** Whether a process has a handler for a signal (proc(5), SigCgt). */
function listensTo(pid: number, signal: 'SIGINT'): boolean {
  const numbers = { SIGINT: 2 };
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> BigInt(numbers[signal] - 1)) & 1n) === 1n;
}
