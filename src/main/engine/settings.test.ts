import { describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { success, type Result } from '#base/result.ts';
import type { EngineService } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import type { LiveRequest } from './capture/packet-source.ts';
import { createEngine } from './engine.ts';
import type { KeptSettings, SettingsHome } from './settings-ports.ts';
import { LiveSource, World } from './test-world.ts';

class MemoryHome implements SettingsHome {
  readonly path = '/home/me/settings.yaml';
  kept: KeptSettings = { settings: DEFAULT_SETTINGS, fixed: null, damaged: null, written: false };

  read(): Promise<KeptSettings> {
    return Promise.resolve(this.kept);
  }

  write(settings: Settings): Promise<Result<null>> {
    this.kept = { ...this.kept, settings, written: true };
    return Promise.resolve(success(null));
  }
}

interface Bench {
  readonly home: MemoryHome;
  readonly asked: LiveRequest[];
  readonly call: EngineService['commands'];
}

const signal = new AbortController().signal;

function bench(): Bench {
  const home = new MemoryHome();
  const world = Object.assign(new World(), { settings: home });
  const asked: LiveRequest[] = [];
  const opener: World['opener'] = {
    openBytes: () => world.opener.openBytes(''),
    find: async () => null,
    openLive: (request) => {
      asked.push(request);
      const source = new LiveSource([]);
      return Promise.resolve(success({ source, backend: 'libpcap', limits: [] }));
    },
  };
  const ports = Object.assign(Object.create(world) as World, { opener });
  const engine = createEngine(ports, { version: '1', host: 'headless', platform: 'test', samplePath: null });
  return { home, asked, call: engine.service.commands };
}

const OPEN = { interfaces: ['eth0'], bpf: null, promiscuous: null, snaplen: null, bufferBytes: null };
const changed: Settings = {
  ...DEFAULT_SETTINGS,
  timeouts: { ...DEFAULT_SETTINGS.timeouts, udp: 7 },
  capture: { ...DEFAULT_SETTINGS.capture, snaplen: 96 },
};

describe('settings of the engine', () => {
  it('hold from the next capture on, and what was left open is as they say', async () => {
    const { call, asked, home } = bench();
    await call['capture.start'](OPEN, signal);
    expect(asked[0]).toMatchObject({ snaplen: 262_144, promiscuous: true });
    const set = await call['settings.set']({ settings: changed }, signal);
    assert(set.ok, 'they can be set');
    expect(set.value).toMatchObject({ path: '/home/me/settings.yaml', fixed: null });
    expect(set.value.settings.timeouts.udp).toBe(7);
    expect(set.value.inForce?.timeouts.udp).toBe(DEFAULT_SETTINGS.timeouts.udp);
    expect(home.kept.settings).toEqual(changed);

    expect(await call['capture.restart']({}, signal)).toEqual(success(null));
    expect(asked[1]).toMatchObject({ interfaces: ['eth0'], snaplen: 96 });
    const now = await call['settings.get']({}, signal);
    assert(now.ok, 'they can be read');
    expect(now.value.inForce).toEqual(changed);
    await call['capture.stop']({}, signal);
  });

  it('are read anew for each capture: another process may have changed them', async () => {
    const { call, asked, home } = bench();
    home.kept = { ...home.kept, settings: changed };
    await call['capture.start'](OPEN, signal);
    expect(asked[0]).toMatchObject({ snaplen: 96 });
    await call['capture.stop']({}, signal);
  });

  it('are refused whole when a key is wrong, by the schema or by what it means', async () => {
    const { call, home } = bench();
    const wrong = { ...changed, max_sessions: 0, timeout: {} };
    const answer = await call['settings.set']({ settings: wrong }, signal);
    expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid' } });
    if (!answer.ok) expect(answer.failure.message).toMatch(/max_sessions.*timeout/s);
    const unknown = { ...changed, filter: { ...changed.filter, protocol: ['smoke-signals'] } };
    const second = await call['settings.set']({ settings: unknown }, signal);
    expect(second).toMatchObject({ ok: false, failure: { message: expect.stringContaining('smoke-signals') } });
    expect(home.kept.settings).toEqual(DEFAULT_SETTINGS);
  });

  it('say why they cannot be changed', async () => {
    const { call, home } = bench();
    home.kept = { ...home.kept, fixed: 'they were given by --config x.yaml' };
    const answer = await call['settings.set']({ settings: changed }, signal);
    expect(answer).toMatchObject({ ok: false, failure: { message: expect.stringContaining('--config x.yaml') } });
  });

  it('cannot begin anew what never began', async () => {
    expect(await bench().call['capture.restart']({}, signal)).toMatchObject({ ok: false });
  });

  it('end with an engine that was given no home for them', async () => {
    const engine = createEngine(new World(), { version: '1', host: 'headless', platform: 'test', samplePath: null });
    const { commands } = engine.service;
    await commands['settings.set']({ settings: changed }, signal);
    const now = await commands['settings.get']({}, signal);
    assert(now.ok, 'they can be read');
    expect(now.value).toMatchObject({ path: null, fixed: null, settings: changed });
  });
});
