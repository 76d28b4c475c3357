/** Pipelines beside a live capture in the engine: they get what happens, and never hold it up. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import { createEngine, type Engine } from './engine.ts';
import type { PipelinePorts, PipelineStorage, StoredPipeline } from './pipeline/manager/pipeline-ports.ts';
import { QUEUE_RECORDS } from './pipeline/sources/record-source.ts';
import type { SinkKind } from './pipeline/stages/sink.ts';
import { NO_WORLD } from './pipeline/stages/test-pipeline.ts';
import { settle } from './store/manual-clock.ts';
import { frames, liveParams, LiveSource, World } from './test-world.ts';

const { signal } = new AbortController();

/** One pipeline, which is switched on. */
function storageOf(text: string): PipelineStorage {
  const stored: StoredPipeline = {
    key: 'p',
    file: '/p.json',
    folder: '/',
    text,
    problem: null,
    origin: 'own',
    enabled: true,
    paused: false,
  };
  return {
    folder: '/',
    list: async () => [stored],
    save: async () => success(stored),
    decide: async () => success(null),
    remove: async () => success(null),
    watch: () => () => undefined,
  };
}

class Bench {
  readonly world: World = new World();
  readonly source: LiveSource;
  readonly records: PipelineRecord[] = [];
  readonly engine: Engine;

  constructor(packets: number, stages: readonly object[], collect: () => Result<null> | Promise<Result<null>>) {
    this.source = new LiveSource(frames(packets));
    this.world.live = success(this.source);
    const sink: SinkKind<object> = {
      name: 'test',
      summary: '',
      config: z.strictObject({}),
      open: async () =>
        success({
          test: async () => (this.healthy ? success(null) : failure('disconnected', 'The server is not up')),
          collect: async (records: readonly PipelineRecord[]) => {
            const answer = await collect();
            if (answer.ok) this.records.push(...records);
            return answer;
          },
          close: async () => success(null),
        }),
    };
    const text = JSON.stringify({
      name: 'p',
      stages: [...stages, { stage: 'export', in: 'out', sink: 'test', batch_wait: '0s' }],
    });
    const pipelines: PipelinePorts = {
      sinks: [sink as unknown as SinkKind],
      pluginSink: (kind) => kind,
      world: NO_WORLD,
      storage: storageOf(text),
    };
    const ports = Object.assign(this.world, { pipelines });
    this.engine = createEngine(ports, { version: '0', host: 'headless', platform: 'test', samplePath: null });
  }

  async capture(): Promise<void> {
    await this.engine.pipelines!.start();
    expect(await this.engine.service.commands['capture.start'](liveParams, signal)).toEqual(success(null));
    await settle();
  }

  /** Of its sink. */
  healthy = true;

  get status(): PipelineStatus {
    return this.engine.pipelines!.status()[0]!;
  }
}

describe('a pipeline beside a live capture', () => {
  it('whose sink hangs never holds up the capture; what it could not take is counted', async () => {
    const count = 3 * QUEUE_RECORDS;
    const bench = new Bench(count, [{ stage: 'packets', logs: 'all', out: 'out' }], () => new Promise(() => undefined));
    await bench.capture();
    const status = bench.engine.service.streams.status({}, () => undefined);
    for (let turn = 0; turn < 200 && status.take()?.capture.packets !== count; turn++) await settle();
    expect(status.take()?.capture.packets).toBe(count);
    status.close();
    const [source, end] = bench.status.stages;
    const { dropped, records_out } = source!.counters;
    expect(dropped).toBeGreaterThan(QUEUE_RECORDS);
    // All the others wait somewhere: in its queue, on the way into the channel, or before the end.
    expect(dropped + records_out).toBeGreaterThanOrEqual(count - QUEUE_RECORDS - 256);
    expect(end!.counters.waiting).toBeGreaterThan(0);
  });

  it('gives out the windows that are open when the capture ends', async () => {
    const window = { stage: 'aggregate', window: '1s', compute: { n: { op: 'count' } }, in: 'a', out: 'out' };
    const bench = new Bench(5, [{ stage: 'packets', logs: 'all', out: 'a' }, window], () => success(null));
    await bench.capture();
    expect(bench.records).toEqual([]);
    await bench.world.clock.advance(60);
    expect(bench.status.stages[1]!.counts).toMatchObject({ open_groups: 1, late_records: 0 });
    await bench.engine.service.commands['capture.stop']({}, signal);
    await settle();
    expect(bench.status.state).toBe('running');
    expect(bench.records).toMatchObject([{ n: 5 }]);
  });

  it('gives the processor back between batches', async () => {
    const bench = new Bench(
      2000,
      [
        { stage: 'packets', logs: 'all', out: 'a' },
        { stage: 'flatten', in: 'a', out: 'out' },
      ],
      () => success(null),
    );
    Object.assign(bench.world.clock, { stepMs: 1 });
    await bench.capture();
    for (let turn = 0; turn < 50 && bench.records.length < 2000; turn++) await bench.world.clock.advance(50);
    expect(bench.records).toHaveLength(2000);
    // Every look at the clock takes a millisecond here, and a slice four.
    expect(bench.world.clock.turns).toBeGreaterThan(8);
  });
});

describe('a pipeline that is kept out by a health check', () => {
  it('is tried again later and later, and runs once it is healthy', async () => {
    const bench = new Bench(0, [{ stage: 'packets', out: 'out' }], () => success(null));
    bench.healthy = false;
    await bench.engine.pipelines!.start();
    expect(bench.status).toMatchObject({ state: 'invalid', cause: 'export: The server is not up' });
    const { clock } = bench.world;
    await clock.advance(10_000);
    expect(bench.status.state).toBe('invalid');
    bench.healthy = true;
    await clock.advance(19_000);
    expect(bench.status.state).toBe('invalid');
    await clock.advance(1000);
    expect(bench.status).toMatchObject({ state: 'running', cause: null });
  });
});
