import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { ViewFrame, ViewParams } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { SyntheticSource } from './capture/synthetic-source.ts';
import { bytesOf, ethernet } from './decode/test-frames.ts';
import { createEngine, type Engine } from './engine.ts';
import { tcp, udp } from './pipeline/observers/test-packets.ts';
import { settle } from './store/manual-clock.ts';
import { liveParams, START, World } from './test-world.ts';

const { signal } = new AbortController();
const PACKETS = [udp(), tcp('S'), tcp('SA', {}, true), tcp('A')].map((packet, second) => ({
  time: START + second * 1000,
  bytes: bytesOf(ethernet(0x0800) + packet),
}));

async function captured(observers: Settings['observers']): Promise<Engine> {
  const world = new World();
  world.live = success(new SyntheticSource(PACKETS));
  const settings = { ...DEFAULT_SETTINGS, observers };
  const engine = createEngine(world, { version: '1', host: 'headless', platform: 'test', samplePath: null, settings });
  await engine.service.commands['capture.start'](liveParams, signal);
  await settle();
  return engine;
}

async function sessions(engine: Engine, sort: ViewParams['sort'] = null): Promise<ViewFrame> {
  const params = {
    table: 'sessions',
    filter: '',
    range: null,
    redact: false,
    sparklines: false,
    sort,
    offset: 0,
    limit: 5,
    follow: false,
    hold: false,
  } as const;
  const view = engine.service.streams.view({ ...params, packetLogs: 'all', paused: false }, () => undefined);
  await settle();
  const frame = view.take()!;
  view.close();
  return frame;
}

describe('observers that are chosen', () => {
  it('are columns of the view, with their meanings said with the status', async () => {
    const engine = await captured({ chains: ['tcp', 'basic'] });
    const { columns } = await sessions(engine);
    expect(columns['tcp_connected']).toEqual([true, false]);
    expect(columns['pkt_fwd']).toEqual([2, 1]);
    const observed = engine.service.streams.status({}, () => undefined).take()?.observed ?? [];
    expect(observed).toHaveLength(7 + 9);
    expect(observed[0]).toEqual({ name: 'tcp_synflags_fwd', meaning: 'flags byte of the last SYN, forward' });
    await engine.close();
  });

  it.each([
    { column: 'tcp_connected', descending: false, first: [false, true] },
    { column: 'tcp_connected', descending: true, first: [true, false] },
    { column: 'sip', descending: false, first: ['192.0.2.1', '192.0.2.1'] },
    // Nothing there comes last in either direction.
    { column: 'tcp_synflags_fwd', descending: false, first: [2, null] },
    { column: 'tcp_synflags_fwd', descending: true, first: [2, null] },
  ])('sort sessions by $column', async ({ column, descending, first }) => {
    const engine = await captured({ chains: ['tcp', 'basic'] });
    const { columns } = await sessions(engine, { column, descending });
    expect(columns[column]).toEqual(first);
    await engine.close();
  });

  it('are in a session’s details', async () => {
    const engine = await captured({ chains: ['tcp'] });
    const { keys } = await sessions(engine);
    const details = await engine.service.commands['sessions.details'](
      { sessionId: keys[0]!, packetLimit: 1, redact: false },
      signal,
    );
    expect(details).toMatchObject({ value: { observed: { tcp_synflags_rev: 0x12, tcp_connected: true } } });
    await engine.close();
  });
});

it('nobody pays for observers that are not chosen', async () => {
  const engine = await captured({ chains: [] });
  const { columns, keys } = await sessions(engine);
  expect(columns['tcp_connected']).toBeUndefined();
  const details = await engine.service.commands['sessions.details'](
    { sessionId: keys[0]!, packetLimit: 1, redact: false },
    signal,
  );
  expect(details).toMatchObject({ value: { observed: {} } });
  await engine.close();
});
