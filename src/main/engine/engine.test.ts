import { describe, expect, it } from 'vitest';
import { failure, success, type Failure } from '#base/result.ts';
import { PROTOCOL_VERSION, type StatusFrame } from '#contract/protocol.ts';
import type { PacketSource } from './capture/packet-source.ts';
import { SyntheticSource } from './capture/synthetic-source.ts';
import { bytesOf, ethernet } from './decode/test-frames.ts';
import { createEngine, type Engine } from './engine.ts';
import type { ReadOutcome, ReadRequest, RowOutput } from './read-request.ts';
import { settle } from './store/manual-clock.ts';
import { arp, datagram, frames, liveParams, LiveSource, START, World } from './test-world.ts';

function newEngine(world: World): Engine {
  return createEngine(world, { version: '1', host: 'headless', platform: 'test', samplePath: null });
}

const { signal } = new AbortController();

function statusOf(engine: Engine): StatusFrame {
  const stream = engine.service.streams.status({}, () => undefined);
  const frame = stream.take();
  stream.close();
  return frame!;
}

function memoryOutput(lines: string[], failed: Failure | null = null): RowOutput {
  return {
    format: 'csv',
    sink: {
      write: async (text) => {
        if (failed !== null) return { ok: false, failure: failed };
        lines.push(
          ...new TextDecoder()
            .decode(text)
            .split('\r\n')
            .filter((line) => line !== ''),
        );
        return success(null);
      },
    },
  };
}

function read(sources: readonly PacketSource[], more: Partial<ReadRequest> = {}): Promise<ReadOutcome> {
  const inputs = sources.map((source, i) => ({ kind: 'source', source, title: `source ${i}` }) as const);
  return newEngine(new World()).readCapture({ inputs, filter: '', outputs: {}, ...more });
}

describe('streaming read', () => {
  it('sums up what it read, and what was no session by its reason', async () => {
    const short = bytesOf(ethernet(0x0800), '45');
    const all = [
      ...frames(5),
      ...frames(2, arp),
      ...frames(1, short),
      { time: START, bytes: datagram, wireLength: 900 },
    ];
    const { summary, failure: failed } = await read([new SyntheticSource(all)]);
    expect(failed).toBeNull();
    expect(summary).toMatchObject({
      linktypes: ['ETHERNET'],
      packets: 9,
      sessions: 1,
      first_time: '2023-11-14T22:13:20.000000Z',
      last_time: '2023-11-14T22:13:20.004000Z',
      undecoded: { ipv4_truncated: 1 },
      drops: { truncated: 1, kernel: 0 },
      coverage: null,
    });
  });

  it('writes open sessions at the end, and one session for two halves of a capture', async () => {
    const sessions: string[] = [];
    const later = frames(3).map((frame) => ({ ...frame, time: frame.time + 1_000_000 }));
    const outputs = { sessions: memoryOutput(sessions) };
    const { summary } = await read([new SyntheticSource(frames(2)), new SyntheticSource(later)], { outputs });
    expect(summary).toMatchObject({ files: ['source 0', 'source 1'], packets: 5, sessions: 1 });
    expect(sessions).toHaveLength(2);
    expect(sessions[1]).toContain(',NEW,,');
  });

  it('keeps what was read before the damage', async () => {
    const sessions: string[] = [];
    const damaged = failure('damaged', 'cut', { offset: 77 }).failure;
    const source = new SyntheticSource(frames(4), { failure: damaged });
    const outcome = await read([source, new SyntheticSource(frames(9))], {
      outputs: { sessions: memoryOutput(sessions) },
    });
    expect(outcome.failure).toEqual(damaged);
    expect(outcome.summary.packets).toBe(4);
    expect(sessions).toHaveLength(2);
  });

  it('fails for a source of which nothing can be decoded, naming its link type', async () => {
    const interfaces = [{ name: '', linkType: 147, snaplen: 65_535 }];
    const outcome = await read([new SyntheticSource(frames(3), { interfaces })]);
    expect(outcome.failure).toMatchObject({ code: 'unsupported', message: expect.stringContaining('USER0') });
    expect(outcome.failure?.remedy).toContain('Ethernet');
    expect(outcome.summary).toMatchObject({ packets: 3, undecoded: { unsupported_link_type: 3 } });
  });

  it('counts frames of an unsupported link type beside a supported one', async () => {
    const interfaces = [
      { name: 'a', linkType: 147, snaplen: 65_535 },
      { name: 'b', linkType: 1, snaplen: 65_535 },
    ];
    const mixed = frames(4).map((frame, i) => ({ ...frame, interfaceId: i % 2 }));
    const outcome = await read([new SyntheticSource(mixed, { interfaces })]);
    expect(outcome.failure).toBeNull();
    expect(outcome.summary).toMatchObject({ packets: 4, sessions: 1, undecoded: { unsupported_link_type: 2 } });
  });

  it('stops when a sink fails, and says why', async () => {
    const full = failure('no-space', 'The disk is full').failure;
    const outcome = await read([new SyntheticSource(frames(4))], { outputs: { sessions: memoryOutput([], full) } });
    expect(outcome.failure).toEqual(full);
  });

  it('ends cleanly when aborted', async () => {
    const controller = new AbortController();
    const world = new World();
    const source = new LiveSource(frames(6));
    world.live = success(source);
    const sessions: string[] = [];
    const reading = newEngine(world).readCapture({
      inputs: [{ kind: 'live', request: liveParams }],
      filter: '',
      outputs: { sessions: memoryOutput(sessions) },
      signal: controller.signal,
      onStarted: () => void settle().then(() => controller.abort()),
    });
    world.counted = 10_000;
    const outcome = await reading;
    expect(outcome.failure).toBeNull();
    expect(outcome.summary).toMatchObject({ packets: 6, drops: { kernel: 3, interface: 1 } });
    expect(source.closed).toBe(true);
    expect(sessions).toHaveLength(2);
  });

  it('gives rows through the filter only, and counts all the same', async () => {
    const sessions: string[] = [];
    const source = new SyntheticSource(frames(4));
    const { summary } = await read([source], { filter: 'tcp', outputs: { sessions: memoryOutput(sessions) } });
    expect(sessions).toHaveLength(1);
    expect(summary.sessions).toBe(1);
  });
});

describe('the viewer’s engine', () => {
  it('captures, stops without losing what was captured, and keeps it on view', async () => {
    const world = new World();
    world.live = success(new LiveSource(frames(6)));
    const engine = newEngine(world);
    expect(await engine.service.commands['capture.start'](liveParams, signal)).toEqual(success(null));
    await settle();
    expect(statusOf(engine).capture).toMatchObject({ state: 'running', kind: 'live', packets: 6, backend: 'libpcap' });
    expect(await engine.service.commands['capture.stop']({}, signal)).toEqual(success(null));
    const { capture } = statusOf(engine);
    expect(capture).toMatchObject({ state: 'ended', packets: 6, total_sessions: 1, title: 'eth0', failure: null });
    expect(capture.losses).toMatchObject({ kernel_drops: 3, interface_drops: 1 });
    await engine.close();
  });

  it('leaves the capture on view when another cannot be opened', async () => {
    const world = new World();
    world.live = success(new LiveSource(frames(6)));
    const engine = newEngine(world);
    await engine.service.commands['capture.start'](liveParams, signal);
    const refused = await engine.service.commands['capture.open']({ path: 'nowhere.pcap' }, signal);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'not-found' } });
    expect(statusOf(engine).capture).toMatchObject({ state: 'running', kind: 'live' });
    await engine.close();
  });

  it('stops one capture for the next', async () => {
    const world = new World();
    const first = new LiveSource(frames(6));
    world.live = success(first);
    const engine = newEngine(world);
    await engine.service.commands['capture.start'](liveParams, signal);
    world.live = success(new LiveSource(frames(2)));
    await engine.service.commands['capture.start'](liveParams, signal);
    await settle();
    expect(first.closed).toBe(true);
    expect(statusOf(engine).capture).toMatchObject({ state: 'running', packets: 2, total_sessions: 1 });
    await engine.close();
  });

  it('shows a source that broke off as failed, with its sessions', async () => {
    const world = new World();
    const gone = failure('vanished', 'Interface eth0 vanished', { remedy: 'Plug it in again' }).failure;
    world.live = success(new SyntheticSource(frames(4), { failure: gone }));
    const engine = newEngine(world);
    await engine.service.commands['capture.start'](liveParams, signal);
    await settle();
    expect(statusOf(engine).capture).toMatchObject({
      state: 'failed',
      total_sessions: 1,
      failure: { code: 'vanished', message: 'Interface eth0 vanished', remedy: 'Plug it in again', offset: null },
    });
    await engine.close();
  });

  it('measures coverage against the system’s counters', async () => {
    const world = new World();
    world.live = success(new LiveSource(frames(10)));
    const engine = newEngine(world);
    await engine.service.commands['capture.start'](liveParams, signal);
    world.counted = datagram.length * 20;
    await world.clock.advance(1000);
    expect(statusOf(engine).capture.coverage).toBe(0.5);
    await engine.close();
  });

  it('answers a session’s details, and says when it is not held', async () => {
    const world = new World();
    world.live = success(new LiveSource(frames(10)));
    const engine = newEngine(world);
    await engine.service.commands['capture.start'](liveParams, signal);
    await settle();
    const params = {
      table: 'sessions',
      filter: '',
      range: null,
      redact: false,
      sparklines: false,
      sort: null,
      offset: 0,
      limit: 5,
      follow: false,
      hold: false,
    } as const;
    const view = engine.service.streams.view({ ...params, packetLogs: 'all', paused: false }, () => undefined);
    await settle();
    const sessionId = view.take()!.keys[0]!;
    const details = await engine.service.commands['sessions.details'](
      { sessionId, packetLimit: 3, redact: false },
      signal,
    );
    expect(details).toMatchObject({
      value: { session: { session_id: sessionId, packets_out: 10 }, packetsNotHeld: 7 },
    });
    expect(details.ok && details.value.packets).toHaveLength(3);
    const unknown = await engine.service.commands['sessions.details'](
      { sessionId: 'x', packetLimit: 3, redact: false },
      signal,
    );
    expect(unknown).toMatchObject({ ok: false, failure: { code: 'not-found' } });
    view.close();
    await engine.close();
  });

  it('exports what is on view, reports progress, and leaves nothing behind when it fails', async () => {
    const world = new World();
    world.live = success(new LiveSource(frames(3)));
    const engine = newEngine(world);
    const { commands, streams } = engine.service;
    await commands['capture.start'](liveParams, signal);
    await settle();
    const order = {
      table: 'packets',
      filter: '',
      format: 'csv',
      range: null,
      redact: false,
      packetLogs: 'all',
    } as const;
    await commands['export.start']({ ...order, path: '/somewhere.csv' }, signal);
    await settle();
    const progress = streams.exports({}, () => undefined);
    expect(progress.take()?.exports).toMatchObject([{ state: 'done', rows: 3, totalRows: 3, path: '/somewhere.csv' }]);
    expect(world.written.get('/somewhere.csv')?.split('\r\n')).toHaveLength(5);
    world.writeFailure = failure('no-space', 'The disk is full').failure;
    await commands['export.start']({ ...order, path: '/full.csv' }, signal);
    await settle();
    expect(progress.take()?.exports[1]).toMatchObject({ state: 'failed', failure: { code: 'no-space' } });
    expect(world.written.has('/full.csv')).toBe(false);
    expect(world.aborted).toBe(1);
    await engine.close();
  });

  it('greets only a view that speaks its protocol', async () => {
    const engine = newEngine(new World());
    expect(await engine.service.commands.hello({ protocol: PROTOCOL_VERSION }, signal)).toMatchObject({
      value: { version: '1' },
    });
    expect(await engine.service.commands.hello({ protocol: 99 }, signal)).toMatchObject({ ok: false });
    await engine.close();
  });
});
