/** `netloupe rules check` and rules in a pipeline, as users meet them. Needs a build. */
import { mkdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandLine, SAMPLE } from './kit/command-line.ts';

const command = new CommandLine();
afterAll(() => command.dispose());

const GOOD =
  '- rule: dns\n  condition: type = dns and status = answered\n  priority: 3\n  actions: [alert]\n  output: "%query"\n';

describe('netloupe rules check', () => {
  it('says what is in files, folders, and the rules that ship', () => {
    mkdirSync(command.at('folder/deeper'), { recursive: true });
    command.write('folder/a.yaml', GOOD);
    command.write('folder/deeper/b.yml', '- list: l\n  items: [1]\n');
    command.write('folder/not.txt', 'nothing of ours');
    expect(command.run(['rules', 'check', 'folder'])).toEqual({
      status: 0,
      stdout: '1 rule, 0 drop rules, 0 macros, 1 list in 2 files: no mistakes\n',
      stderr: '',
    });
    expect(command.run(['rules', 'check', 'shipped', 'folder/a.yaml']).status).toBe(0);
  });

  it('ends with 2 where there are mistakes, each with its place', () => {
    command.write('bad.yaml', '- rule: x\n  condition: dst_prt = 1\n- rule: y\n  condition: (true\n');
    const { status, stdout, stderr } = command.run(['rules', 'check', 'bad.yaml']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'bad.yaml:2:14: there is no field `dst_prt`; did you mean "dst_port"?',
      'bad.yaml:4:19: expected `and`, `or` or the closing parenthesis, but found the end',
      'netloupe: 2 mistakes',
      '',
    ]);
    const json = command.run(['rules', 'check', 'bad.yaml', '--json']);
    expect(json.status).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({
      counts: null,
      mistakes: [{ file: 'bad.yaml', line: 2, column: 14 }, { line: 4 }],
    });
  });

  it('ends with 3 where there is nothing to read, and with 2 where nothing is named', () => {
    expect(command.run(['rules', 'check', 'nowhere.yaml'])).toMatchObject({ status: 3, stdout: '' });
    expect(command.run(['rules', 'check', 'nowhere'])).toMatchObject({ status: 3, stdout: '' });
    mkdirSync(command.at('empty'));
    expect(command.run(['rules', 'check', 'empty'])).toMatchObject({ status: 3, stdout: '' });
    expect(command.run(['rules', 'check'])).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('rules in a pipeline', () => {
  const pipeline = (rules: string): string => `
name: alerts
stages:
  - {stage: dns, out: dns}
  - {stage: flatten, in: dns, out: flat}
  - {stage: policy, in: flat, out: found, rules: ${rules}}
  - {stage: export, in: found, sink: file, path: found.jsonl}
`;

  it('turn a capture into records with policies in a file', () => {
    command.write('good.yaml', GOOD);
    command.write('alerts.yaml', pipeline('good.yaml'));
    expect(command.run(['pipeline', 'run', 'alerts.yaml', '--read', SAMPLE, '--no-progress'])).toMatchObject({
      status: 0,
    });
    const records = readFileSync(command.at('found.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { status: string; policies: unknown });
    expect(records.length).toBeGreaterThan(10);
    for (const record of records) {
      expect(record).toMatchObject({
        status: 'answered',
        policies: [{ id: 'dns', priority: 3, priority_name: 'high' }],
      });
    }
  });

  it('with mistakes keep it from starting', () => {
    command.write('bad.yaml', '- rule: x\n  condition: dst_prt = 1\n');
    command.write('bad-alerts.yaml', pipeline('bad.yaml'));
    const { status, stderr } = command.run(['pipeline', 'run', 'bad-alerts.yaml', '--read', SAMPLE, '--no-progress']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('bad.yaml:2:14: there is no field `dst_prt`');
  });
});
