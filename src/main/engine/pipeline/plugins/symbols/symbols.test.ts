import { describe, expect, it } from 'vitest';
import { success, type Result } from '#base/result.ts';
import { parseManifest } from '#contract/plugins/manifest.ts';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { SymbolToPlugin } from '#contract/plugins/symbols.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { ManualClock, settle } from '#main/engine/store/manual-clock.ts';
import type { Given, SourceOutput } from '#main/engine/pipeline/stages/source.ts';
import { FakeSpawner, type FakeProcess } from '../fake-process.ts';
import { PacketFeeds } from '../packet-feeds.ts';
import { PluginManager } from '../plugin-manager.ts';
import { PluginOutput } from '../plugin-output.ts';
import type { PluginStorage, StagedPlugin, StoredPlugin } from '../ports.ts';

const META = { pipeline: 'line', stage: 'two' };
const EXPORTS = ['process', 'sinks.list', 'sources.count', 'functions.double'];
const KILLED = { code: null, signal: 'SIGKILL', stderr: '' };
/** A first restart comes after half a second; chance 0.5 leaves it as it is. */
const RESTART_MS = 500;

type Told<T extends SymbolToPlugin['t']> = Extract<SymbolToPlugin, { t: T }>;

class Bench {
  readonly clock = new ManualClock(0);
  readonly spawner = new FakeSpawner();
  readonly plugins: StoredPlugin[] = [];
  next: StagedPlugin | null = null;
  readonly manager: PluginManager;

  constructor() {
    this.spawner.scripts = [{ exports: EXPORTS }];
    this.plugins.push(this.stored('1.0.0'));
    const set = (change: Partial<StoredPlugin>): Result<StoredPlugin> => {
      this.plugins[0] = { ...this.plugins[0]!, ...change };
      return success(this.plugins[0]);
    };
    const storage = {
      list: async () => ({ plugins: this.plugins, broken: [] }),
      watch: () => () => undefined,
      loadStore: async () => success({}),
      saveStore: async () => success(null),
      setEnabled: async (_id: string, enabled: boolean) => set({ enabled }),
      setConfig: async (_id: string, config: StoredPlugin['config']) => set({ config }),
      remove: async () => {
        this.plugins.length = 0;
        return success(null);
      },
      removeOldVersions: async () => undefined,
      stage: async () => success(this.next),
    } as unknown as PluginStorage;
    this.manager = new PluginManager({
      clock: this.clock,
      chance: () => 0.5,
      spawner: this.spawner,
      storage,
      feeds: new PacketFeeds(this.clock),
      output: new PluginOutput(this.clock),
      facts: { session: () => null, interfaces: async () => [] },
      version: '0.1.0',
      everyLine: false,
      wishesOf: () => ({ logs: 'none', dns: false }),
      missingFilters: () => [],
      changed: () => undefined,
    });
  }

  stored(version: string): StoredPlugin {
    const parsed = parseManifest({ name: 'probe', version, language: 'js' });
    if (!parsed.ok) throw new Error(parsed.failure.message);
    return {
      id: 'probe',
      manifest: parsed.value,
      origin: 'installed',
      folder: `/plugins/probe/${version}`,
      dataFolder: '/data/probe',
      enabled: true,
      decided: true,
      config: {},
      apiKey: null,
    };
  }

  staged(version: string): StagedPlugin {
    const plugin = this.stored(version);
    const { manifest, folder, dataFolder } = plugin;
    const commit = async (): Promise<Result<StoredPlugin>> => success(plugin);
    return { id: 'probe', manifest, folder, dataFolder, commit, discard: async () => undefined };
  }

  install(): Promise<Result<unknown>> {
    return this.manager.install('zip', permissionWords(this.next!.manifest), true);
  }

  get process(): FakeProcess {
    return this.spawner.latest;
  }

  told<T extends SymbolToPlugin['t']>(t: T, process: FakeProcess = this.process): Told<T>[] {
    return process.told.filter((message): message is Told<T> => message.t === t);
  }

  /** The process says that the last of these is done. */
  async answer(t: 'open' | 'close' | 'test', ok = true, message: string | null = null): Promise<void> {
    const { id } = this.told(t).at(-1)!;
    this.process.say({ t: { open: 'opened', close: 'closed', test: 'tested' }[t], id, ok, message });
    await settle();
  }

  async done(output: unknown, ok = true, message: string | null = null): Promise<void> {
    const { id, seq } = this.told('batch').at(-1)!;
    this.process.say({ t: 'done', id, seq, ok, message, output });
    await settle();
  }

  /** Opens a symbol, as it goes where all is well. */
  async opened<T>(opening: Promise<Result<T>>): Promise<T> {
    await settle();
    await this.answer('open');
    const result = await opening;
    if (!result.ok) throw new Error(result.failure.message);
    return result.value;
  }

  async dies(): Promise<void> {
    this.process.end(KILLED);
    await settle();
  }

  async started(): Promise<this> {
    await this.manager.start();
    return this;
  }
}

function watched<T>(promise: Promise<T>): { value: T | undefined } {
  const seen: { value: T | undefined } = { value: undefined };
  void promise.then((value) => {
    seen.value = value;
  });
  return seen;
}

function collector(): { output: PipelineRecord[]; emit: (records: readonly PipelineRecord[]) => void } {
  const output: PipelineRecord[] = [];
  return { output, emit: (records) => void output.push(...records) };
}

describe('a symbol of a plugin', () => {
  it('is opened with its configuration, for one stage', async () => {
    const bench = await new Bench().started();
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', { size: 3 }, META));
    expect(bench.told('open')).toEqual([
      { t: 'open', id: 1, kind: 'sink', name: 'list', config: { size: 3 }, meta: META },
    ]);
    expect(bench.manager.status()[0]!.uses).toEqual([
      { kind: 'sink', name: 'list', ...META, state: 'open', cause: null, records: 0, resent: 0 },
    ]);
    const tested = sink.test();
    await bench.answer('test', false, 'no such table');
    expect(await tested).toMatchObject({ ok: false, failure: { message: 'probe.list: no such table' } });
    const closed = sink.close();
    await bench.answer('close');
    expect(await closed).toEqual(success(null));
    expect(bench.manager.status()[0]!.uses).toEqual([]);
  });

  it('is opened again after its process died, and gets the batch again that was under way', async () => {
    const bench = await new Bench().started();
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', { size: 3 }, META));
    const collected = watched(sink.collect([{ n: 1 }]));
    await settle();
    await bench.dies();
    expect(bench.manager.status()[0]!.uses[0]).toMatchObject({
      state: 'waiting',
      cause: 'Its process was ended by SIGKILL',
    });
    await bench.clock.advance(RESTART_MS);
    expect(bench.spawner.processes).toHaveLength(2);
    expect(bench.told('open')).toHaveLength(1);
    expect(bench.told('batch')).toEqual([]);
    await bench.answer('open');
    expect(bench.told('batch')).toEqual([{ t: 'batch', id: 1, seq: 1, records: [{ n: 1 }] }]);
    expect(collected.value).toBeUndefined();
    await bench.done(null);
    expect(collected.value).toEqual(success(null));
    expect(bench.manager.status()[0]!.uses[0]).toMatchObject({ state: 'open', records: 1, resent: 1 });
  });

  it('is tried again for as long as it takes where it cannot be opened again', async () => {
    const bench = await new Bench().started();
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', {}, META));
    const collected = watched(sink.collect([{ n: 1 }]));
    await bench.dies();
    await bench.clock.advance(RESTART_MS);
    await bench.answer('open', false, 'connection refused');
    expect(bench.manager.status()[0]!.uses[0]).toMatchObject({
      state: 'waiting',
      cause: 'probe.list: connection refused',
    });
    await bench.clock.advance(1000);
    expect(bench.told('open')).toHaveLength(2);
    await bench.answer('open', false, 'connection refused');
    await bench.clock.advance(1999);
    expect(bench.told('open')).toHaveLength(2);
    await bench.clock.advance(1);
    await bench.answer('open');
    await bench.done(null);
    expect(collected.value).toEqual(success(null));
  });

  it('fails where it cannot be opened at first, or is not there', async () => {
    const bench = await new Bench().started();
    const { symbols } = bench.manager;
    const refused = symbols.openSink('probe.list', {}, META);
    await settle();
    await bench.answer('open', false, 'size is missing');
    expect(await refused).toMatchObject({ ok: false, failure: { message: 'probe.list: size is missing' } });
    expect(bench.manager.status()[0]!.uses).toEqual([]);
    expect(await symbols.openSink('probe.other', {}, META)).toMatchObject({
      ok: false,
      failure: { code: 'not-found', message: 'The plugin probe has no sink "other"', remedy: 'Its sinks: list' },
    });
    expect(await symbols.openStage('nobody', {}, META)).toMatchObject({ ok: false, failure: { code: 'not-found' } });
    await bench.manager.setEnabled('probe', false);
    expect(await symbols.openSink('probe.list', {}, META)).toMatchObject({
      ok: false,
      failure: { message: 'The plugin probe is switched off', remedy: 'netloupe plugin enable probe' },
    });
    expect(symbols.names('sink')).toEqual([]);
  });

  it('is named for pipelines as far as it is known', async () => {
    const { symbols } = (await new Bench().started()).manager;
    expect(symbols.names('sink')).toEqual(['probe.list']);
    expect(symbols.names('source')).toEqual(['probe.count']);
    expect(symbols.names('function')).toEqual(['probe.double']);
    expect(symbols.names('stage')).toEqual(['probe']);
  });

  it('says what went wrong with a batch, and takes the next', async () => {
    const bench = await new Bench().started();
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', {}, META));
    const first = sink.collect([{ n: 1 }]);
    await bench.done(null, false, 'disk full');
    expect(await first).toMatchObject({ ok: false, failure: { message: 'probe.list: disk full' } });
    const second = sink.collect([{ n: 1 }]);
    await bench.done(null);
    expect(await second).toEqual(success(null));
  });

  it('does not wait for ever for a process that is well and does not answer', async () => {
    const bench = await new Bench().started();
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', {}, META));
    const collected = watched(sink.collect([{ n: 1 }]));
    await bench.clock.advance(35_000);
    expect(collected.value).toMatchObject({ ok: false, failure: { message: 'probe.list did not answer within 35 s' } });
  });

  it('ends the process of whoever answers what was not asked', async () => {
    const bench = await new Bench().started();
    await bench.opened(bench.manager.symbols.openSink('probe.list', {}, META));
    bench.process.say({ t: 'done', id: 7, seq: 1, ok: true, message: null, output: null });
    await settle();
    expect(bench.process.killed).toBe(true);
  });
});

describe('a plugin whose symbols are in use', () => {
  it('changes hands between two batches: the old one finishes the one it has', async () => {
    const bench = await new Bench().started();
    const old = bench.process;
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', { size: 1 }, META));
    const first = watched(sink.collect([{ n: 1 }]));
    bench.next = bench.staged('2.0.0');
    const updated = watched(bench.install());
    await settle();
    const fresh = bench.process;
    expect(fresh).not.toBe(old);
    expect(bench.told('open')).toEqual([]);
    const { id, seq } = bench.told('batch', old)[0]!;
    old.say({ t: 'done', id, seq, ok: true, message: null, output: null });
    await settle();
    expect(first.value).toEqual(success(null));
    const second = watched(sink.collect([{ n: 2 }]));
    expect(bench.told('batch', old)).toHaveLength(1);
    expect(bench.told('close', old)).toHaveLength(1);
    old.say({ t: 'closed', id, ok: true, message: null });
    await settle();
    expect(updated.value).toMatchObject({ ok: true });
    expect(old.exited).toBe(true);
    await bench.answer('open');
    expect(bench.told('open')[0]).toMatchObject({ config: { size: 1 } });
    expect(bench.told('batch')).toMatchObject([{ records: [{ n: 2 }] }]);
    await bench.done(null);
    expect(second.value).toEqual(success(null));
    expect(bench.manager.status()[0]!.uses[0]).toMatchObject({ records: 2, resent: 0 });
  });

  it('waits no longer than a batch may take, and then gives it to the new one', async () => {
    const bench = await new Bench().started();
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', {}, META));
    const collected = watched(sink.collect([{ n: 1 }]));
    bench.next = bench.staged('2.0.0');
    void bench.install();
    await settle();
    await bench.clock.advance(30_000);
    await bench.answer('open');
    expect(bench.told('batch')).toMatchObject([{ seq: 1, records: [{ n: 1 }] }]);
    await bench.done(null);
    expect(collected.value).toEqual(success(null));
  });

  it('is not removed or switched off, but by force; what is under way waits until it is there again', async () => {
    const bench = await new Bench().started();
    const { manager } = bench;
    const sink = await bench.opened(manager.symbols.openSink('probe.list', {}, META));
    const inUse = {
      ok: false,
      failure: { code: 'in-use', message: 'probe is used by pipelines: line (two: sink list)' },
    };
    expect(await manager.remove('probe')).toMatchObject(inUse);
    expect(await manager.setEnabled('probe', false)).toMatchObject(inUse);
    const collected = watched(sink.collect([{ n: 1 }]));
    const removed = watched(manager.remove('probe', true));
    await settle();
    await bench.clock.advance(3000);
    expect(removed.value).toEqual(success(null));
    expect(manager.status()).toEqual([]);
    expect(collected.value).toBeUndefined();
    bench.next = bench.staged('1.0.1');
    void bench.install();
    await settle();
    expect(manager.status()[0]!.uses[0]).toMatchObject({ state: 'opening' });
    await bench.answer('open');
    await bench.done(null);
    expect(collected.value).toEqual(success(null));
  });

  it('holds what is under way while it is quarantined, and says so', async () => {
    const bench = await new Bench().started();
    const sink = await bench.opened(bench.manager.symbols.openSink('probe.list', {}, META));
    const collected = watched(sink.collect([{ n: 1 }]));
    for (let death = 0; death < 6; death++) {
      await bench.dies();
      await bench.clock.advance(20_000);
      if (death < 5) await bench.answer('open');
    }
    const [status] = bench.manager.status();
    expect(status).toMatchObject({ state: 'quarantined', uses: [{ state: 'waiting', resent: 5 }] });
    expect(status!.uses[0]!.cause).toMatch(/^The plugin probe is quarantined: /);
    expect(await bench.manager.symbols.openSink('probe.list', {}, META)).toMatchObject({
      ok: false,
      failure: { remedy: 'Correct it, and then: netloupe plugin restart probe' },
    });
    void bench.manager.restart('probe');
    await settle();
    await bench.answer('open');
    await bench.done(null);
    expect(collected.value).toEqual(success(null));
  });
});

describe('a stage of a plugin', () => {
  it('hands on what it emitted, with ids that are the same when it comes twice', async () => {
    const bench = await new Bench().started();
    const stage = await bench.opened(bench.manager.symbols.openStage('probe', {}, META));
    const { output, emit } = collector();
    const run = async (): Promise<void> => {
      const done = stage.process([{ record_id: 'a' }, { record_id: 'b' }], emit);
      await bench.done([{ record_id: 'a', seen: true }, { other: 1 }]);
      expect(await done).toEqual(success(null));
    };
    await run();
    await run();
    expect(output.slice(0, 2)).toEqual([
      { record_id: 'a', seen: true },
      { record_id: 'a/two/1', other: 1 },
    ]);
    expect(output.slice(2)).toEqual(output.slice(0, 2));
  });

  it('gets larger batches in parts, and emits all of it or nothing', async () => {
    const bench = await new Bench().started();
    const stage = await bench.opened(bench.manager.symbols.openStage('probe', {}, META));
    const { output, emit } = collector();
    const records = Array.from({ length: 300 }, (_, n) => ({ n }));
    const failing = stage.process(records, emit);
    await bench.done([{ record_id: 'x' }]);
    await bench.done(null, false, 'no');
    expect(await failing).toMatchObject({ ok: false });
    expect(output).toEqual([]);
    expect(bench.told('batch').map((batch) => batch.records.length)).toEqual([256, 44]);
  });
});

describe('a function of a plugin', () => {
  it('is opened with its first call, shared by those that follow, and closed with the pipeline', async () => {
    const bench = await new Bench().started();
    const { symbols } = bench.manager;
    const first = symbols.call('probe.double', [[1], [2]], META);
    const second = symbols.call('probe.double', [[3]], META);
    await settle();
    await bench.answer('open');
    expect(bench.told('open')).toMatchObject([{ kind: 'function', config: { arguments: 1 } }]);
    await bench.done([2, 4]);
    await bench.done([6]);
    expect(await first).toEqual(success([2, 4]));
    expect(await second).toEqual(success([6]));
    const released = symbols.release('line');
    await settle();
    await bench.answer('close');
    await released;
    expect(bench.manager.status()[0]!.uses).toEqual([]);
  });

  it('is looked for without being opened where there is nothing to call it with', async () => {
    const bench = await new Bench().started();
    const { symbols } = bench.manager;
    expect(await symbols.call('probe.double', [], META)).toEqual(success([]));
    expect(await symbols.call('probe.treble', [], META)).toMatchObject({ ok: false, failure: { code: 'not-found' } });
    expect(bench.told('open')).toEqual([]);
  });

  it('ends the process where there are not as many results as calls', async () => {
    const bench = await new Bench().started();
    void bench.manager.symbols.call('probe.double', [[1], [2]], META);
    await settle();
    await bench.answer('open');
    await bench.done([2]);
    expect(bench.process.killed).toBe(true);
  });
});

class Taker implements SourceOutput {
  readonly given: PipelineRecord[][] = [];
  ends = 0;
  private readonly takes: ((ok: boolean) => void)[] = [];

  give(records: readonly PipelineRecord[]): Given {
    this.given.push([...records]);
    const taken = new Promise<boolean>((resolve) => {
      this.takes.push(resolve);
    });
    return { taken, done: taken };
  }

  async take(ok = true): Promise<void> {
    this.takes.shift()!(ok);
    await settle();
  }

  advance(): void {}
  restart(): void {}
  dropped(): void {}
  end(): void {
    this.ends++;
  }
}

describe('a source of a plugin', () => {
  it('begins when it is told, and gives the next batch when the one before is taken', async () => {
    const bench = await new Bench().started();
    const source = await bench.opened(bench.manager.symbols.openSource('probe.count', { to: 2 }, META));
    expect(bench.told('read')).toEqual([]);
    const taker = new Taker();
    await source.start(taker);
    expect(bench.told('read')).toEqual([{ t: 'read', id: 1 }]);
    bench.process.say({ t: 'emitted', id: 1, seq: 1, records: [{ n: 1 }, { n: 2, record_id: 'own' }] });
    await settle();
    expect(taker.given).toEqual([
      [
        { n: 1, record_id: 'probe.count:iiiiiiii:1' },
        { n: 2, record_id: 'own' },
      ],
    ]);
    expect(bench.told('taken')).toEqual([]);
    await taker.take();
    expect(bench.told('taken')).toEqual([{ t: 'taken', id: 1, seq: 1, ok: true }]);
    bench.process.say({ t: 'ended', id: 1, ok: true, message: null });
    expect(taker.ends).toBe(1);
  });

  it('begins again in the next process; what was given before is not asked about', async () => {
    const bench = await new Bench().started();
    const source = await bench.opened(bench.manager.symbols.openSource('probe.count', {}, META));
    const taker = new Taker();
    await source.start(taker);
    bench.process.say({ t: 'emitted', id: 1, seq: 1, records: [{ n: 1 }] });
    await settle();
    await bench.dies();
    await bench.clock.advance(RESTART_MS);
    await bench.answer('open');
    expect(bench.told('read')).toHaveLength(1);
    await taker.take();
    expect(bench.told('taken')).toEqual([]);
    bench.process.say({ t: 'emitted', id: 1, seq: 1, records: [{ n: 1 }] });
    await settle();
    await taker.take(false);
    expect(bench.told('taken')).toEqual([{ t: 'taken', id: 1, seq: 1, ok: false }]);
  });

  it('that gives without waiting is ended', async () => {
    const bench = await new Bench().started();
    const source = await bench.opened(bench.manager.symbols.openSource('probe.count', {}, META));
    await source.start(new Taker());
    for (const seq of [1, 2]) bench.process.say({ t: 'emitted', id: 1, seq, records: [{ n: seq }] });
    await settle();
    expect(bench.process.killed).toBe(true);
  });

  it('is closed and ends when it is stopped', async () => {
    const bench = await new Bench().started();
    const source = await bench.opened(bench.manager.symbols.openSource('probe.count', {}, META));
    const taker = new Taker();
    await source.start(taker);
    const stopped = source.stop();
    await bench.answer('close');
    await stopped;
    expect(taker.ends).toBe(1);
    await source.cleanup?.();
    expect(bench.manager.status()[0]!.uses).toEqual([]);
  });
});
