import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import { parseManifest } from '#contract/plugins/manifest.ts';
import { decodeRecordFrame } from '#contract/plugins/record-frame.ts';
import { PacketFrame } from '#contract/plugins/packet-frame.ts';
import { SyntheticSource } from './capture/synthetic-source.ts';
import { bytesOf, ethernet, ipv4, udp } from './decode/test-frames.ts';
import { createEngine, type Engine } from './engine.ts';
import { FakeSpawner, type FakeProcess } from './pipeline/plugins/fake-process.ts';
import type { PluginStorage, StoredPlugin } from './pipeline/plugins/ports.ts';
import { settle } from './store/manual-clock.ts';
import { frames, liveParams, LiveSource, START, World } from './test-world.ts';

const { signal } = new AbortController();

function plugin(manifest: Record<string, unknown>): StoredPlugin {
  const parsed = parseManifest({ name: 'probe', version: '1.0.0', language: 'js', ...manifest });
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const folders = { folder: '/p', dataFolder: '/d' };
  return {
    id: 'probe',
    manifest: parsed.value,
    origin: 'installed',
    ...folders,
    enabled: true,
    decided: true,
    config: {},
    apiKey: null,
  };
}

function engineWith(manifest: Record<string, unknown>): { world: World; engine: Engine; spawner: FakeSpawner } {
  const world = new World();
  const spawner = new FakeSpawner();
  const storage = {
    list: async () => ({ plugins: [plugin(manifest)], broken: [] }),
    loadStore: async () => success({}),
    saveStore: async () => success(null),
    watch: () => () => undefined,
  } as unknown as PluginStorage;
  const off = { enabled: false, switchable: false, url: null, key: null, problem: null };
  world.plugins = { spawner, storage, api: { status: () => off, configure: async () => success(off) } };
  const options = { version: '0.1.0', host: 'headless', platform: 'test', samplePath: 'sample.pcap' } as const;
  return { world, engine: createEngine(world, options), spawner };
}

const packetFrames = (process: FakeProcess): PacketFrame[] =>
  process.delivered.filter(({ frame }) => decodeRecordFrame(frame) === null).map(({ frame }) => new PacketFrame(frame));
const dnsRows = (process: FakeProcess): unknown[] =>
  process.delivered.flatMap(({ frame }) => decodeRecordFrame(frame) ?? []);

/** RFC 1035 §4.1: a question for a.test, and the answer that there is no such name. */
const question = ['abcd0100 0001 0000 0000 0000', '01 61 04 74657374 00', '0001 0001'].join(' ');
const lookup = ipv4({ protocol: 17, payload: udp(question) });
const answer = lookup
  .replace('c0000201 c6336402', 'c6336402 c0000201')
  .replace('1234 0035', '0035 1234')
  .replace('abcd0100', 'abcd8183');

describe('packet logs', () => {
  it('reach a plugin while they are captured, by the rule that it asks for', async () => {
    const { world, engine, spawner } = engineWith({ receiver: { logs: 'all' } });
    await engine.plugins!.start();
    world.live = success(new LiveSource(frames(700)));
    await engine.service.commands['capture.start'](liveParams, signal);
    await settle();
    await world.clock.advance(50);
    const delivered = packetFrames(spawner.latest);
    expect(delivered.map((frame) => frame.rows)).toEqual([512, 188]);
    expect(delivered[0]!.interfaces).toEqual(['eth0']);
    expect(delivered[0]!.time[1]! - delivered[0]!.time[0]!).toBe(1000);
    await engine.close();
  });

  it('are those that change a state where nothing else is asked for, and carry on over captures', async () => {
    const { world, engine, spawner } = engineWith({});
    await engine.plugins!.start();
    for (let capture = 0; capture < 2; capture++) {
      world.live = success(new LiveSource(frames(20)));
      await engine.service.commands['capture.start'](liveParams, signal);
      await settle();
    }
    await engine.service.commands['capture.stop']({}, signal);
    await settle();
    const rows = packetFrames(spawner.latest).flatMap((frame) => [...frame.state]);
    expect(rows).toEqual([1, 1]);
    await engine.close();
    expect(spawner.latest.exited).toBe(true);
  });

  it('of a file are all delivered before the reading ends, however slow the plugin', async () => {
    const { engine, spawner } = engineWith({ receiver: { logs: 'all' }, queue: { size: 64 } });
    await engine.plugins!.start();
    const source = new SyntheticSource(frames(5000), { batchRows: 100 });
    const outcome = await engine.readCapture({
      inputs: [{ kind: 'source', source, title: 'x' }],
      filter: '',
      outputs: {},
    });
    await engine.plugins!.drain();
    expect(outcome.summary.packets).toBe(5000);
    expect(spawner.latest.rows).toEqual(Array.from({ length: 5000 }, (_, row) => row));
    expect(engine.plugins!.status()[0]!.counters).toMatchObject({ logs_in: 5000, handled: 5000, dropped: 0 });
    await engine.close();
  });
});

it('DNS transactions reach a plugin that asks for them, with their response codes', async () => {
  const { engine, spawner } = engineWith({ receiver: { logs: 'none', dns: true } });
  await engine.plugins!.start();
  const source = new SyntheticSource([
    { time: START, bytes: bytesOf(ethernet(0x0800), lookup) },
    { time: START + 5000, bytes: bytesOf(ethernet(0x0800), answer) },
  ]);
  await engine.readCapture({ inputs: [{ kind: 'source', source, title: 'x' }], filter: '', outputs: {} });
  expect(packetFrames(spawner.latest)).toEqual([]);
  const expected = { query: 'a.test', qtype: 'A', rcode_name: 'NXDOMAIN', status: 'nxdomain', latency_ms: 5 };
  expect(dnsRows(spawner.latest)).toMatchObject([expected]);
  await engine.close();
});

it('a plugin looks at the session that a log belongs to', async () => {
  const { world, engine, spawner } = engineWith({ permissions: { sessions: true } });
  await engine.plugins!.start();
  world.live = success(new LiveSource(frames(9)));
  await engine.service.commands['capture.start'](liveParams, signal);
  await settle();
  const view = engine.service.streams.view(
    {
      table: 'sessions',
      filter: '',
      range: null,
      redact: false,
      sparklines: false,
      sort: null,
      offset: 0,
      limit: 1,
      follow: false,
      hold: false,
      packetLogs: 'all',
      paused: false,
    },
    () => undefined,
  );
  await settle();
  const id = view.take()!.keys[0]!;
  spawner.latest.say({ t: 'call', id: 1, call: 'sessions.get', params: { id } });
  spawner.latest.say({ t: 'call', id: 2, call: 'sessions.get', params: { id: 'nothing' } });
  await settle();
  const answers = spawner.latest.told.flatMap((message) => (message.t === 'answer' ? [message.answer] : []));
  expect(answers).toMatchObject([
    { ok: true, value: { session_id: id, packets_out: 9 } },
    { ok: true, value: null },
  ]);
  await engine.close();
});

it('streams tell a view of plugins, their output and their alerts', async () => {
  const { engine, spawner } = engineWith({});
  await engine.plugins!.start();
  let told = 0;
  const plugins = engine.service.streams.plugins({}, () => told++);
  const output = engine.service.streams.plugin_output({ id: 'probe', limit: 10, redact: false }, () => told++);
  spawner.latest.say({ t: 'log', lines: [{ level: 'print', text: 'hello' }], suppressed: 0 });
  const alert = { title: 'Odd', message: '', severity: 'low', session_id: null, timestamp: null };
  spawner.latest.say({ t: 'alert', alert });
  await settle();
  expect(told).toBeGreaterThan(1);
  expect(plugins.take()).toMatchObject({
    plugins: [{ id: 'probe', state: 'running', counters: { alerts: 1 } }],
    alerts: 1,
  });
  expect(output.take()).toMatchObject({
    lines: [{ number: 1, text: 'hello' }],
    alerts: [{ title: 'Odd', plugin: 'probe' }],
  });
  await engine.close();
});
