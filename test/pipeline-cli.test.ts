/** `netloupe pipeline …` as its users meet it: the graph, mistakes with their places, what comes out, exit statuses. Needs a build. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Summary } from '#contract/health.ts';
import type { StageStatus } from '#contract/pipelines/status.ts';
import { CommandLine, ROOT, SAMPLE } from './kit/command-line.ts';

const cli = new CommandLine();
afterAll(() => cli.dispose());

function pipeline(name: string, stages: readonly object[], more: object = {}): string {
  return cli.write(`${name}.json`, JSON.stringify({ name, stages, ...more }));
}

const sessions = { stage: 'sessions', out: 'a' };
const toFile = (file: string): object => ({ stage: 'export', in: 'a', sink: 'file', path: file });

function lines(file: string): Record<string, unknown>[] {
  const text = readFileSync(cli.at(file), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A port of this machine at which nobody answers. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

/** Of the sample, which may be recorded anew. */
const sample = JSON.parse(cli.run(['read', SAMPLE, '--summary', 'json']).stdout) as Summary;

describe('pipeline check', () => {
  it('shows the graph of a file that is right', () => {
    const { status, stdout, stderr } = cli.run([
      'pipeline',
      'check',
      path.join(ROOT, 'samples/pipelines/alerts-to-file.yaml'),
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/ {2,}/g, '  ').split('\n')).toEqual([
      'alerts-to-file: 5 stages',
      '  sessions  sessions: end  → found (record)',
      '  dns  dns  → found (record)',
      '  flatten  flatten  ← found  → flat (flat)',
      '  policy  policy: shipped  ← flat  → alerts (flat)',
      '  export  export: file  ← alerts',
      '',
    ]);
  });

  it('says where each mistake is', () => {
    const text =
      'name: wrong\nstages:\n  - stage: session\n    out: a\n  - stage: export\n    in: b\n    sink: file\n    path: x.jsonl\n    rotate: 3\n';
    const { status, stderr } = cli.run(['pipeline', 'check', cli.write('wrong.yaml', text)]);
    expect(status).toBe(2);
    expect(stderr.split('\n')).toEqual([
      'wrong.yaml:3:5: stages[0].stage: unknown stage "session": did you mean "sessions"?',
      expect.stringMatching(/^wrong\.yaml:9:5: stages\[1\]\.rotate: unknown key "rotate"/),
      'wrong.yaml:4:5: stages[0].out: nobody reads the channel "a": did you mean "b"?',
      'wrong.yaml:6:5: stages[1].in: nobody writes the channel "b": did you mean "a"?',
      '',
    ]);
    const json = cli.run(['pipeline', 'check', 'wrong.yaml', '--json']);
    expect(json.status).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({
      mistakes: [{ path: 'stages[0].stage', line: 3, column: 5 }, {}, {}, {}],
    });
  });

  it('says what is neither YAML nor JSON, and what is not there', () => {
    const broken = cli.run(['pipeline', 'check', cli.write('broken.yaml', 'name: [a\nstages: 1\n')]);
    expect(broken.status).toBe(2);
    expect(broken.stderr).toMatch(/^broken\.yaml:2:\d+: the file is neither YAML nor JSON: /);
    const missing = cli.run(['pipeline', 'check', 'nowhere.yaml']);
    expect([missing.status, missing.stderr]).toEqual([3, 'netloupe: nowhere.yaml does not exist\n  Check the path\n']);
  });

  it('runs health checks where it is asked to', () => {
    const file = pipeline('ill', [sessions, toFile('no/such/folder\0/x.jsonl')]);
    expect(cli.run(['pipeline', 'check', file]).status).toBe(0);
    const { status, stdout, stderr } = cli.run(['pipeline', 'check', file, '--test']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/export .*failed/);
    expect(stderr).toMatch(/^netloupe: export: /);
  });
});

describe('pipeline run', () => {
  it('turns a capture into alerts in a file', () => {
    const text = readFileSync(path.join(ROOT, 'samples/pipelines/alerts-to-file.yaml'), 'utf8');
    const file = cli.write('alerts.yaml', text);
    const { status, stdout } = cli.run(['pipeline', 'run', file, '--read', SAMPLE, '--summary', 'json']);
    expect(status).toBe(0);
    const summary = JSON.parse(stdout) as { readonly stages: readonly StageStatus[]; readonly alerts: number };
    expect(summary).toMatchObject({
      pipeline: 'alerts-to-file',
      undelivered: 0,
      failure: null,
      capture: { packets: sample.packets },
    });
    expect(summary.alerts).toBeGreaterThan(0);
    const found = lines('alerts.jsonl');
    expect(found).toHaveLength(summary.stages.at(-1)!.counters.records_in);
    expect(found.every((record) => Array.isArray(record['policies']) || 'policies' in record)).toBe(true);
  });

  it('writes as many sessions as read, and says what went through each stage', () => {
    const file = pipeline('plain', [sessions, toFile('plain.jsonl')]);
    const { status, stdout, stderr } = cli.run(['pipeline', 'run', file, '--read', SAMPLE]);
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr.split('\n')[0]).toBe(`${sample.packets} packets, ${sample.sessions} sessions`);
    expect(stderr).toMatch(/^stage +in +out/m);
    const read = cli.run(['read', SAMPLE, '--sessions', 'read.jsonl']);
    expect(read.status).toBe(0);
    const ids = (name: string): unknown[] => lines(name).map(({ start_time, src_port }) => [start_time, src_port]);
    expect(ids('plain.jsonl')).toEqual(ids('read.jsonl'));
  });

  it('answers as read does where the capture is missing or damaged', () => {
    const file = pipeline('input', [sessions, toFile('input.jsonl')]);
    expect(cli.run(['pipeline', 'run', file, '--read', 'nowhere.pcap']).status).toBe(3);
    expect(existsSync(cli.at('input.jsonl'))).toBe(false);
    const bytes = readFileSync(SAMPLE);
    cli.write('damaged.pcap', '');
    const damaged = cli.run(['pipeline', 'run', file, '--read', '-'], bytes.subarray(0, bytes.length - 20));
    expect(damaged.status).toBe(4);
    expect(lines('input.jsonl').length).toBeGreaterThan(40);
  });

  it('refuses a pipeline and an input that do not fit', () => {
    const { status, stderr } = cli.run(['pipeline', 'run', pipeline('dry', [sessions, toFile('dry.jsonl')])]);
    expect([status, stderr]).toEqual([
      2,
      'netloupe: The pipeline dry takes records from a capture\n  Name a capture with --read, or an interface with -i\n',
    ]);
  });

  it('is kept out by a failed health check, or gives up in time and counts what was not delivered', async () => {
    const sink = { stage: 'export', in: 'a', sink: 'syslog', protocol: 'tcp', port: await closedPort() };
    const strict = cli.run(['pipeline', 'run', pipeline('strict', [sessions, sink]), '--read', SAMPLE]);
    expect(strict.status).toBe(1);
    expect(strict.stderr).toMatch(/^netloupe: export: /);
    const lenient = pipeline('lenient', [sessions, sink], { health: 'warn' });
    const { status, stderr } = cli.run(['pipeline', 'run', lenient, '--read', SAMPLE, '--give-up', '500ms']);
    expect(status).toBe(1);
    expect(stderr).toContain('It runs nevertheless');
    expect(stderr).toContain(`netloupe: ${sample.sessions} records were not delivered\n`);
  });

  it('starts the plugins that its file names, also one that is given by its file', () => {
    cli.write(
      'doubler.mjs',
      `export function process(records, emit, { config }) {
        emit(records.map((record) => ({ ...record, doubled: record.bytes_out * 2, note: config.note })));
      }
      export const functions = { half: { exec: (value) => value / 2 } };`,
    );
    const file = pipeline('doubled', [
      sessions,
      { stage: 'plugin', plugin: 'doubler', note: 'hi', in: 'a', out: 'b' },
      { stage: 'enrich', call: 'doubler.half', args: ['doubled'], as: 'halved', in: 'b', out: 'c' },
      { stage: 'export', in: 'c', sink: 'file', path: 'doubled.jsonl' },
    ]);
    const missing = cli.run(['pipeline', 'run', file, '--read', SAMPLE]);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain(`netloupe: ${file} needs a plugin: There is no plugin called doubler`);
    expect(cli.run(['pipeline', 'run', file, '--plugin', './doubler.mjs', '--read', SAMPLE]).status).toBe(0);
    const found = lines('doubled.jsonl');
    expect(found).toHaveLength(sample.sessions);
    for (const record of found) {
      expect(record).toMatchObject({ note: 'hi', halved: record['bytes_out'] });
      expect(record['doubled']).toBe(2 * Number(record['bytes_out']));
    }
  });
});
