import { describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import { columnBit } from '#contract/plugins/header-fields.ts';
import { HeaderFrame } from '#contract/plugins/header-frame.ts';
import { parseManifest } from '#contract/plugins/manifest.ts';
import { DecodedPacket } from '#main/engine/decode/packet.ts';
import { ManualClock, settle } from '#main/engine/store/manual-clock.ts';
import { onEthernet, udp } from '../observers/test-packets.ts';
import { FakeSpawner, NO_STATS, type FakeScript } from './fake-process.ts';
import { PacketFeeds } from './packet-feeds.ts';
import { PluginOutput } from './plugin-output.ts';
import { PluginSupervisor } from './plugin-supervisor.ts';
import type { PluginStorage, StagedPlugin, StoredPlugin } from './ports.ts';

const seed = new Uint8Array(4);

class Bench {
  readonly clock = new ManualClock(0);
  readonly spawner = new FakeSpawner();
  readonly feeds = new PacketFeeds(this.clock);
  readonly output = new PluginOutput(this.clock);
  readonly kept: Record<string, unknown>[] = [];
  readonly missing: string[] = [];
  readonly supervisor: PluginSupervisor;
  private readonly packet = new DecodedPacket();

  constructor(script: FakeScript = {}, manifest: Record<string, unknown> = {}) {
    this.spawner.scripts = [script];
    const storage = {
      loadStore: async () => success({ before: 1 }),
      saveStore: async (_id: string, entries: Record<string, unknown>) => {
        this.kept.push(entries);
        return success(null);
      },
    } as unknown as PluginStorage;
    this.supervisor = new PluginSupervisor(this.stored(manifest), {
      clock: this.clock,
      chance: () => 0.5,
      spawner: this.spawner,
      storage,
      feeds: this.feeds,
      output: this.output,
      facts: { session: () => null, interfaces: async () => [] },
      version: '0.1.0',
      everyLine: false,
      wishesOf: () => ({ logs: 'all', dns: false }),
      missingFilters: () => this.missing,
      changed: () => undefined,
    });
    this.feeds.attach({ sessions: {} as never, seed, interfaceNames: () => ['eth0'] }, false);
  }

  stored(manifest: Record<string, unknown> = {}, config: Record<string, unknown> = {}): StoredPlugin {
    const parsed = parseManifest({ name: 'probe', version: '1.0.0', language: 'js', ...manifest });
    if (!parsed.ok) throw new Error(parsed.failure.message);
    const folders = { folder: '/plugins/probe', dataFolder: '/data/probe' };
    return {
      id: 'probe',
      manifest: parsed.value,
      origin: 'installed',
      ...folders,
      enabled: false,
      decided: true,
      config,
      apiKey: null,
    };
  }

  staged(version: string, over: Partial<StagedPlugin> = {}): StagedPlugin & { discarded: boolean } {
    const { manifest, folder, dataFolder } = this.stored({ version });
    const staged = {
      id: 'probe',
      manifest,
      folder: `${folder}/${version}`,
      dataFolder,
      discarded: false,
      commit: async () => success({ ...this.supervisor.plugin, manifest, folder: `${folder}/${version}` }),
      discard: async () => void (staged.discarded = true),
      ...over,
    };
    return staged;
  }

  /** Packet logs that belong to no session, so that no flow table is needed. */
  feed(count: number): void {
    for (let i = 0; i < count; i++) this.feeds.all.packet(this.packet, -1, 0, 0, null, null);
    this.feeds.flush();
  }

  counters(): ReturnType<PluginSupervisor['status']>['counters'] {
    return this.supervisor.status().counters;
  }

  state(): string {
    return this.supervisor.status().state;
  }

  cause(): string | null {
    return this.supervisor.status().cause;
  }
}

function expectEveryLogCounted(bench: Bench): void {
  const { logs_in: logsIn, handled, dropped, queue_depth: depth } = bench.counters();
  expect(handled + dropped + depth).toBe(logsIn);
}

describe('the life of a plugin', () => {
  it('begins with hello, init and test, and only then with packet logs', async () => {
    const bench = new Bench();
    expect(bench.state()).toBe('disabled');
    await bench.supervisor.enable();
    expect(bench.state()).toBe('running');
    bench.feed(3);
    await settle();
    const { told, rows } = bench.spawner.latest;
    expect(told.map((message) => message.t)).toEqual(['start', 'ping', 'begin']);
    expect(told[2]).toEqual({ t: 'begin', store: { before: 1 } });
    expect(rows).toEqual([0, 1, 2]);
    expect(bench.counters()).toMatchObject({ logs_in: 3, handled: 3, dropped: 0, queue_depth: 0 });
  });

  it('ends when it is switched off: it finishes what it has, and what waits is dropped and counted', async () => {
    const bench = new Bench({ stuck: true });
    await bench.supervisor.enable();
    for (let i = 0; i < 10; i++) bench.feed(512);
    await bench.supervisor.disable();
    expect(bench.state()).toBe('disabled');
    expect(bench.spawner.latest.told.at(-1)?.t).toBe('stop');
    expect(bench.counters()).toMatchObject({ logs_in: 5120, handled: 0, dropped: 5120, queue_depth: 0 });
    bench.feed(1);
    expect(bench.counters().logs_in).toBe(5120);
  });

  it('ends by force where the process does not stop in time', async () => {
    const bench = new Bench({ stubborn: true }, { limits: { stop_ms: 500 } });
    await bench.supervisor.enable();
    const off = bench.supervisor.disable();
    await settle();
    await bench.clock.advance(499);
    expect(bench.spawner.latest.killed).toBe(false);
    await bench.clock.advance(1);
    await off;
    expect([bench.spawner.latest.killed, bench.state()]).toEqual([true, 'disabled']);
  });

  it('can be switched off at once while it is starting', async () => {
    const bench = new Bench({ hangs: true });
    const on = bench.supervisor.enable();
    await settle();
    expect(bench.state()).toBe('starting');
    await bench.supervisor.disable();
    await on;
    expect([bench.state(), bench.spawner.latest.killed, bench.spawner.processes.length]).toEqual(['disabled', true, 1]);
  });
});

describe('a plugin that does not start', () => {
  it.each([
    [
      'cannot be loaded',
      { at: 'load', message: 'main.mjs: exports none of …' },
      'quarantined',
      'main.mjs: exports none of …',
    ],
    ['fails in init', { at: 'init', message: 'no database' }, 'crashed', 'init failed: no database'],
    ['fails its test', { at: 'test', message: 'answered false' }, 'crashed', 'test failed: answered false'],
  ] as const)('and %s says why', async (_what, refused, state, cause) => {
    const bench = new Bench({ refused });
    await bench.supervisor.enable();
    expect([bench.state(), bench.cause()]).toEqual([state, cause]);
    expect(bench.spawner.latest.delivered).toEqual([]);
  });

  it('because its configuration is wrong is not started at all', async () => {
    const schema = { type: 'object', properties: { port: { type: 'integer' } }, required: ['port'] };
    const bench = new Bench({}, { config: schema });
    await bench.supervisor.enable();
    expect(bench.state()).toBe('quarantined');
    expect(bench.cause()).toMatch(/"port"/);
    expect(bench.spawner.processes).toEqual([]);
  });

  it.each([
    ['hangs in init', { hangs: true }, 'Did not start: init and test were not done within 2 s'],
    ['never says hello', { hello: null }, 'Did not start: its process did not say hello within 2 s'],
  ] as const)('and %s is ended when its time is up', async (_what, script, cause) => {
    const bench = new Bench(script, { limits: { start_ms: 2000 } });
    const on = bench.supervisor.enable();
    await settle();
    await bench.clock.advance(2000);
    await on;
    expect([bench.state(), bench.cause(), bench.spawner.latest.killed]).toEqual(['crashed', cause, true]);
  });

  it('is tried again later, and gets what waited meanwhile', async () => {
    const bench = new Bench();
    bench.spawner.scripts = [{ refused: { at: 'test', message: 'not yet' } }, {}];
    await bench.supervisor.enable();
    bench.feed(7);
    expect(bench.supervisor.status().restart_at_ms).toBe(500);
    await bench.clock.advance(500);
    expect([bench.state(), bench.spawner.latest.rows.length, bench.counters().restarts]).toEqual(['degraded', 7, 1]);
  });
});

describe('a process that dies', () => {
  it('loses what it had, and only that; the rest goes to the next one', async () => {
    const bench = new Bench();
    bench.spawner.scripts = [{ stuck: true }, {}];
    await bench.supervisor.enable();
    for (let i = 0; i < 6; i++) bench.feed(512);
    bench.spawner.latest.end({
      code: 1,
      signal: null,
      stderr: 'x\nTypeError: a is not a function\n    at y (z.js:1:1)\n',
    });
    expect([bench.state(), bench.cause()]).toEqual([
      'crashed',
      'Its process ended with code 1: TypeError: a is not a function',
    ]);
    expect(bench.counters()).toMatchObject({ logs_in: 3072, dropped: 2048, queue_depth: 1024 });
    await bench.clock.advance(500);
    expect(bench.counters()).toMatchObject({ handled: 1024, dropped: 2048, queue_depth: 0 });
    expectEveryLogCounted(bench);
  });

  it('again and again is started ever later, then not at all, and holds nothing up', async () => {
    const bench = new Bench();
    await bench.supervisor.enable();
    const delays: (number | null)[] = [];
    for (let death = 0; death < 6; death++) {
      bench.spawner.latest.end({ code: null, signal: 'SIGSEGV', stderr: '' });
      const { restart_at_ms: at } = bench.supervisor.status();
      delays.push(at === null ? null : at - bench.clock.nowUs() / 1000);
      if (at !== null) await bench.clock.advance(at - bench.clock.nowUs() / 1000);
    }
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, null]);
    expect(bench.state()).toBe('quarantined');
    expect(bench.cause()).toMatch(/6 times within 2 minutes; last: Its process was ended by SIGSEGV/);
    bench.feed(5);
    expect(bench.counters().queue_depth).toBe(0);
    await bench.supervisor.restart();
    expect(bench.state()).toBe('running');
  });

  it('unnoticed is noticed by its silence', async () => {
    const bench = new Bench({ deaf: true });
    await bench.supervisor.enable();
    await bench.clock.advance(2999);
    expect(bench.state()).toBe('running');
    await bench.clock.advance(201);
    expect([bench.state(), bench.cause()]).toEqual(['unresponsive', 'Did not answer for 3 s and was ended']);
    expect(bench.spawner.processes[0]!.killed).toBe(true);
  });

  it('is not taken for dead while it handles what it is given', async () => {
    const bench = new Bench({ deaf: true, stuck: true });
    await bench.supervisor.enable();
    for (let second = 1; second <= 8; second++) {
      bench.feed(1);
      await bench.clock.advance(1000);
      bench.spawner.latest.acknowledge(second);
      expect(bench.state()).toBe('running');
    }
    await bench.clock.advance(3300);
    expect(bench.state()).toBe('unresponsive');
  });

  it('of memory is ended with the reason; what its runtime takes at the start is not held against it', async () => {
    const bench = new Bench({}, { limits: { memory_mb: 64 } });
    await bench.supervisor.enable();
    bench.spawner.latest.resident = 113_000_000;
    await bench.clock.advance(1000);
    expect(bench.state()).toBe('running');
    bench.spawner.latest.resident = 115_000_000;
    await bench.clock.advance(1000);
    expect(bench.state()).toBe('crashed');
    expect(bench.cause()).toBe('Used 65 MB of memory where 64 MB are allowed, and was ended');
  });
});

describe('a process that is not to be trusted', () => {
  it.each([
    [
      'a message of no known kind',
      (bench: Bench) => bench.spawner.latest.say({ t: 'give-me-root' }),
      /no plugin process sends/,
    ],
    [
      'a message that is too long',
      (bench: Bench) => bench.spawner.latest.say({ t: 'refused', at: 'load', message: 'x'.repeat(9999) }),
      /no plugin process sends/,
    ],
    ['acknowledgements of what it never got', (bench: Bench) => bench.spawner.latest.acknowledge(99), /never got/],
    [
      'a flood of messages',
      (bench: Bench) => {
        for (let i = 0; i < 6000; i++) bench.spawner.latest.say({ t: 'log', lines: [], suppressed: 0 });
      },
      /Flooded/,
    ],
  ])('is ended for %s', async (_what, act, cause) => {
    const bench = new Bench();
    await bench.supervisor.enable();
    act(bench);
    await settle();
    expect(bench.state()).toBe('crashed');
    expect(bench.cause()).toMatch(cause);
  });

  it('gets only what its manifest asks permission for', async () => {
    const bench = new Bench();
    await bench.supervisor.enable();
    const { latest } = bench.spawner;
    latest.say({ t: 'call', id: 1, call: 'store.set', params: { key: 'a', value: 1 } });
    latest.say({ t: 'call', id: 2, call: 'sessions.get', params: { id: 'x' } });
    latest.say({ t: 'call', id: 3, call: 'interfaces.list', params: null });
    await settle();
    const answers = latest.told.flatMap((message) => (message.t === 'answer' ? [message.answer] : []));
    expect(answers.map((answer) => (answer.ok ? 'given' : answer.message))).toEqual(
      ['store', 'sessions', 'interfaces'].map((name) => `the manifest does not ask for the permission "${name}"`),
    );
    expect(bench.kept).toEqual([]);
  });
});

it('a store outlives its process, and a change is answered when it is kept', async () => {
  const bench = new Bench({}, { permissions: { store: true } });
  await bench.supervisor.enable();
  bench.spawner.latest.say({ t: 'call', id: 1, call: 'store.set', params: { key: 'seen', value: ['a'] } });
  await settle();
  expect(bench.kept).toEqual([{ before: 1, seen: ['a'] }]);
  expect(bench.spawner.latest.told.at(-1)).toEqual({ t: 'answer', id: 1, answer: { ok: true, value: null } });
  await bench.supervisor.restart();
  expect(bench.spawner.latest.told.find((message) => message.t === 'begin')).toEqual({
    t: 'begin',
    store: { before: 1, seen: ['a'] },
  });
});

describe('health', () => {
  it('is judged by the last ten seconds: errors make it degraded, and it recovers', async () => {
    const bench = new Bench({ stuck: true });
    await bench.supervisor.enable();
    bench.feed(2);
    bench.spawner.latest.acknowledge(1, 2);
    await bench.clock.advance(1000);
    expect([bench.state(), bench.cause()]).toEqual(['degraded', '2 calls failed lately']);
    expect(bench.counters()).toMatchObject({ handled: 2, errors: 2 });
    await bench.clock.advance(12_000);
    expect([bench.state(), bench.cause()]).toEqual(['running', null]);
  });

  it('suffers for ten seconds where a process ended and was started again by itself, and says why it ended', async () => {
    const bench = new Bench();
    await bench.supervisor.enable();
    bench.spawner.latest.end({ code: 9, signal: null, stderr: '' });
    await bench.clock.advance(500);
    const why = 'its process ended and was started again: Its process ended with code 9';
    expect([bench.state(), bench.cause()]).toEqual(['degraded', why]);
    await bench.clock.advance(9000);
    expect([bench.state(), bench.cause()]).toEqual(['degraded', why]);
    await bench.clock.advance(1000);
    expect([bench.state(), bench.cause()]).toEqual(['running', null]);
  });

  it('does not suffer from a restart that was asked for', async () => {
    const bench = new Bench();
    await bench.supervisor.enable();
    bench.spawner.latest.end({ code: 9, signal: null, stderr: '' });
    await bench.supervisor.restart();
    expect([bench.state(), bench.cause()]).toEqual(['running', null]);
  });

  it('suffers where a queue overflows or a needed payload filter is off', async () => {
    const bench = new Bench({ stuck: true }, { queue: { size: 64 } });
    bench.missing.push('dns');
    await bench.supervisor.enable();
    for (let i = 0; i < 20; i++) bench.feed(512);
    await bench.clock.advance(1000);
    expect(bench.state()).toBe('degraded');
    expect(bench.cause()).toMatch(/too slow: [\d\s,.]+ packet logs dropped lately; needs names from dns/);
    expectEveryLogCounted(bench);
  });
});

describe('a reader of a file', () => {
  const attach = (bench: Bench): void =>
    bench.feeds.attach({ sessions: {} as never, seed, interfaceNames: () => [] }, true);

  it('waits for a plugin that gets on, so that nothing is dropped', async () => {
    const bench = new Bench({ stuck: true }, { queue: { size: 64 } });
    attach(bench);
    const stop = bench.feeds.addWaitable(bench.supervisor.inbox);
    await bench.supervisor.enable();
    for (let i = 0; i < 8; i++) bench.feed(512);
    let waited = false;
    void bench.feeds.whenRoom()?.then(() => (waited = true));
    for (let seq = 1; seq <= 4; seq++) {
      await bench.clock.advance(900);
      bench.spawner.latest.say({ t: 'pong', seq: 1, stats: NO_STATS });
      expect(waited).toBe(false);
      bench.spawner.latest.acknowledge(seq);
      await settle();
    }
    expect(waited).toBe(true);
    expect(bench.counters().dropped).toBe(0);
    stop();
  });

  it.each([
    ['an update', (bench: Bench): Promise<unknown> => bench.supervisor.update(bench.staged('2.0.0'))],
    ['a restart', (bench: Bench): Promise<unknown> => bench.supervisor.restart()],
  ])('waits during %s, too, as long as the old process may take to finish', async (_what, change) => {
    const bench = new Bench({}, { queue: { size: 64 }, limits: { stop_ms: 5000 } });
    bench.spawner.scripts = [{ stuck: true, stubborn: true }, {}];
    attach(bench);
    const stop = bench.feeds.addWaitable(bench.supervisor.inbox);
    await bench.supervisor.enable();
    for (let i = 0; i < 6; i++) bench.feed(512);
    const changing = change(bench);
    await settle();
    let waited = false;
    const room = bench.feeds.whenRoom()?.then(() => (waited = true));
    bench.feed(512);
    await bench.clock.advance(4900);
    expect(waited).toBe(false);
    bench.feed(512);
    expect(bench.counters()).toMatchObject({ dropped: 0, queue_depth: 8 * 512 });
    await bench.clock.advance(100);
    await changing;
    await room;
    await settle();
    // What the old one had in hand when it was ended by force.
    expect(bench.counters()).toMatchObject({ dropped: 2048, handled: 4 * 512, queue_depth: 0 });
    stop();
  });

  it('goes on without one that stands still', async () => {
    const bench = new Bench({ stuck: true }, { queue: { size: 64 } });
    attach(bench);
    const stop = bench.feeds.addWaitable(bench.supervisor.inbox);
    await bench.supervisor.enable();
    for (let i = 0; i < 8; i++) bench.feed(512);
    let waited = false;
    void bench.feeds.whenRoom()?.then(() => (waited = true));
    await bench.clock.advance(3000);
    expect(waited).toBe(true);
    expect(bench.feeds.whenRoom()).toBeNull();
    for (let i = 0; i < 8; i++) bench.feed(512);
    expect(bench.counters().dropped).toBeGreaterThan(0);
    expectEveryLogCounted(bench);
    stop();
  });
});

describe('an update', () => {
  it('starts the new version beside, switches, and loses and doubles nothing', async () => {
    const bench = new Bench({ stuck: true });
    await bench.supervisor.enable();
    bench.feed(512);
    bench.feed(3);
    const [old] = bench.spawner.processes;
    bench.spawner.scripts = [{}];
    const updating = bench.supervisor.update(bench.staged('2.0.0'));
    for (let i = 0; i < 9; i++) {
      bench.feed(512);
      await settle();
    }
    // The old one is slow but honest: what it was handed it finishes, during `stop`.
    for (const { seq } of old!.delivered) old!.acknowledge(seq);
    expect((await updating).ok).toBe(true);
    bench.feed(5);
    await settle();
    const all = bench.spawner.processes.flatMap((process) => process.rows);
    expect(all.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 515 + 9 * 512 + 5 }, (_, row) => row),
    );
    expect(bench.supervisor.status()).toMatchObject({ state: 'running', manifest: { version: '2.0.0' } });
    expectEveryLogCounted(bench);
  });

  it('that fails its test leaves the old version as it was', async () => {
    const bench = new Bench();
    await bench.supervisor.enable();
    bench.spawner.scripts = [{ refused: { at: 'test', message: 'answered false' } }];
    const staged = bench.staged('2.0.0');
    const answer = await bench.supervisor.update(staged);
    expect(answer).toMatchObject({
      ok: false,
      failure: { message: 'probe 2.0.0 did not start, 1.0.0 stays: test failed: answered false' },
    });
    expect(staged.discarded).toBe(true);
    bench.feed(4);
    await settle();
    expect(bench.spawner.processes[0]!.rows).toEqual([0, 1, 2, 3]);
    expect(bench.supervisor.status()).toMatchObject({
      state: 'running',
      manifest: { version: '1.0.0' },
      last_update: { version: '2.0.0', failure: { code: 'unavailable' } },
    });
  });

  it('that cannot be kept on disk leaves the old version as it was', async () => {
    const bench = new Bench();
    await bench.supervisor.enable();
    const staged = bench.staged('2.0.0', { commit: async () => failure('no-space', 'The disk is full') });
    expect((await bench.supervisor.update(staged)).ok).toBe(false);
    expect(bench.spawner.latest.exited).toBe(true);
    bench.feed(1);
    await settle();
    expect(bench.spawner.processes[0]!.rows).toEqual([0]);
  });

  it('of a plugin that is off changes what is kept and starts nothing', async () => {
    const bench = new Bench();
    expect((await bench.supervisor.update(bench.staged('2.0.0'))).ok).toBe(true);
    expect(bench.spawner.processes).toEqual([]);
    expect(bench.supervisor.status()).toMatchObject({ state: 'disabled', manifest: { version: '2.0.0' } });
  });

  it('brings back a plugin that had crashed', async () => {
    const bench = new Bench({ refused: { at: 'load', message: 'broken' } });
    await bench.supervisor.enable();
    bench.spawner.scripts = [{}];
    await bench.supervisor.update(bench.staged('1.0.1'));
    bench.feed(2);
    await settle();
    expect([bench.state(), bench.counters().handled]).toEqual(['running', 2]);
  });
});

describe('a request', () => {
  it('is answered by the process, or by the engine when it is too late', async () => {
    const bench = new Bench({ exports: ['request'] });
    await bench.supervisor.enable();
    const request = {
      method: 'GET',
      path: '/plugins/probe',
      subpath: null,
      query: {},
      headers: {},
      body: null,
      client: '::1',
    };
    const first = bench.supervisor.request(request);
    bench.spawner.latest.say({
      t: 'response',
      id: 1,
      response: { status: 200, type: 'json', body: [1] },
      message: null,
    });
    expect(await first).toEqual({ ok: true, value: { status: 200, type: 'json', body: [1] } });
    const second = bench.supervisor.request(request);
    await bench.clock.advance(2000);
    expect(await second).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    const failed = (id: number) => ({ t: 'response', id, response: null, message: 'no' }) as const;
    const wrong = bench.supervisor.request(request);
    bench.spawner.latest.say(failed(3));
    expect(await wrong).toMatchObject({ ok: false, failure: { code: 'invalid', message: 'probe: no' } });
    const late = bench.supervisor.request(request);
    await bench.clock.advance(1000);
    bench.spawner.latest.say(failed(4));
    expect(await late).toMatchObject({ ok: false, failure: { code: 'cancelled', message: 'probe: no' } });
    const third = bench.supervisor.request(request);
    bench.spawner.latest.end({ code: 0, signal: null, stderr: '' });
    expect(await third).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
  });
});

describe('observers of a plugin', () => {
  const exports = ['observers', 'observers.udp'];
  const observe = (bench: Bench, count: number): void => {
    for (let i = 0; i < count; i++) bench.feeds.headers.packet(onEthernet(udp()));
    bench.feeds.flush();
  };
  const headersOf = (bench: Bench): readonly HeaderFrame[] =>
    bench.spawner.latest.delivered.flatMap(({ frame }) => HeaderFrame.read(frame) ?? []);

  it('are given headers once it is known that there are some, and no packet logs beside', async () => {
    const bench = new Bench({ exports }, { observers: { fields: ['checksum'] } });
    expect(bench.feeds.headers.isActive).toBe(false);
    await bench.supervisor.enable();
    observe(bench, 3);
    bench.feed(2);
    await settle();
    expect(headersOf(bench).map(({ rows, columns }) => [rows, columns])).toEqual([[3, columnBit('checksum')]]);
    expect(bench.spawner.latest.rows).toEqual([]);
    expect(bench.counters()).toMatchObject({ logs_in: 3, headers_in: 3, handled: 3, dropped: 0 });
    await bench.supervisor.disable();
    expect(bench.feeds.headers.isActive).toBe(false);
  });

  it('are sent nothing more of flows that its process declined, until the next process', async () => {
    const bench = new Bench({ exports });
    await bench.supervisor.enable();
    observe(bench, 1);
    bench.spawner.latest.say({ t: 'flows', records: [], begun: 0, declined: 1, unwanted: [0, 1] });
    await settle();
    observe(bench, 5);
    expect(bench.counters().headers_in).toBe(1);
    await bench.supervisor.restart();
    observe(bench, 5);
    expect(bench.counters().headers_in).toBe(6);
  });

  it('are given what waited while its process was started again', async () => {
    const bench = new Bench({ exports });
    await bench.supervisor.enable();
    bench.spawner.latest.end({ code: 1, signal: null, stderr: 'Error: gone' });
    observe(bench, 3);
    expect(bench.counters()).toMatchObject({ logs_in: 3, queue_depth: 3 });
    await bench.clock.advance(600);
    await settle();
    expect(bench.spawner.processes).toHaveLength(2);
    expect(headersOf(bench).map(({ rows }) => rows)).toEqual([3]);
    expectEveryLogCounted(bench);
  });

  it('are done with a delivery once the records of its flows are here, whichever way is faster', async () => {
    const bench = new Bench({ exports, stuck: true });
    const told: [string, readonly unknown[]][] = [];
    bench.output.listen({ flows: (plugin, records) => told.push([plugin, records]) });
    await bench.supervisor.enable();
    observe(bench, 3);
    bench.feeds.headers.end();
    let idle = false;
    const done = bench.supervisor.inbox.whenIdle().then(() => {
      idle = true;
    });
    const { latest } = bench.spawner;
    expect(headersOf(bench).map(({ rows, ends }) => [rows, ends])).toEqual([
      [3, false],
      [0, true],
    ]);
    latest.acknowledge(1);
    latest.acknowledge(2, 0, 1);
    await settle();
    expect([idle, bench.counters().handled]).toEqual([false, 3]);
    latest.say({
      t: 'flows',
      records: [{ pkt_first: 1, pkt_last: 2, a: [null] }],
      begun: 2,
      declined: 1,
      unwanted: [],
    });
    await done;
    expect(told).toEqual([['probe', [{ pkt_first: 1, pkt_last: 2, a: [null] }]]]);
    expect(bench.counters()).toMatchObject({ flows: 2, flows_declined: 1, queue_depth: 0 });
  });

  it.each([
    { records: [1], begun: 0, declined: 0, unwanted: [] },
    { records: [[]], begun: 0, declined: 0, unwanted: [] },
    { records: [{ a: new Map() }], begun: 0, declined: 0, unwanted: [] },
    { records: [{ a: 'x'.repeat(9_000_000) }], begun: 0, declined: 0, unwanted: [] },
    { records: Array.from({ length: 257 }, () => ({})), begun: 0, declined: 0, unwanted: [] },
    { records: [], begun: -1, declined: 0, unwanted: [] },
    { records: [], begun: 0, declined: 0, unwanted: Array.from({ length: 2049 }, () => 1) },
  ])('are not believed what no plugin process says: %j', async (message) => {
    const bench = new Bench({ exports });
    await bench.supervisor.enable();
    bench.spawner.latest.say({ t: 'flows', ...message });
    await settle();
    expect([bench.state(), bench.cause()]).toEqual([
      'crashed',
      'Sent a message that no plugin process sends, and was ended',
    ]);
  });
});
