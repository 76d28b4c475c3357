/** `netloupe plugin …` as its users meet it: writing, trying, installing, changing, and asking a Netloupe that runs. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, ROOT, SAMPLE, type Run } from './kit/command-line.ts';

let cli: CommandLine;

function setVersion(folder: string, version: string): void {
  const file = cli.at(path.join(folder, 'plugin.json'));
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, version }));
}

interface Listed {
  readonly id: string;
  readonly version: string;
  readonly enabled: boolean;
  readonly origin: string;
}
function listed(name: string): Listed | undefined {
  const { plugins } = JSON.parse(cli.run(['plugin', 'list', '--json']).stdout) as {
    readonly plugins: readonly Listed[];
  };
  return plugins.find(({ id }) => id === name);
}

describe('writing a plugin', () => {
  beforeAll(() => {
    cli = new CommandLine();
  });
  afterAll(() => cli.dispose());

  it.each(['js', 'lua'])('begins with one that passes its own test, in %s', (language) => {
    expect(cli.run(['plugin', 'new', `mine-${language}`, '--lang', language]).status).toBe(0);
    const run = cli.run(['plugin', 'test', `mine-${language}`]);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toBe(readFileSync(cli.at(`mine-${language}/expected.txt`), 'utf8'));
    expect(run.stdout).toMatch(/15 names\n$/);
    expect(run.stderr).toMatch(/404 packets; 142 packet logs, 142 handled; no errors/);
  });

  it('gives editors what they need', () => {
    for (const [mine, its] of [
      ['mine-js/types/plugin.schema.json', 'docs/plugin.schema.json'],
      ['mine-js/types/netloupe.d.ts', 'plugins/api/netloupe.d.ts'],
      ['mine-lua/types/netloupe.lua', 'plugins/api/netloupe.lua'],
    ] as const) {
      expect(readFileSync(cli.at(mine), 'utf8')).toBe(readFileSync(path.join(ROOT, its), 'utf8'));
    }
  });

  it('never writes over what is there', () => {
    writeFileSync(cli.at('mine-js/notes.txt'), 'mine');
    const again = cli.run(['plugin', 'new', 'mine-js', '--lang', 'lua']);
    expect(again.status).toBe(2);
    expect(again.stderr).toMatch(/there already/);
    expect(existsSync(cli.at('mine-js/main.lua'))).toBe(false);
  });

  it('goes into a folder that is named', () => {
    expect(cli.run(['plugin', 'new', 'there', '--lang', 'lua', '--dir', 'deep/er']).stdout).toBe(
      'Wrote deep/er/there\n',
    );
    expect(existsSync(cli.at('deep/er/there/plugin.json'))).toBe(true);
  });

  it('is tried against an expectation, and the difference is shown', () => {
    const main = cli.at('mine-js/main.mjs');
    writeFileSync(main, readFileSync(main, 'utf8').replace(' names`', ' different names`'));
    const wrong = cli.run(['plugin', 'test', 'mine-js']);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('-15 names\n+15 different names\n');
    expect(cli.run(['plugin', 'test', 'mine-js', '--update']).status).toBe(0);
    expect(cli.run(['plugin', 'test', 'mine-js']).status).toBe(0);
    expect(readFileSync(cli.at('mine-js/expected.txt'), 'utf8')).toMatch(/15 different names\n$/);
  });

  it('compares with another file and another capture where they are named', () => {
    const args = ['plugin', 'test', 'mine-lua', '--read', SAMPLE];
    expect(cli.run([...args, '--expect', 'mine-lua/expected.txt']).status).toBe(0);
    expect(cli.run([...args, '--expect', 'mine-js/expected.txt']).status).toBe(1);
    expect(cli.run([...args, '--expect', 'missing.txt']).status).toBe(3);
    expect(cli.run(['plugin', 'test', 'mine-lua', '--read', 'missing.pcap']).status).toBe(3);
  });

  it('is the same every time', () => {
    cli.write('ids.mjs', `export function receiver({ session_id, timestamp }) { console.log(session_id, timestamp); }`);
    const [first, second] = [cli.run(['plugin', 'test', 'ids.mjs']), cli.run(['plugin', 'test', 'ids.mjs'])];
    expect(first.stdout.split('\n')).toHaveLength(143);
    expect(second.stdout).toBe(first.stdout);
  });

  it.each([
    ['throws.mjs', `export function receiver() { throw new Error('no'); }`, /142 calls failed/],
    ['syntax.lua', 'function receiver(', /main\.lua:1/],
    ['forever.lua', 'function receiver() while true do end end', /instructions|took longer/],
    ['quits.mjs', 'export function receiver() { process.exit(0); }', /ended/],
  ])('fails with 1 where it goes wrong: %s', (name, text, reason) => {
    cli.write(name, text);
    const run = cli.run(['plugin', 'test', name]);
    expect(run.status).toBe(1);
    expect(run.stdout + run.stderr).toMatch(reason);
  });

  it('is tried again at every save, until Ctrl+C', async () => {
    const watching = cli.start(['plugin', 'test', 'mine-lua', '--watch']);
    await watching.printed('stderr', /Waiting for a change/);
    appendFileSync(cli.at('mine-lua/main.lua'), '\nprint("loaded anew")\n');
    await watching.printed('stderr', /main\.lua changed[\s\S]*\+loaded anew[\s\S]*Waiting/);
    expect(await watching.interrupt()).toBe(0);
  });

  it('is packed into the same zip each time, which can be installed', () => {
    const packed = cli.run(['plugin', 'pack', 'mine-js']);
    expect(packed.stdout).toBe(`${cli.at('mine-js-0.1.0.zip')}\n`);
    const bytes = readFileSync(cli.at('mine-js-0.1.0.zip'));
    cli.run(['plugin', 'pack', 'mine-js', '--out', 'deep']);
    expect(readFileSync(cli.at('deep/mine-js-0.1.0.zip'))).toEqual(bytes);
    expect(cli.run(['plugin', 'install', 'mine-js-0.1.0.zip', '--yes']).status).toBe(0);
  });
});

describe('what is installed', () => {
  beforeEach(() => {
    cli = new CommandLine();
    cli.run(['plugin', 'new', 'mine', '--lang', 'js']);
  });
  afterEach(() => cli.dispose());

  const install = (...args: string[]): Run => cli.run(['plugin', 'install', ...args]);

  it('was asked for: without a terminal only with --yes', () => {
    const refused = install('mine');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('Run as ordinary Node.js code');
    expect(refused.stderr).toContain('--yes');
    expect(listed('mine')).toBeUndefined();
    expect(install('mine', '--yes').status).toBe(0);
    expect(listed('mine')).toMatchObject({ version: '0.1.0', enabled: true, origin: 'installed' });
  });

  it.skipIf(spawnSync('script', ['--version']).error !== undefined)('was answered with y on a terminal', () => {
    const onTerminal = (answer: string): string => {
      const command = `${process.execPath} ${path.join(ROOT, 'bin/netloupe.mjs')} plugin install mine`;
      const env = { ...process.env, NETLOUPE_HOME: cli.home };
      return spawnSync('script', ['-qec', command, '/dev/null'], {
        cwd: cli.folder,
        env,
        input: answer,
        encoding: 'utf8',
      }).stdout;
    };
    for (const answer of ['n\n', '\n', '\u0004']) expect(onTerminal(answer)).toContain('Nothing was changed');
    expect(listed('mine')).toBeUndefined();
    expect(onTerminal('y\n')).toContain('Installed mine 0.1.0');
    expect(listed('mine')).toBeDefined();
  });

  it('is switched, and stays so', () => {
    install('mine', '--yes', '--no-enable');
    expect(listed('mine')?.enabled).toBe(false);
    expect(cli.run(['plugin', 'enable', 'mine'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('is on') as unknown,
    });
    expect(listed('mine')?.enabled).toBe(true);
    expect(cli.run(['plugin', 'disable', 'mine']).status).toBe(0);
    expect(listed('mine')?.enabled).toBe(false);
  });

  it('is not said to run where it does not', () => {
    cli.write('mine/main.mjs', `export function receiver() {} export function test() { throw new Error('unwell'); }`);
    const run = install('mine', '--yes');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/mine does not start: .*unwell/);
    expect(cli.run(['plugin', 'enable', 'mine']).status).toBe(1);
  });

  it('is updated only where it is there, and only to what starts', () => {
    expect(cli.run(['plugin', 'update', 'mine', '--yes']).status).toBe(2);
    install('mine', '--yes');
    expect(install('mine', '--yes').status).toBe(2);
    setVersion('mine', '0.2.0');
    expect(cli.run(['plugin', 'update', 'mine']).stdout).toContain('Updated to mine 0.2.0');
    setVersion('mine', '0.3.0');
    cli.write('mine/main.mjs', 'export function receiver( {');
    const failed = cli.run(['plugin', 'update', 'mine']);
    expect(failed.status).not.toBe(0);
    expect(failed.stderr).toContain('0.2.0 stays');
    expect(listed('mine')?.version).toBe('0.2.0');
  });

  it('asks again when an update wants more', () => {
    install('mine', '--yes');
    const file = cli.at('mine/plugin.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...manifest, version: '0.2.0', permissions: { http: ['api.example.net'] } }));
    const run = cli.run(['plugin', 'update', 'mine']);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('api.example.net');
    expect(listed('mine')?.version).toBe('0.1.0');
  });

  it('is configured by its schema', () => {
    install('mine', '--yes');
    const config = (...args: string[]): Run => cli.run(['plugin', 'config', 'mine', ...args]);
    expect(JSON.parse(config().stdout)).toEqual({ suffix: '' });
    expect(JSON.parse(config('suffix=.test').stdout)).toEqual({ suffix: '.test' });
    expect(JSON.parse(config().stdout)).toEqual({ suffix: '.test' });
    expect(cli.run(['read', SAMPLE, '--plugin', 'mine']).stdout).toMatch(/^(?:dns \S+\.test\n)+\d names\n$/);
    const wrong = config('suffix=.com', 'sufix=.org');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('sufix');
    cli.write('values.yaml', 'suffix: .org\n');
    expect(JSON.parse(config('--file', 'values.yaml').stdout)).toEqual({ suffix: '.org' });
    expect(config('--file', 'nowhere.yaml').status).toBe(2);
    expect(JSON.parse(config('--reset').stdout)).toEqual({ suffix: '' });
  });

  it('is removed; what ships with the program is not', () => {
    install('mine', '--yes');
    expect(cli.run(['plugin', 'remove', 'mine'])).toMatchObject({ status: 0, stdout: 'Removed mine\n' });
    expect(listed('mine')).toBeUndefined();
    expect(cli.run(['plugin', 'remove', 'plain-log']).status).not.toBe(0);
    expect(listed('plain-log')).toMatchObject({ origin: 'bundled', enabled: false });
  });

  it('does not leave anything behind in the temporary folder', () => {
    install('mine', '--yes');
    cli.run(['plugin', 'test', 'mine']);
    cli.run(['read', SAMPLE, '--plugin', 'mine/main.mjs']);
    expect(readdirSync(cli.folder).toSorted((a, b) => a.localeCompare(b))).toEqual(['home', 'mine']);
  });
});

describe('a Netloupe that runs', () => {
  const TOKEN = 'correct-horse-battery-staple';

  beforeEach(() => {
    cli = new CommandLine();
    cli.write(
      'hello.mjs',
      `export function init() { console.log('here I am'); } export function request({ subpath }) { return [203, { subpath }]; }`,
    );
    cli.run(['plugin', 'install', 'hello.mjs', '--yes']);
  });
  afterEach(() => cli.dispose());

  it('is asked for its plugins, and follows what is changed beside it', async () => {
    const serving = cli.start(['serve', '--listen', '127.0.0.1:0', '--token', TOKEN]);
    const [, origin] = await serving.printed('stdout', /open (http:\S+)\/\?token/);
    const ask = (target: string, key: string = TOKEN): Promise<Response> =>
      fetch(`${origin}/plugins${target}`, { headers: { 'x-api-key': key } });

    expect((await ask('', 'wrong')).status).toBe(401);
    const answer = await ask('/hello/world');
    expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 203, body: { subpath: 'world' } });

    expect(cli.run(['plugin', 'status']).stdout).toMatch(/hello +0\.0\.0 +running/);
    expect(JSON.parse(cli.run(['plugin', 'status', 'hello']).stdout)).toMatchObject({ id: 'hello', state: 'running' });
    expect(cli.run(['plugin', 'log', 'hello']).stdout).toMatch(/Z here I am\n$/);
    expect(cli.run(['plugin', 'restart', 'hello'])).toMatchObject({ status: 0, stdout: 'hello is running\n' });
    expect(cli.run(['plugin', 'status', 'nobody']).status).toBe(3);

    cli.run(['plugin', 'disable', 'hello']);
    await expect.poll(async () => (await ask('/hello/world')).status, { timeout: 30_000 }).toBe(503);
    cpSync(cli.at('hello.mjs'), cli.at('second.mjs'));
    cli.run(['plugin', 'install', 'second.mjs', '--yes']);
    await expect.poll(async () => (await ask('/second')).status, { timeout: 30_000 }).toBe(203);

    // Whoever may read the key may use it.
    const [file] = readdirSync(path.join(cli.home, 'run'));
    expect(statSync(path.join(cli.home, 'run', file!)).mode & 0o777).toBe(0o600);
    expect(await serving.interrupt()).toBe(0);
    expect(readdirSync(path.join(cli.home, 'run'))).toEqual([]);
    expect(cli.run(['plugin', 'restart', 'hello']).stderr).toMatch(/netloupe serve/);
    expect(cli.run(['plugin', 'status'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('hello') as unknown,
    });
  }, 180_000);

  it('runs plugins of its own beside those that are switched on, and shows what they print', async () => {
    cli.write('mine.lua', 'function init() print("for this run") end function receiver() end');
    const serving = cli.start(['serve', '--listen', '127.0.0.1:0', '--token', TOKEN, '--plugin', 'mine.lua']);
    await serving.printed('stdout', /^for this run$/m);
    await serving.printed('stdout', /open http/);
    expect(cli.run(['plugin', 'status']).stdout).toMatch(/hello .*running[\s\S]*mine .*running/);
    expect(await serving.interrupt()).toBe(0);
    expect(listed('mine')).toBeUndefined();
  });
});

describe('wrong usage ends with 2', () => {
  beforeAll(() => {
    cli = new CommandLine();
  });
  afterAll(() => cli.dispose());

  it.each([
    [['plugin'], /Commands:/],
    [['plugin', 'frobnicate'], /unknown command/],
    [['plugin', 'new', 'x'], /--lang/],
    [['plugin', 'new', 'x', '--lang', 'python'], /js, lua/],
    [['plugin', 'new', 'Not A Name', '--lang', 'js'], /lower-case/],
    [['plugin', 'test', 'nowhere'], /nowhere/],
    [['plugin', 'log', 'x', '--lines', '0'], /1 to 2000/],
    [['plugin', 'config', 'plain-log', 'colour'], /KEY=VALUE/],
    [['read', SAMPLE, '--plugin', ''], /empty/],
  ])('%j', (args, reason) => {
    const run = cli.run(args);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(reason);
    expect(run.stdout).toBe('');
  });

  it('and what is not there with 3', () => {
    for (const args of [
      ['install', './nowhere'],
      ['enable', 'nowhere'],
      ['remove', 'nowhere'],
      ['config', 'nowhere'],
      ['pack', 'nowhere'],
    ]) {
      const run = cli.run(['plugin', ...args]);
      expect(run.status, run.stderr).toBe(3);
      expect(run.stderr).toContain('nowhere');
    }
  });
});
