/**
 * docs/plugins.md is done as it says, from top to bottom, in one folder and one data folder: code is written to the file that its
 * block names and runs on the sample, commands are run, and what is shown below them is what they print. Needs a build.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_REQUESTS, MAX_REQUESTS_PER_PLUGIN } from '#main/host/api/request-slots.ts';
import { parseManifest } from '#contract/plugins/manifest.ts';
import { PACKET_COLUMNS } from '#contract/records.ts';
import { PLUGIN_STATES } from '#contract/plugins/status.ts';
import { docBlocks, type DocBlock } from './kit/doc-blocks.ts';
import { docFolder } from './kit/doc-folder.ts';
import { PROJECT } from './kit/plugin-world.ts';

const text = readFileSync(path.join(PROJECT, 'docs', 'plugins.md'), 'utf8');
const { folder, env } = docFolder('plugin');

function run(script: string, more: Readonly<Record<string, string>> = {}): string {
  return execFileSync('sh', ['-ec', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, ...more },
    stdio: 'pipe',
  });
}

/** Writes the file; tries the plugin that it completes. */
function write({ language, info, body }: DocBlock): void {
  const file = path.join(folder, info);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, body);
  if (language === 'json') return;
  const source = info.includes('/') ? path.dirname(info) : info;
  run(`netloupe plugin test ./${source} --read samples/netloupe-sample.pcap`);
}

/** `netloupe serve` on a free port; answers how to reach it. */
async function serve(): Promise<{ readonly child: ChildProcess; readonly URL: string; readonly KEY: string }> {
  const KEY = 'a-token-for-the-documentation';
  const child = spawn('netloupe', ['serve', '--listen', '127.0.0.1:0', '--token', KEY], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const URL = await new Promise<string>((resolve, reject) => {
    let said = '';
    const look = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', () => reject(new Error(`netloupe serve ended: ${said}`)));
  });
  return { child, URL, KEY };
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;
/** Of the latest commands. */
let output = '';

async function perform(block: DocBlock): Promise<void> {
  if (block.language === 'text') expect(output).toContain(block.body);
  else if (block.language !== 'sh') write(block);
  else if (block.info !== 'serve') output = run(block.body);
  else {
    const { child, URL, KEY } = await serve();
    try {
      output = run(block.body, { URL, KEY });
    } finally {
      child.kill('SIGINT');
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }
}

/** What is shown where no commands are above it is for the eye only. */
const steps = docBlocks(text)
  .filter(({ language, info, follows }) => (language === 'text' ? follows : language !== 'json' || info !== ''))
  .map((block) => ({ block, line: block.line, title: block.info || block.body.split('\n', 1)[0] }));

describe('docs/plugins.md', () => {
  it.for(steps)('line $line: $title', async ({ block }, { skip }) => {
    if (block.info === 'serve' && !hasCurl) skip('needs curl');
    await perform(block);
  });

  it('has a block of every kind', () => {
    const kinds = docBlocks(text).map(({ language, info }) => `${language}${info === 'serve' ? ' serve' : ''}`);
    expect(new Set(kinds)).toEqual(new Set(['js', 'lua', 'json', 'sh', 'sh serve', 'text']));
    expect(kinds.length).toBeGreaterThan(30);
  });
});

describe('what docs/plugins.md lists', () => {
  const paths = (value: object, above: string): string[] =>
    Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? paths(part, `${above}${key}.`)
        : [above + key],
    );

  it('has every key of the manifest, with the default that it has', () => {
    const parsed = parseManifest({ name: 'x', version: '1.0.0', language: 'js' });
    if (!parsed.ok) throw new Error(parsed.failure.message);
    const [table = ''] = /## Manifest[\s\S]*?## Packet logs/.exec(text) ?? [];
    // The three kinds of symbols share a row.
    const keys = table.replace('`.sinks`, `.functions`', '`symbols.sinks`, `symbols.functions`');
    for (const key of paths(parsed.value, '')) expect(keys, key).toContain(`\`${key}\``);
    const { queue, limits, receiver } = parsed.value;
    const { call_ms, start_ms, stop_ms, memory_mb, instructions } = limits;
    for (const number of [queue.size, receiver.max_size, call_ms, start_ms, stop_ms, memory_mb, instructions]) {
      const written = number >= 10_000 ? number.toLocaleString('en') : String(number);
      expect(table).toContain(`| ${written} |`);
    }
  });

  it('has every key of a packet log and every state', () => {
    for (const column of PACKET_COLUMNS) expect(text).toContain(`\`${column}\``);
    for (const state of PLUGIN_STATES) expect(text).toContain(`| \`${state}\` |`);
  });

  it('has the limits as they are', () => {
    expect(text).toContain(`${MAX_REQUESTS_PER_PLUGIN} requests to this plugin are under way`);
    expect(text).toContain(`or ${MAX_REQUESTS} requests are under way`);
  });

  it('has every command of netloupe plugin', () => {
    const help = run('netloupe plugin --help');
    const named = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}(\w+)/gm)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(10);
    for (const command of named) expect(text).toContain(`netloupe plugin ${command}`);
  });
});
