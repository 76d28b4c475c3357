/**
 * Plugins that do everything wrong, each through the engine and a process of its own, beside a capture at a steady rate and two
 * plugins that behave. Whatever they do, the capture loses no packet, those two no packet log, and what became of each is
 * told in words.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { zipOf } from '#main/host/plugins/test-zip.ts';
import { AT_START, UNDER_TRAFFIC } from './hostile-plugins/cases.ts';
import { HostilePlugins, idOf } from './hostile-plugins/hostile-plugins.ts';
import { BusyInterface } from './kit/busy-interface.ts';
import { memoryBytes } from './kit/memory-bytes.ts';
import { PluginWorld, SAMPLE } from './kit/plugin-world.ts';

const WELL_BEHAVED = ['js/well-behaved.mjs', 'lua/well-behaved.lua'];
const CRASH_LOOP = 'crash-loop';

let world: PluginWorld;
let hostile: HostilePlugins;
let busy: BusyInterface;

async function framesOfSample(): Promise<readonly Uint8Array[]> {
  const opened = await openPacketSource(memoryBytes(readFileSync(SAMPLE)), 'the sample');
  if (!opened.ok) throw new Error(opened.failure.message);
  const frames: Uint8Array[] = [];
  for (;;) {
    const batch = await opened.value.next();
    if ('end' in batch) return frames;
    for (let i = 0; i < batch.count; i++) {
      const at = batch.offsets[i]!;
      frames.push(batch.bytes.slice(at, at + batch.capturedLengths[i]!));
    }
  }
}

beforeAll(async () => {
  const frames = await framesOfSample();
  busy = new BusyInterface((number) => frames[number % frames.length]!, { rate: 2000, ring: 10_000 });
  const opener = {
    ...createHostPorts().opener,
    openLive: async () => success({ source: busy, backend: 'libpcap' as const, limits: [] }),
  };
  world = new PluginWorld({ opener });
  hostile = new HostilePlugins(world);
  await world.platform.start();
  for (const file of WELL_BEHAVED) await hostile.bring(file);
  // Takes its time, so it begins now.
  await hostile.bring('js/exits-politely.mjs', { name: CRASH_LOOP });
  const { commands } = world.engine.service;
  const options = { interfaces: ['busy0'], bpf: null, promiscuous: false, snaplen: 65_535, bufferBytes: 1 << 20 };
  expect(await commands['capture.start'](options, new AbortController().signal)).toEqual(success(null));
});
afterAll(() => world.close());

describe.each([
  ['at their start', AT_START],
  ['under traffic', UNDER_TRAFFIC],
])('hostile plugins %s', (_when, cases) => {
  beforeAll(() => hostile.tryAll(cases), 240_000);

  it.each(cases.map((test) => [test.file, test] as const))('%s', (file, test) => {
    const { status, said } = hostile.seen(file);
    expect({ state: status.state, cause: status.cause }).toEqual({
      state: test.state,
      cause: test.cause === null ? null : expect.stringMatching(test.cause),
    });
    for (const wanted of test.said ?? []) expect(said).toContainEqual(expect.stringMatching(wanted));
    if (test.neverSaid !== undefined) expect(said).not.toContainEqual(expect.stringMatching(test.neverSaid));
    const { logs_in: given, handled, dropped, queue_depth: waiting } = status.counters;
    expect(handled + dropped + waiting).toBe(given);
  });
});

describe('hostile plugins when they are switched off', () => {
  it.each(['js/blocks-on-exit.mjs', 'lua/blocks-on-exit.lua'])('%s is ended by force', async (file) => {
    const id = idOf(file);
    await hostile.bring(file);
    const disabled = await world.command('plugins.set_enabled', { id, enabled: false });
    expect(disabled.ok && disabled.value).toMatchObject({ state: 'disabled', cause: null });
    expect(world.linesOf(id)).toContain('Did not stop within 0.5 s and was ended by force');
  });
});

describe('hostile plugins that crash again and again', () => {
  it('are left alone after a while, and tried again when somebody asks', async () => {
    const id = CRASH_LOOP;
    await world.until(() => world.status(id).state === 'quarantined', 60_000);
    expect(world.status(id)).toMatchObject({
      state: 'quarantined',
      cause: 'Ended 6 times within 2 minutes; last: Its process ended with code 0',
      restart_at_ms: null,
      counters: { restarts: 5, queue_depth: 0 },
    });
    expect(await world.command('plugins.restart', { id })).toMatchObject({ ok: true, value: { state: 'running' } });
    await world.command('plugins.set_enabled', { id, enabled: false });
  });
});

describe('hostile endpoints', () => {
  it.each([
    ['js/answers-nonsense.mjs', 'function', /request answered a function at run, which is not JSON$/],
    ['js/answers-nonsense.mjs', 'cycle', /request answered something that contains itself at loop, which is not JSON$/],
    ['js/answers-nonsense.mjs', 'text', /request answered "hello" where \[status, body\] is expected$/],
    ['js/answers-nonsense.mjs', 'status', /request answered the status "fine", which is no whole number/],
    ['js/answers-nonsense.mjs', 'nothing', /request answered nothing where \[status, body\] is expected$/],
    ['js/answers-nonsense.mjs', 'error', /out of paper/],
    ['js/answers-nonsense.mjs', 'huge', /of which at most 4194304 are sent$/],
    ['js/answers-nonsense.mjs', 'never', /within|longer than/],
    ['lua/answers-nonsense.lua', 'function', /function/],
    ['lua/answers-nonsense.lua', 'cycle', /contains itself/],
    ['lua/answers-nonsense.lua', 'text', /"hello"/],
    ['lua/answers-nonsense.lua', 'status', /"fine"/],
    ['lua/answers-nonsense.lua', 'nothing', /nothing/],
    ['lua/answers-nonsense.lua', 'error', /out of paper/],
    ['lua/answers-nonsense.lua', 'huge', /bytes|memory/],
    ['lua/answers-nonsense.lua', 'never', /within|longer than|instructions/],
  ])('%s answers %s: it is told, and goes on', async (file, subpath, message) => {
    const id = idOf(file);
    if (!world.platform.status().some((status) => status.id === id)) await hostile.bring(file);
    const request = {
      method: 'GET',
      path: `/plugins/${id}/${subpath}`,
      subpath,
      query: {},
      headers: {},
      body: null,
      client: '',
    };
    const answer = await world.platform.request(id, request);
    expect(answer.ok ? JSON.stringify(answer.value).slice(0, 200) : answer.failure.message).toMatch(message);
    expect(answer.ok).toBe(false);
    expect(world.status(id).state).toMatch(/^(?:running|degraded)$/);
  });
});

describe('packages that are no plugins', () => {
  const manifest = (changes: object): string =>
    JSON.stringify({ name: 'crooked', version: '1.0.0', language: 'lua', ...changes });
  const refusal = async (source: string): Promise<string> => {
    const installed = await world.install(source, true);
    return installed.ok ? 'installed' : installed.failure.message;
  };
  const zip = (name: string, entries: Parameters<typeof zipOf>[0]): string => {
    const file = world.write(name, '');
    writeFileSync(file, zipOf([{ name: 'plugin.json', data: manifest({}) }, ...entries]));
    return file;
  };

  it('from the future say so', async () => {
    const source = world.write('future', { 'plugin.json': manifest({ manifest: 2, telepathy: true }), 'main.lua': '' });
    expect(await refusal(source)).toMatch(/plugin\.json is of version 2, this Netloupe reads up to 1$/);
  });

  it('for another Netloupe say so', async () => {
    const source = world.write('other', { 'plugin.json': manifest({ engine: '>=99' }), 'main.lua': '' });
    expect(await refusal(source)).toMatch(/>=99/);
  });

  it('that lead out of their folder are refused', async () => {
    const source = zip('slip.zip', [
      { name: 'main.lua', data: 'function receiver() end' },
      { name: '../../escaped.lua', data: 'print("out")' },
    ]);
    expect(await refusal(source)).toMatch(/\.\.\/\.\.\/escaped\.lua/);
  });

  it('that have two files of one name are refused', async () => {
    const source = zip('twice.zip', [
      { name: 'main.lua', data: 'function receiver() end' },
      { name: 'MAIN.lua', data: 'os.exit()' },
    ]);
    expect(await refusal(source)).toMatch(/main\.lua/i);
  });

  it('under the name of another plugin are an update of it, and tell what is there', async () => {
    const id = idOf('lua/well-behaved.lua');
    const source = world.write('clash', {
      'plugin.json': manifest({ name: id, version: '0.0.1' }),
      'main.lua': 'x = 1',
    });
    const inspected = await world.command('plugins.inspect', { source });
    expect(inspected).toMatchObject({ ok: true, value: { installed_version: '1.0.0', installed_origin: 'installed' } });
    // And as it does not start, the one that runs goes on.
    expect(await refusal(source)).toMatch(/0\.0\.1 did not start, 1\.0\.0 stays: main\.lua exports none of/);
    expect(world.status(id)).toMatchObject({ state: 'running', manifest: { version: '1.0.0' } });
  });

  it('with a configuration that fails its schema keep the one that they have', async () => {
    const config = {
      type: 'object',
      properties: { port: { type: 'integer', default: 1 } },
      additionalProperties: false,
    };
    const source = world.write('strict', {
      'plugin.json': manifest({ name: 'strict', config }),
      'main.lua': 'function receiver() end',
    });
    expect(await refusal(source)).toBe('installed');
    const changed = await world.command('plugins.configure', { id: 'strict', config: { port: 'eighty', prot: 80 } });
    expect(changed.ok ? '' : changed.failure.message).toMatch(/^Configuration: .*port.*prot/);
    expect(world.status('strict')).toMatchObject({ state: 'running', config: { port: 1 } });
  });
});

describe('what holds plugins back', () => {
  it('is told as it is', () => {
    const everything = { files: 'enforced', processes: 'enforced', network: 'enforced' };
    expect(world.status(idOf('lua/well-behaved.lua')).enforcement).toEqual(everything);
    expect(world.status(idOf('js/well-behaved.mjs')).enforcement).toMatchObject({
      files: 'enforced',
      processes: 'enforced',
    });
  });
});

describe('beside all that', () => {
  it('the capture lost nothing, and the plugins that behave got every packet log', async () => {
    await world.engine.service.commands['capture.stop']({}, new AbortController().signal);
    await world.platform.drain();
    const stream = world.engine.service.streams.status({}, () => undefined);
    const capture = stream.take()!.capture;
    stream.close();
    expect(capture.losses).toMatchObject({ kernel_drops: 0, queue_drops: 0, undecoded: {} });
    expect(busy.delivered).toBeGreaterThan(20_000);
    for (const file of WELL_BEHAVED) {
      const { state, counters } = world.status(idOf(file));
      expect(state).toBe('running');
      expect(counters).toMatchObject({ dropped: 0, queue_depth: 0, errors: 0, restarts: 0 });
      expect(counters.handled).toBe(counters.logs_in);
      expect(counters.handled).toBeGreaterThan(5000);
    }
  });
});
