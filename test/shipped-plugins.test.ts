/** The plugins that ship, as users run them: through the engine, in a process, on the sample capture. */
import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest } from '#contract/plugins/manifest.ts';
import type { PluginResponse } from '#contract/plugins/process.ts';
import type { PacketLog } from '#contract/records.ts';
import { PluginWorld, PROJECT, SAMPLE } from './kit/plugin-world.ts';

const folder = path.join(PROJECT, 'plugins');
const NAMES = readdirSync(folder).filter((name) => !['api', 'sink-kit', 'README.md'].includes(name));

let world: PluginWorld;
beforeEach(async () => {
  world = new PluginWorld({ bundled: true });
  await world.platform.start();
});
afterEach(() => world.close());

/** Switches it on with this configuration, lets it see the sample, and off again; answers what it said and the packet logs. */
async function run(
  id: string,
  config: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly said: readonly string[]; readonly logs: readonly PacketLog[] }> {
  const configured = await world.command('plugins.configure', { id, config });
  expect(configured.ok ? null : configured.failure).toBeNull();
  await world.command('plugins.set_enabled', { id, enabled: true });
  expect(world.status(id)).toMatchObject({ state: 'running', cause: null });
  const before = world.linesOf(id).length;
  const logs = (await world.read(SAMPLE)) as readonly PacketLog[];
  await world.command('plugins.set_enabled', { id, enabled: false });
  const { errors, dropped } = world.status(id).counters;
  expect({ errors, dropped }).toEqual({ errors: 0, dropped: 0 });
  return { said: world.linesOf(id).slice(before), logs };
}

describe('each plugin that ships', () => {
  it('is switched off until somebody switches it on', () => {
    expect(world.platform.status().map(({ id, state, origin }) => [id, state, origin])).toEqual(
      NAMES.map((name) => [name, 'installed', 'bundled']),
    );
  });

  it.each(NAMES)('%s says who it is, what each setting means, and what it needs', (name) => {
    const parsed = parseManifest(JSON.parse(readFileSync(path.join(folder, name, 'plugin.json'), 'utf8')));
    expect(parsed.ok ? null : parsed.failure).toBeNull();
    if (!parsed.ok) return;
    const { name: own, description, author, engine, config } = parsed.value;
    expect([own, engine, description !== '', author !== '']).toEqual([name, '>=0.1.0', true, true]);
    const { properties } = config as { readonly properties: Readonly<Record<string, object>> };
    for (const setting of Object.values(properties)) {
      expect(setting).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      expect(setting).toHaveProperty('default');
    }
    const readme = readFileSync(path.join(folder, name, 'README.md'), 'utf8');
    for (const key of Object.keys(properties)) expect(readme, key).toContain(`\`${key}\``);
  });

  it.each(NAMES)('%s runs on the sample with its defaults', async (name) => {
    await run(name);
  });
});

describe('plain-log', () => {
  it('writes a line for each packet log', async () => {
    const { said, logs } = await run('plain-log');
    expect(said).toHaveLength(logs.length);
    const first = logs.findIndex(({ payload }) => payload?.['dns'] === 'www.example.com');
    const { timestamp, src_port: port } = logs[first]!;
    const when = timestamp.slice(11, 26);
    expect(said[first]).toBe(
      `${when}  NEW          UDP     192.0.2.10:${port} > 203.0.113.53:53  75 B  dns www.example.com`,
    );
    expect(said.find((line) => line.includes('ICMPv6'))).toMatch(
      / {2}NEW {10}ICMPv6 {2}2001:db8:1::10 > ff02::1:ff00:1 {2}86 B$/,
    );
    expect(said.find((line) => line.includes(']:80 '))).toMatch(
      / {2}NEW {10}TCP {5}\[2001:db8:1::10\]:\d+ > \[2001:db8:2::10\]:80 {2}94 B$/,
    );
  });

  it('colours states, and writes some of them only, where it is told to', async () => {
    const { said, logs } = await run('plain-log', { colour: true, only: ['ABORT', 'EXPIRED'] });
    expect(said).toHaveLength(logs.filter(({ state }) => state === 'ABORT' || state === 'EXPIRED').length);
    const coloured = ['\u001B[31mABORT      \u001B[0m', '\u001B[33mEXPIRED    \u001B[0m'];
    for (const line of said) expect(coloured).toContain(line.slice(17, 37));
  });
});

describe('dns-watch', () => {
  it('raises an alert for watched names, and none for the rest of the sample', async () => {
    const { said } = await run('dns-watch', { watch: ['*.iot.test', 'missing.test'] });
    expect(said.toSorted()).toEqual([
      'alert: Watched name looked up: _mqtt._tcp.iot.test',
      'alert: Watched name looked up: broker.iot.test',
      'alert: Watched name looked up: missing.test',
    ]);
  });
});

describe('new-destination', () => {
  const everything = { learn_minutes: 0, alerts_per_minute: 1000 };

  it('tells each destination once, by name where one was asked for', async () => {
    const { said } = await run('new-destination', everything);
    expect(new Set(said).size).toBe(said.length);
    for (const name of ['www.example.com', 'secure.example.com', 'v6.example.org', '203.0.113.53'])
      expect(said).toContain(`alert: First contact with ${name}`);
    // Neighbour discovery asks a multicast address, which is nobody.
    expect(said.join()).not.toContain('ff02');
  });

  it('remembers them across restarts of the plugin and of the program', async () => {
    const { said } = await run('new-destination', everything);
    expect(said.length).toBeGreaterThan(10);
    expect((await run('new-destination', everything)).said).toEqual([]);
    await world.close(true);
    world = new PluginWorld({ bundled: true, home: world.home });
    await world.platform.start();
    expect((await run('new-destination', everything)).said).toEqual([]);
  });

  it('learns before it tells', async () => {
    expect((await run('new-destination')).said).toEqual([]);
    expect((await run('new-destination', everything)).said).toEqual([]);
  });

  it('tells networks, and how many more there were than it may tell in a minute', async () => {
    const { said } = await run('new-destination', { learn_minutes: 0, group_by: 'network', alerts_per_minute: 1 });
    expect(said).toEqual([
      'alert: First contact with 198.51.100.0/24',
      'alert: 3 more destinations were contacted for the first time',
    ]);
  });

  it('ignores what it is told to, with everything below', async () => {
    const { said } = await run('new-destination', { ...everything, ignore: ['example.com', '203.0.113.53'] });
    expect(said.join()).not.toMatch(/example\.com|203\.0\.113\.53/);
    expect(said).toContain('alert: First contact with files.example.org');
  });
});

describe('netinfo', () => {
  const ask = async (subpath: string, query: Readonly<Record<string, string>> = {}): Promise<PluginResponse> => {
    const request = { method: 'GET', path: `/plugins/netinfo/${subpath}`, subpath, query, headers: {}, body: null };
    const answer = await world.platform.request('netinfo', { ...request, client: '127.0.0.1' });
    if (!answer.ok) throw new Error(answer.failure.message);
    return answer.value;
  };

  it('answers the interfaces of this machine as the system has them', async () => {
    await world.command('plugins.set_enabled', { id: 'netinfo', enabled: true });
    const { status, type, body } = await ask('');
    expect([status, type]).toEqual([200, 'json']);
    const listed = body as readonly { readonly name: string; readonly addresses: readonly string[] }[];
    for (const [name, addresses] of Object.entries(networkInterfaces())) {
      const found = listed.find((each) => each.name === name);
      expect(new Set(found?.addresses)).toEqual(new Set(addresses?.map(({ cidr }) => cidr)));
    }
    const [loopback] = Object.entries(networkInterfaces()).find(([, found]) => found?.[0]?.internal === true) ?? [];
    expect(await ask(loopback!)).toMatchObject({ status: 200, body: { name: loopback, loopback: true } });
    expect(await ask(loopback!, { format: 'text' })).toMatchObject({ status: 200, type: 'text' });
    expect(await ask('no-such-interface')).toMatchObject({ status: 404, type: 'json' });
  });
});

describe('jsonl-sink', () => {
  it('writes what the command line writes, into its own folder', async () => {
    const { logs } = await run('jsonl-sink');
    const data = path.join(world.home, 'data', 'plugins', 'jsonl-sink', 'data');
    const files = readdirSync(data);
    expect(files).toHaveLength(1);
    const lines = readFileSync(path.join(data, files[0]!), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(logs);
  });

  it('writes to the folder that is set, under the permission for it, and compresses', async () => {
    const target = path.join(world.home, 'elsewhere');
    await run('jsonl-sink', { folder: target, prefix: 'sample', max_age_s: 5, gzip: true });
    const files = readdirSync(target);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(file).toMatch(/^sample-\d{8}T\d{6}Z\.jsonl\.gz$/);
  });
});
