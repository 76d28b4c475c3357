/**
 * Observers of plugins in processes of their own: the built-in chains written once more in both languages (observers-plugin/), against
 * what PATHspider's tests expect and against the built-in ones, flow by flow. Needs a build.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAIN_NAMES, type ChainName } from '#contract/observers.ts';
import type { FlowRecord } from '#contract/plugins/header-fields.ts';
import {
  HAS_OBSERVED_CAPTURES,
  MANY_FLOWS,
  OBSERVED_CAPTURES,
  observedCapture,
  WITHOUT_OBSERVED_CAPTURES,
} from './conformance/observed-flows.ts';
import { observeFile } from './kit/observe-file.ts';
import { CommandLine } from './kit/command-line.ts';
import { PluginWorld, SAMPLE } from './kit/plugin-world.ts';
import { FIELDS } from './observers-plugin/chains.mjs';

const LANGUAGES = ['js', 'lua'] as const;
type Language = (typeof LANGUAGES)[number];
const source = (name: string): string => readFileSync(path.join(import.meta.dirname, 'observers-plugin', name), 'utf8');
/** In Lua there is all but the one that takes a DNS message apart. */
const CHAINS: Readonly<Record<Language, readonly ChainName[]>> = {
  js: CHAIN_NAMES,
  lua: CHAIN_NAMES.filter((chain) => chain !== 'dns'),
};

function pluginOf(language: Language, chain: ChainName): Readonly<Record<string, string>> {
  const manifest = {
    name: `${language}-${chain}`,
    version: '1.0.0',
    language,
    observers: { fields: FIELDS[chain] },
    receiver: { logs: 'none' },
  };
  return {
    'plugin.json': JSON.stringify(manifest),
    ...(language === 'js'
      ? { 'main.mjs': `export { ${chain} as observers } from './chains.mjs';`, 'chains.mjs': source('chains.mjs') }
      : { 'main.lua': `observers = require('chains').${chain}`, 'chains.lua': source('chains.lua') }),
  };
}

/** What is nil in Lua is not in a record: null here. */
function filled(records: readonly FlowRecord[], keys: readonly string[]): FlowRecord[] {
  return records.map((record) => Object.fromEntries(keys.map((key) => [key, record[key] ?? null])));
}

const sorted = (records: readonly FlowRecord[]): string[] =>
  records
    .map((record) => JSON.stringify(Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))))
    .sort();

describe.skipIf(!HAS_OBSERVED_CAPTURES)(`observers of plugins on public captures${WITHOUT_OBSERVED_CAPTURES}`, () => {
  let world: PluginWorld;
  /** By capture and plugin. */
  const seen = new Map<string, readonly FlowRecord[]>();
  const files = [...new Set([...OBSERVED_CAPTURES.map(({ file }) => file), MANY_FLOWS.file])];

  beforeAll(async () => {
    world = new PluginWorld();
    await world.platform.start();
    const ids = LANGUAGES.flatMap((language) => CHAINS[language].map((chain) => [language, chain] as const));
    for (const [language, chain] of ids) {
      const id = `${language}-${chain}`;
      const installed = await world.install(world.write(id, pluginOf(language, chain)), true);
      if (!installed.ok) throw new Error(installed.failure.message);
    }
    for (const file of files) {
      const before = new Map(
        ids.map(([language, chain]) => [`${language}-${chain}`, world.flowsOf(`${language}-${chain}`).length]),
      );
      await world.read(observedCapture(file));
      for (const [id, count] of before) seen.set(`${file} ${id}`, world.flowsOf(id).slice(count));
    }
  }, 120_000);
  afterAll(() => world.close());

  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(OBSERVED_CAPTURES.filter(({ chain }) => CHAINS[language].includes(chain)))(
      '$chain of $file',
      ({ file, chain, values }) => {
        const records = seen.get(`${file} ${language}-${chain}`)!;
        expect(records).toHaveLength(1);
        expect(filled(records, Object.keys(values))[0]).toEqual(values);
      },
    );

    it.each(CHAINS[language])('%s is the built-in chain, flow by flow', async (chain) => {
      for (const file of files) {
        const builtIn = (await observeFile(observedCapture(file), [chain])) as readonly FlowRecord[];
        const own = filled(seen.get(`${file} ${language}-${chain}`)!, Object.keys(builtIn[0]!));
        expect(sorted(own), file).toEqual(sorted(builtIn));
      }
    });

    it(`sees ${MANY_FLOWS.flows} flows in ${MANY_FLOWS.file}`, () => {
      expect(seen.get(`${MANY_FLOWS.file} ${language}-basic`)).toHaveLength(MANY_FLOWS.flows);
    });

    it('never failed, and lost nothing', () => {
      for (const chain of CHAINS[language]) {
        const id = `${language}-${chain}`;
        const { state, counters } = world.status(id);
        expect([state, counters.errors, counters.dropped, world.linesOf(id)]).toEqual(['running', 0, 0, []]);
        expect(counters.headers_in).toBeGreaterThan(1000);
        expect(counters.logs_in).toBe(counters.headers_in);
      }
    });
  });
});

describe('observers of plugins', () => {
  it('have their numbers in the status, and a trial run shows the records of flows', async () => {
    const world = new PluginWorld();
    const file = world.write(
      'web.mjs',
      `export const observers = {
        new_flow: (record, ip) => ip.dst_port === 80,
        ip4(record) { record.packets = (record.packets ?? 0) + 1; },
        ip6(record) { record.packets = (record.packets ?? 0) + 1; },
      };`,
    );
    await world.platform.start();
    await world.install(file, true);
    await world.read(SAMPLE);
    const { counters, exports } = world.status('web');
    expect(exports).toEqual(['observers', 'observers.new_flow', 'observers.ip4', 'observers.ip6']);
    const builtIn = await observeFile(SAMPLE, ['basic']);
    const web = builtIn.filter((record) => record['dp'] === 80);
    expect(web.length).toBeGreaterThan(0);
    expect(counters).toMatchObject({ flows: web.length, flows_declined: builtIn.length - web.length, errors: 0 });
    const expected = web.map((record) => ({
      pkt_first: record['pkt_first'],
      pkt_last: record['pkt_last'],
      packets: (record['pkt_fwd'] as number) + (record['pkt_rev'] as number),
    }));
    expect(sorted(world.flowsOf('web'))).toEqual(sorted(expected as unknown as FlowRecord[]));

    const tried = await world.command('plugins.try', { id: 'web', capture: null });
    expect(tried).toMatchObject({ ok: true, value: { flows: web.length, logs: 400, errors: 0 } });
    if (tried.ok) {
      const { output } = tried.value as { readonly output: readonly string[] };
      expect(output.map((line) => line.replace(/^\[flow\] /, '')).sort()).toEqual(
        world
          .flowsOf('web')
          .map((record) => JSON.stringify(record))
          .sort(),
      );
    }
    await world.close();
  });
});

describe('netloupe observe --plugin', () => {
  let cli: CommandLine;
  beforeAll(() => {
    cli = new CommandLine();
    cli.write(
      'ports.lua',
      `observers = {
        new_flow = function(record, ip) record.port = ip.dst_port return ip.protocol_num == 6 end,
        flow_end = function(record) print('over') end,
      }`,
    );
    cli.write('all.mjs', 'export const observers = { new_flow: () => true };');
  });
  afterAll(() => cli.dispose());
  const lines = (text: string): Record<string, unknown>[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('writes a line for each flow of each plugin, beside those of chains', async () => {
    const run = cli.run(['observe', SAMPLE, '--plugin', 'ports.lua', '--plugin', 'all.mjs', '--chain', 'basic']);
    expect(run.status).toBe(0);
    const builtIn = await observeFile(SAMPLE, ['basic']);
    const found = lines(run.stdout);
    const of = (plugin: string | undefined) => found.filter((line) => line['plugin'] === plugin);
    expect(of(undefined)).toEqual(builtIn);
    expect(of('all')).toHaveLength(builtIn.length);
    const tcp = builtIn.filter((record) => record['proto'] === 6);
    expect(sorted(of('ports').map(({ port }) => ({ port }) as FlowRecord))).toEqual(
      sorted(tcp.map((record) => ({ port: record['dp'] ?? null }))),
    );
    expect(run.stderr).toContain(`[ports] ${tcp.length} flows, ${builtIn.length - tcp.length} declined`);
    expect(run.stderr.match(/^\[ports\] over$/gm)).toHaveLength(tcp.length);
    expect(run.stderr).toContain(`404 packets (0 short, 4 non-IP), ${builtIn.length} flows`);
  });

  it('writes no built-in records where no chain is named, and to a file', () => {
    const run = cli.run(['observe', SAMPLE, '--plugin', 'all.mjs', '--output', 'flows.jsonl']);
    expect([run.status, run.stdout]).toEqual([0, '']);
    const found = lines(readFileSync(cli.at('flows.jsonl'), 'utf8'));
    expect(new Set(found.map((line) => line['plugin']))).toEqual(new Set(['all']));
    expect(run.stderr).not.toContain('evicted');
  });

  it('lets plugins tell what they look at when it is interrupted', async () => {
    cli.write(
      'told.mjs',
      `let seen = 0;
      export const observers = { new_flow: () => true, ip4() { if (++seen === 300) console.log('seen'); } };`,
    );
    const child = cli.start(['observe', '-', '--plugin', 'told.mjs', '--output', 'told.jsonl']);
    child.child.stdin?.write(readFileSync(SAMPLE));
    await child.printed('stderr', /\[told\] seen/);
    expect(await child.interrupt()).toBe(0);
    expect(lines(readFileSync(cli.at('told.jsonl'), 'utf8')).length).toBeGreaterThan(20);
  });

  it('says what went wrong, and ends with 1 where a plugin did not get through', () => {
    cli.write('odd.mjs', "export const observers = { ip4() { throw new Error('no luck'); } };");
    const odd = cli.run(['observe', SAMPLE, '--plugin', 'odd.mjs']);
    expect(odd.status).toBe(0);
    expect(odd.stderr).toMatch(/\[odd\] error: observers\.ip4: Error: no luck/);
    expect(odd.stderr).toMatch(/\[odd\] \d+ calls failed/);
    cli.write('quits.mjs', 'export const observers = { tcp() { process.exit(3); } };');
    const quits = cli.run(['observe', SAMPLE, '--plugin', 'quits.mjs', '--chain', 'basic']);
    expect(quits.status).toBe(1);
    expect(quits.stderr).toMatch(/\[quits\] .*ended with code 3/);
    expect(lines(quits.stdout).length).toBeGreaterThan(20);
  });

  it.each([
    ['plain-log', 2, /observes nothing: it does not export "observers"/],
    ['./nowhere.mjs', 2, /nowhere\.mjs/],
    ['broken.mjs', 1, /broken does not start: .*observers\.tcpp, which is no chain/],
  ])('refuses %s', (plugin, status, reason) => {
    cli.write('broken.mjs', 'export const observers = { tcpp() {} };');
    const run = cli.run(['observe', SAMPLE, '--plugin', plugin, '--output', 'never.jsonl']);
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(reason);
    expect(existsSync(cli.at('never.jsonl'))).toBe(false);
  });
});

describe('netloupe pipeline run', () => {
  it('takes the records of a plugin as a source, all of them', async () => {
    const cli = new CommandLine();
    cli.write(
      'ports.mjs',
      'export const observers = { new_flow(record, ip) { record.port = ip.dst_port; return true; } };',
    );
    cli.write(
      'ports.yaml',
      `name: ports
stages:
  - { stage: flows, plugin: ports, out: seen }
  - { stage: export, in: seen, sink: file, path: out.jsonl }
`,
    );
    expect(cli.run(['plugin', 'install', './ports.mjs', '--yes']).status).toBe(0);
    const run = cli.run(['pipeline', 'run', 'ports.yaml', '--read', SAMPLE]);
    expect(run.status, run.stderr).toBe(0);
    const records = readFileSync(cli.at('out.jsonl'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as FlowRecord);
    const builtIn = await observeFile(SAMPLE, ['basic']);
    expect(sorted(records.map(({ pkt_first, port }) => ({ pkt_first, port }) as FlowRecord))).toEqual(
      sorted(builtIn.map((record) => ({ pkt_first: record['pkt_first'] ?? null, port: record['dp'] ?? null }))),
    );
    expect(new Set(records.map((record) => record['record_id'])).size).toBe(builtIn.length);
    cli.dispose();
  });
});

describe('netloupe plugin test', () => {
  it('pins down the records of flows', () => {
    const cli = new CommandLine();
    cli.write('web.mjs', 'export const observers = { new_flow: (record, ip) => ip.dst_port === 80 };');
    const args = ['plugin', 'test', './web.mjs', '--read', SAMPLE, '--expect', 'expected.txt'];
    const first = cli.run([...args, '--update']);
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/^(\[flow\] \{"pkt_first":[\d.]+,"pkt_last":[\d.]+\}\n){8}$/);
    expect(first.stderr).toContain('8 flows observed');
    expect(cli.run(args)).toMatchObject({ status: 0, stdout: first.stdout });
    cli.write('web.mjs', 'export const observers = { new_flow: (record, ip) => ip.dst_port === 443 };');
    expect(cli.run(args).status).toBe(1);
    cli.dispose();
  });
});
