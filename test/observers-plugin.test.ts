/**
 * Observers of plugins in processes of their own: the built-in chains written once more in both languages (observers-plugin/), against
 * what PATHspider's tests expect and against the built-in ones, flow by flow. Needs a build.
 */
import { readFileSync } from 'node:fs';
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
    expect(tried).toMatchObject({ ok: true, value: { flows: web.length, logs: counters.headers_in, errors: 0 } });
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
