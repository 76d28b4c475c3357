/** docs/observers.md is done as it says: commands are run, keys are those that there are. Needs a build. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHAIN_NAMES } from '#contract/observers.ts';
import { HEADER_FIELD_NAMES, OBSERVER_CHAINS } from '#contract/plugins/header-fields.ts';
import { MAX_HEADER_PAYLOAD_BYTES } from '#contract/plugins/header-frame.ts';
import { parseSettings } from '#contract/settings.ts';
import { chainsNamed } from '#main/engine/pipeline/observers/chains.ts';
import { blocks, docBlocks } from './kit/doc-blocks.ts';
import { docFolder } from './kit/doc-folder.ts';
import { PROJECT } from './kit/plugin-world.ts';

const text = readFileSync(path.join(PROJECT, 'docs', 'observers.md'), 'utf8');
const { folder, env } = docFolder('observer');

const run = (line: string): string => execFileSync('sh', ['-ec', line], { cwd: folder, encoding: 'utf8', env });
/** Values change where the sample is recorded anew. */
const shape = (line: string): string => line.trim().replaceAll(/"[\d.:a-f]+"(?!:)|\d+(\.\d+)?/g, '0');

/** Files of plugins that the document shows. */
for (const { info, body } of docBlocks(text).filter(({ info }) => info !== '')) {
  mkdirSync(path.dirname(path.join(folder, info)), { recursive: true });
  writeFileSync(path.join(folder, info), body);
}

describe('docs/observers.md', () => {
  const commands = blocks(text, 'sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('netloupe '));

  it.each(commands)('%s', (line) => {
    const output = run(line);
    const files = [...line.matchAll(/ (\w+\.(?:csv|jsonl))/g)].map((match) => path.join(folder, match[1]!));
    for (const file of files) expect(statSync(file).size, file).toBeGreaterThan(1000);
    if (files.length === 0) expect(output.length).toBeGreaterThan(100);
  });

  it('shows what the first of them prints, and what is said at its end', () => {
    const [record] = blocks(text, 'json');
    expect(shape(run(commands[0]!))).toBe(shape(record!));
    const { stderr } = spawnSync('netloupe', ['observe', 'samples/netloupe-sample.pcap'], {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    expect(shape(stderr)).toBe(shape(blocks(text, 'text')[0]!));
  });

  it('shows a record of a plugin, which is the same in both languages', () => {
    const [first] = run('netloupe observe samples/netloupe-sample.pcap --plugin ./handshakes.mjs').split('\n');
    expect(shape(first!)).toBe(shape(blocks(text, 'text')[1]!));
    const of = (source: string): unknown[] =>
      run(`netloupe observe samples/netloupe-sample.pcap --plugin ./${source}`)
        .trimEnd()
        .split('\n')
        // What is nil in Lua is not there; tables have no order.
        .map((line) => ({ handshake_ms: null, ...(JSON.parse(line) as object), plugin: '' }));
    expect(of('handshakes-in-lua')).toEqual(of('handshakes.mjs'));
  });

  it('has every function of observers and every field of headers', () => {
    const own = text.slice(text.indexOf('## Observers of your own'));
    for (const name of [...OBSERVER_CHAINS, ...HEADER_FIELD_NAMES]) expect(own).toContain(`\`${name}\``);
    expect(own).toContain(MAX_HEADER_PAYLOAD_BYTES.toLocaleString('en'));
  });

  it('shows settings that are accepted', () => {
    const [yaml] = blocks(text, 'yaml');
    expect(parseSettings(parse(yaml!))).toMatchObject({ value: { observers: { chains: ['tcp', 'dscp'] } } });
  });

  it.each(chainsNamed(CHAIN_NAMES))('has every key of $name, with its initial value and its meaning', (chain) => {
    const rows = chain.keys.map(
      ({ name, initial, meaning }) => `| \`${name}\` | ${JSON.stringify(initial)} | ${meaning} |`,
    );
    const section = text.split(`### ${chain.name}\n`)[1]!.split('\n#')[0]!;
    expect(section.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
  });
});
