/** Plugins on the command line: `--plugin` for read and capture, from the classic examples to plugins that go wrong. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLine, SAMPLE } from './kit/command-line.ts';

/** As the classic guide to such plugins has them. */
const CLASSIC_LUA = `
function receiver(packet_log)
    local parts = {}
    if packet_log.timestamp then
        table.insert(parts, "["..packet_log.timestamp.."]")
    end
    print(table.concat(parts, " "))
end
`;
const CLASSIC_LUA_CONFIG = `
function receiver(packet_log, config)
    print(config.filter.strict)
end
`;
const CLASSIC_JS = `
export async function receiver(packet_log) {
  // Print the payload data
  console.log(packet_log["payload"]);
}
`;

let cli: CommandLine;
/** The packet log of the sample, as `--packets` writes it. */
let packets: { readonly timestamp: string; readonly payload: Readonly<Record<string, string>> | null }[];

beforeAll(() => {
  cli = new CommandLine();
  cli.write('classic.lua', CLASSIC_LUA);
  cli.write('classic.mjs', CLASSIC_JS);
  cli.run(['read', SAMPLE, '--packets', 'packets.jsonl']);
  packets = readFileSync(cli.at('packets.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as (typeof packets)[number]);
});
afterAll(() => cli.dispose());

const lines = (text: string): string[] => text.split('\n').slice(0, -1);

describe('the classic examples', () => {
  it('in Lua: prints the time of each packet log', () => {
    const run = cli.run(['read', SAMPLE, '--plugin', 'classic.lua']);
    expect(run.status).toBe(0);
    expect(lines(run.stdout)).toEqual(packets.map(({ timestamp }) => `[${timestamp}]`));
  });

  it('in JavaScript: prints the payload of each packet log', () => {
    const run = cli.run(['read', SAMPLE, '--plugin', 'classic.mjs']);
    expect(run.status).toBe(0);
    const expected = packets.map(({ payload }) => {
      const [filter, name] = Object.entries(payload ?? {})[0] ?? [];
      return filter === undefined ? 'null' : `{ ${filter}: '${name}' }`;
    });
    expect(lines(run.stdout)).toEqual(expected);
  });

  it('with configuration, once it is set', () => {
    cli.write('strict.lua', CLASSIC_LUA_CONFIG);
    expect(cli.run(['plugin', 'install', 'strict.lua', '--yes']).status).toBe(0);
    expect(cli.run(['plugin', 'config', 'strict', 'filter={"strict":true}']).status).toBe(0);
    const run = cli.run(['read', SAMPLE, '--plugin', 'strict']);
    expect(new Set(lines(run.stdout))).toEqual(new Set(['true']));
    expect(lines(run.stdout)).toHaveLength(packets.length);
  });
});

describe('what plugins say', () => {
  it('has a name before it where there are several', () => {
    const run = cli.run(['read', SAMPLE, '--plugin', 'classic.lua', '--plugin', 'classic.mjs']);
    // Both are called classic.
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/same name/);
    cli.write('other.mjs', CLASSIC_JS);
    const both = cli.run(['read', SAMPLE, '--plugin', 'classic.lua', '--plugin', 'other.mjs']);
    const of = (name: string): string[] => lines(both.stdout).filter((line) => line.startsWith(`[${name}] `));
    expect(of('classic')).toEqual(packets.map(({ timestamp }) => `[classic] [${timestamp}]`));
    expect(of('other')).toHaveLength(packets.length);
  });

  it('goes to stderr where rows are on stdout', () => {
    const run = cli.run(['read', SAMPLE, '--plugin', 'classic.lua', '--dns', '-']);
    expect(run.status).toBe(0);
    expect(run.stdout.split('\r\n')[0]).toMatch(/^time,session_id/);
    expect(run.stdout).not.toContain('[classic]');
    expect(lines(run.stderr).filter((line) => line.startsWith('[classic] ['))).toHaveLength(packets.length);
  });

  it('is apart from the summary, and no summary is printed unasked', () => {
    const run = cli.run(['read', SAMPLE, '--plugin', 'classic.lua', '--summary', 'json']);
    expect(lines(run.stdout)).toHaveLength(packets.length);
    expect(JSON.parse(run.stderr)).toMatchObject({ packets: 404 });
    expect(cli.run(['read', SAMPLE, '--plugin', 'classic.lua']).stderr).toMatch(/^404 packets/);
  });

  it('is told by its kind: logs and alerts on stderr', () => {
    cli.write(
      'kinds.mjs',
      `export function init({ log, emit_alert }) {
        log.warn('careful');
        emit_alert({ title: 'Found', message: 'something', severity: 'high' });
        console.log('plain');
      }
      export function receiver() {}`,
    );
    const run = cli.run(['read', SAMPLE, '--plugin', 'kinds.mjs']);
    expect(run).toMatchObject({ status: 0, stdout: 'plain\n' });
    expect(run.stderr).toContain('[kinds] warn: careful\n');
    expect(run.stderr).toContain('[kinds] alert high: Found: something\n');
  });

  it('comes whole, however fast', () => {
    cli.write('flood.mjs', `export function receiver(log) { for (let i = 0; i < 100; i++) console.log(i); }`);
    const run = cli.run(['read', SAMPLE, '--plugin', 'flood.mjs']);
    expect(lines(run.stdout)).toHaveLength(packets.length * 100);
    expect(run.stderr).not.toContain('too fast');
  });

  it('ends the reading when nobody reads it any more', async () => {
    const child = cli.start(['read', SAMPLE, '--plugin', 'classic.lua']);
    child.child.stdout?.destroy();
    expect(await child.ended()).toBe(0);
  });
});

describe('a plugin that does not start', () => {
  it.each([
    ['syntax.mjs', 'export function receiver( {', /SyntaxError/],
    ['syntax.lua', 'function receiver(', /syntax\.lua|main\.lua/],
    ['nothing.mjs', 'export const a = 1;', /receiver/],
    ['nothing.lua', 'local a = 1', /receiver/],
    ['throws.mjs', `export function init() { throw new Error('no luck'); } export function receiver() {}`, /no luck/],
    ['ill.lua', 'function receiver() end function test() return false end', /test/],
  ])('ends the command with 1 before anything is written: %s', (name, text, reason) => {
    cli.write(name, text);
    const run = cli.run(['read', SAMPLE, '--plugin', name, '--sessions', 'never.csv']);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(reason);
    expect(run.stderr).toContain('does not start');
    expect(existsSync(cli.at('never.csv'))).toBe(false);
  });

  it.each([
    ['nowhere', /no plugin called nowhere/],
    ['./nowhere.lua', /nowhere\.lua/],
    ['packets.jsonl', /packets\.jsonl/],
  ])('is told from what is no plugin, which is wrong usage: %s', (source, reason) => {
    const run = cli.run(['read', SAMPLE, '--plugin', source]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(reason);
  });
});

describe('a plugin that goes wrong on the way', () => {
  it('by throwing: is counted, and the reading goes on', () => {
    cli.write('odd.mjs', `let n = 0; export function receiver() { if (n++ % 2 === 1) throw new Error('odd'); }`);
    const run = cli.run(['read', SAMPLE, '--plugin', 'odd.mjs', '--sessions', 'odd.csv']);
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(/\[odd\] error: .*odd/);
    expect(run.stderr).toContain(`[odd] ${Math.floor(packets.length / 2)} calls failed`);
    expect(existsSync(cli.at('odd.csv'))).toBe(true);
  });

  it('by ending: says so and ends with 1, with everything else written', () => {
    cli.write('quits.mjs', `export function receiver() { process.exit(3); }`);
    const run = cli.run(['read', SAMPLE, '--plugin', 'quits.mjs', '--sessions', 'quits.csv']);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/\[quits\] .*ended with code 3/);
    expect(run.stderr).toMatch(/packet logs lost/);
    expect(readFileSync(cli.at('quits.csv'), 'utf8')).toContain('session_id');
  });
});

describe('Ctrl+C', () => {
  it('lets plugins finish what they have and clean up', async () => {
    cli.write(
      'counts.mjs',
      `let n = 0;
      export function receiver() { if (n++ === 0) console.log('began'); }
      export function cleanup() { console.log('saw', n); }`,
    );
    const child = cli.start(['read', '-', '--plugin', 'counts.mjs']);
    // A capture that never ends.
    child.child.stdin?.write(readFileSync(SAMPLE));
    await child.printed('stdout', /began/);
    expect(await child.interrupt()).toBe(0);
    expect(child.stdout).toMatch(/^began\nsaw \d+\n$/);
    expect(child.stderr).not.toContain('crashed');
  });
});
