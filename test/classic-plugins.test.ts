/**
 * The examples that the classic tracker's users began with, through the engine and a process: in Lua as they were, in JavaScript
 * as they read in that language.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PacketLog } from '#contract/records.ts';
import { PluginWorld, PROJECT, SAMPLE } from './kit/plugin-world.ts';

const corpus = path.join(PROJECT, '..', 'shared', 'captures');
const captures = [SAMPLE, path.join(corpus, 'zeek-wikipedia.pcap'), path.join(corpus, 'arkime-dns-wiresharkrepo.pcap')];

let world: PluginWorld;
beforeEach(() => {
  world = new PluginWorld();
});
afterEach(() => world.close());

/** Installs one file of code, switched on; reads a capture; answers what was printed and the packet logs there were. */
async function run(
  file: string,
  code: string,
  capture: string,
): Promise<{ readonly printed: readonly string[]; readonly logs: readonly PacketLog[] }> {
  await world.platform.start();
  const installed = await world.install(world.write(file, code), true);
  expect(installed.ok && installed.value.state).toBe('running');
  const logs = (await world.read(capture)) as readonly PacketLog[];
  const { id, state, counters } = world.status('myplugin');
  expect({ state, handled: counters.handled, errors: counters.errors }).toEqual({
    state: 'running',
    handled: logs.length,
    errors: 0,
  });
  // What was said last may still be on its way; switching off waits for it.
  await world.command('plugins.set_enabled', { id, enabled: false });
  return { printed: world.linesOf('myplugin'), logs };
}

describe.each(captures)('on %s', (capture) => {
  const test = existsSync(capture) ? it : it.skip;

  test('the first Lua plugin prints the time of each packet log', async () => {
    const code = `
function receiver(packet_log)
    local parts = {}
    if packet_log.timestamp then
        table.insert(parts, "["..packet_log.timestamp.."]")
    end
    print(table.concat(parts, " "))
end
`;
    const { printed, logs } = await run('myplugin.lua', code, capture);
    expect(printed).toEqual(logs.map(({ timestamp }) => `[${timestamp}]`));
  });

  test('the first plugin prints each packet log, in JavaScript as a console does', async () => {
    const code = `
export async function receiver(packet_log) {
  console.log(packet_log);
}
`;
    const { printed, logs } = await run('myplugin.mjs', code, capture);
    expect(printed).toEqual(logs.map((log) => inspect(log)));
  });

  test('the payload is null, or the name under its filter', async () => {
    const code = `
export async function receiver(packet_log) {
  // Print the payload data
  console.log(packet_log["payload"]);
}
`;
    const { printed, logs } = await run('myplugin.js', code, capture);
    expect(printed).toEqual(logs.map(({ payload }) => inspect(payload)));
    expect(printed.some((line) => /^\{ dns: '.+' \}$/.test(line))).toBe(true);
  });
});

describe('the configuration as second argument', () => {
  it.each([
    [
      'js',
      'main.mjs',
      'export async function receiver(packet_log, config) {\n  console.log(config.filter.strict);\n}\n',
    ],
    ['lua', 'main.lua', 'function receiver(packet_log, config)\n    print(config.filter.strict)\nend\n'],
  ])('is an object or a table: %s', async (language, main, code) => {
    const manifest = { name: 'myplugin', version: '1.0.0', language, pass_config: true };
    const source = world.write('myplugin', { 'plugin.json': JSON.stringify(manifest), [main]: code });
    await world.platform.start();
    expect((await world.install(source, false)).ok).toBe(true);
    await world.command('plugins.configure', { id: 'myplugin', config: { filter: { strict: true } } });
    await world.command('plugins.set_enabled', { id: 'myplugin', enabled: true });
    const logs = await world.read(SAMPLE);
    await world.command('plugins.set_enabled', { id: 'myplugin', enabled: false });
    expect(world.linesOf('myplugin')).toEqual(logs.map(() => 'true'));
  });
});

describe('what tripped people up', () => {
  it('is gone in Lua: logs and configuration are tables, lists begin at 1, what is missing is nil', async () => {
    const manifest = { name: 'myplugin', version: '1.0.0', language: 'lua', pass_config: true };
    const code = `
local done = false
function receiver(packet_log, config)
  if done then return end
  done = true
  local keys = {}
  for key in pairs(packet_log) do keys[#keys + 1] = key end
  table.sort(keys)
  print(table.concat(keys, " "))
  print(type(packet_log.src_port), type(packet_log.payload), packet_log.src_port == nil)
  print(#config.list, config.list[1], config.list[0])
  for i, value in ipairs(config.list) do print(i, value) end
end
`;
    const source = world.write('myplugin', { 'plugin.json': JSON.stringify(manifest), 'main.lua': code });
    await world.platform.start();
    await world.install(source, false);
    await world.command('plugins.configure', { id: 'myplugin', config: { list: ['a', 'b'] } });
    await world.command('plugins.set_enabled', { id: 'myplugin', enabled: true });
    await world.read(SAMPLE);
    await world.command('plugins.set_enabled', { id: 'myplugin', enabled: false });
    // The sample begins with a ping, which has neither ports nor a name.
    expect(world.linesOf('myplugin')).toEqual([
      'direction dst_ip interface length protocol_name protocol_num session_id src_ip state timestamp',
      'nil\tnil\ttrue',
      '2\ta\tnil',
      '1\ta',
      '2\tb',
    ]);
  });

  it('is gone in both: an error in a receiver ends nothing', async () => {
    const code = 'export async function receiver(packet_log) {\n  console.log(packet_log.payload.dns);\n}\n';
    await world.platform.start();
    await world.install(world.write('myplugin.mjs', code), true);
    const logs = (await world.read(SAMPLE)) as readonly PacketLog[];
    await world.command('plugins.set_enabled', { id: 'myplugin', enabled: false });
    const failing = logs.filter(({ payload }) => payload === null).length;
    expect(world.status('myplugin').counters).toMatchObject({ handled: logs.length, errors: failing, dropped: 0 });
    const [first] = world.linesOf('myplugin');
    expect(first).toMatch(/^receiver: TypeError: Cannot read properties of null \(reading 'dns'\)\n {2}at /);
  });
});
