/** `netloupe plugin test --symbol`: one part of a pipeline by itself. Needs a build. docs/plugins.md shows the usual cases. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLine } from './kit/command-line.ts';

const PROGRAM = `
export function process(records, emit, { config }) {
  for (const { n } of records) emit({ n, twice: n * 2, by: config.by ?? 'nobody' });
}
export function finish(emit) { emit({ last: true }); }
export const functions = { half: (n) => { if (n % 2) throw new Error('odd'); return n / 2; } };
export const sinks = { never: { test: () => [false, 'nobody at home'], collect() {} } };
export const sources = { endless: { open(config, context) {
  netloupe.timers.every(5, () => context.emit({ tick: true }));
} } };
`;

let cli: CommandLine;
beforeAll(() => {
  cli = new CommandLine();
  cli.write('parts.mjs', PROGRAM);
  cli.write('records.jsonl', '{"n":1}\n\n{"n":2}\n');
});
afterAll(() => cli.dispose());

describe('a part to begin with', { timeout: 60_000 }, () => {
  it.each(['stage', 'function', 'sink', 'source'])('is a %s, the same in both languages', (kind) => {
    const outputs = ['js', 'lua'].map((lang) => {
      const name = `my-${kind}-${lang}`;
      expect(cli.run(['plugin', 'new', name, '--lang', lang, '--kind', kind]).status).toBe(0);
      const command = /netloupe (plugin test \..*)/.exec(readFileSync(cli.at(`${name}/README.md`), 'utf8'))![1]!;
      const { status, stdout } = cli.run(command.replace(' .', ` ${name}`).split(' '));
      expect(status).toBe(0);
      return stdout.replaceAll(name, kind);
    });
    const rows = outputs.map((output) => output.trimEnd().split('\n').length);
    expect(rows[0]).toBeGreaterThan(2);
    expect(rows[1]).toBe(rows[0]);
    // Where there is nothing, Lua has no key.
    if (kind !== 'stage') expect(outputs[1]).toBe(outputs[0]);
  });
});

const test = (...words: readonly string[]): ReturnType<CommandLine['run']> =>
  cli.run(['plugin', 'test', 'parts.mjs', ...words]);

describe('one part of a plugin', { timeout: 60_000 }, () => {
  it('a stage gets records of a file and a configuration, and its output is compared', () => {
    const words = ['--symbol', 'process', '--records', 'records.jsonl', '--set', 'by=me', '--expect', 'expected.jsonl'];
    expect(test(...words).status).toBe(3);
    expect(test(...words, '--update')).toMatchObject({ status: 0 });
    const lines = [
      '{"n":1,"twice":2,"by":"me","record_id":"?/test/0"}',
      '{"n":2,"twice":4,"by":"me","record_id":"?/test/1"}',
    ];
    expect(readFileSync(cli.at('expected.jsonl'), 'utf8')).toBe(
      `${[...lines, '{"last":true,"record_id":"end/test/0"}'].join('\n')}\n`,
    );
    expect(test(...words)).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('as expected.jsonl expects') as string,
    });
    const other = test(...words.map((word) => (word === 'by=me' ? 'by=you' : word)));
    expect(other.status).toBe(1);
    expect(other.stderr).toContain('-{"n":1,"twice":2,"by":"me"');
  });

  it('calls of a function that fail are told, and the status says so', () => {
    const { status, stdout, stderr } = test('--symbol', 'half', '--records', 'records.jsonl', '--args', 'n');
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'null\n1\n' });
    expect(stderr).toMatch(/functions\.half: Error: odd/);
    expect(stderr).toMatch(/parts\.half: 2 records; 1 call failed/);
  });

  it('a sink that fails its test gets nothing', () => {
    const { status, stderr } = test('--symbol', 'never');
    expect(status).toBe(1);
    expect(stderr).toContain('netloupe: parts.never: nobody at home');
  });

  it('a source that does not end is stopped', () => {
    const { status, stdout } = test('--symbol', 'endless', '--for', '300ms');
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]).toBe('{"tick":true,"record_id":"parts.endless:00000000:1"}');
  });

  it('wrong usage is told', () => {
    expect(test('--symbol', 'what')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('process, sources.endless, sinks.never, functions.half') as string,
    });
    expect(test('--args', 'n')).toMatchObject({ status: 2, stderr: expect.stringContaining('--symbol') as string });
    expect(test('--symbol', 'half', '--records', 'parts.mjs').status).toBe(2);
    expect(test('--symbol', 'half', '--records', 'nowhere').status).toBe(3);
    expect(test('--symbol', 'process', '--update').status).toBe(2);
  });
});
