import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { formatTime } from '#base/time-text.ts';
import { mistakesOf, pathText } from '#contract/pipelines/mistakes.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { ManualClock } from '#main/engine/store/manual-clock.ts';
import type { Sink, SinkKind } from '../sink.ts';
import { sinkRegistry } from '../stage-registry.ts';
import type { Stage, StageContext, StageKind } from '../stage.ts';
import { TestWorld } from '../test-pipeline.ts';
import { aggregateStage } from './aggregate.ts';
import { dedupStage } from './dedup.ts';
import { enrichStage } from './enrich.ts';
import { exportStage } from './export.ts';
import { filterStage } from './filter.ts';

const START = Date.UTC(2026, 0, 1) * 1000;
const SECOND = 1_000_000;

function at(seconds: number, more: PipelineRecord): PipelineRecord {
  return { record_time: formatTime(START + seconds * SECOND), ...more };
}

async function made<C>(kind: StageKind<C>, config: unknown, context: Partial<StageContext> = {}): Promise<Stage> {
  const stage = await kind.create(kind.config.parse(config), {
    ...new TestWorld(new ManualClock()).context(),
    ...context,
  });
  if (!stage.ok) throw new Error(stage.failure.message);
  return stage.value;
}

function mistakes<C>(kind: StageKind<C>, config: unknown): string[] {
  const parsed = kind.config.safeParse(config);
  if (parsed.success) return [];
  return mistakesOf(parsed.error, [], kind.config).map(({ path, message }) => `${pathText(path)}: ${message}`);
}

/** What comes out of one call. */
async function out(
  call: (emit: (records: readonly PipelineRecord[]) => void) => Result<null> | Promise<Result<null>> | undefined,
): Promise<PipelineRecord[]> {
  const emitted: PipelineRecord[] = [];
  expect(await call((records) => emitted.push(...records))).toEqual(success(null));
  return emitted;
}

describe('filter', () => {
  const filter = filterStage((text) =>
    text === '?'
      ? failure('invalid', 'is no filter')
      : success({ source: text, passes: (record) => record['a'] === text }),
  );

  it('lets through what matches', async () => {
    const stage = await made(filter, { where: 'x' });
    expect(await out((emit) => stage.process([{ a: 'x' }, { a: 'y' }], emit))).toEqual([{ a: 'x' }]);
  });

  it('says what is wrong with a filter where it stands', () => {
    expect(mistakes(filter, { where: '?' })).toEqual(['where: is no filter']);
    expect(mistakes(filter, {})).toEqual(['where: is missing: which records pass']);
  });
});

describe('dedup', () => {
  it('passes each key once for as long as a window lasts from first sight', async () => {
    const stage = await made(dedupStage, { window: '60s', by: ['ip', 'port'] });
    const records = [
      at(0, { n: 1, ip: 'a', port: 1 }),
      at(10, { n: 2, ip: 'a', port: 1 }),
      at(20, { n: 3, ip: 'a', port: 2 }),
      at(59.999999, { n: 4, ip: 'a', port: 1 }),
      at(60, { n: 5, ip: 'a', port: 1 }),
      at(70, { n: 6, ip: 'a', port: 1 }),
      at(70, { n: 7, ip: null, port: 1 }),
      at(70, { n: 8, port: 1 }),
    ];
    expect((await out((emit) => stage.process(records, emit))).map(({ n }) => n)).toEqual([1, 3, 5, 7]);
    expect(stage.counts?.()).toEqual({ repeated: 4, evicted_keys: 0 });
  });

  it('forgets the oldest key where there are too many, and counts that', async () => {
    const stage = await made(dedupStage, { window: '1h', by: ['k'], max_keys: 2 });
    const records = ['a', 'b', 'c', 'b', 'a'].map((k, n) => at(n, { k, n }));
    expect((await out((emit) => stage.process(records, emit))).map(({ n }) => n)).toEqual([0, 1, 2, 4]);
    expect(stage.counts?.()).toEqual({ repeated: 1, evicted_keys: 2 });
  });

  it('begins anew with another capture', async () => {
    const stage = await made(dedupStage, { window: '1h', by: ['k'] });
    await out((emit) => stage.process([at(0, { k: 1 })], emit));
    await out((emit) => stage.restart?.(emit));
    expect(await out((emit) => stage.process([at(-9999, { k: 1 })], emit))).toHaveLength(1);
  });
});

describe('enrich', () => {
  it('sets fixed values', async () => {
    const stage = await made(enrichStage, { set: { site: 'home', level: 3 } });
    expect(await out((emit) => stage.process([{ a: 1, level: 1 }], emit))).toEqual([{ a: 1, level: 3, site: 'home' }]);
  });

  it("adds what a plugin's function answers to the fields of each record", async () => {
    const asked: unknown[] = [];
    const stage = await made(
      enrichStage,
      { call: 'geo.country', args: ['ip', 'missing'], as: 'country' },
      {
        callFunction: async (name, calls) => {
          asked.push(name, calls);
          return success(['SE', null]);
        },
      },
    );
    expect(await out((emit) => stage.process([{ ip: 'a' }, { ip: 'b' }], emit))).toEqual([
      { ip: 'a', country: 'SE' },
      { ip: 'b', country: null },
    ]);
    expect(asked).toEqual([
      'geo.country',
      [
        ['a', null],
        ['b', null],
      ],
    ]);
  });

  it('says which keys are missing or of no use', () => {
    expect(mistakes(enrichStage, {})).toEqual(['call: is missing: "call" with "as", or "set"']);
    expect(mistakes(enrichStage, { call: 'geo', as: 'x' })).toEqual(['call: is not PLUGIN.FUNCTION']);
    expect(mistakes(enrichStage, { set: { a: 1 }, args: ['b'] })).toEqual(['args: is of use only with "call"']);
  });
});

describe('aggregate', () => {
  const config = {
    window: '60s',
    group_by: ['ip'],
    compute: {
      sessions: { op: 'count' },
      named: { op: 'count', field: 'name' },
      bytes: { op: 'sum', field: 'b' },
      least: { op: 'min', field: 'b' },
      most: { op: 'max', field: 'b' },
      median: { op: 'percentile', field: 'b', p: 50 },
    },
  };

  it('computes each group in each window, as by hand', async () => {
    const stage = await made(aggregateStage, config);
    const records = [
      at(1, { ip: 'a', b: 10, name: 'x' }),
      at(59, { ip: 'a', b: 30, name: null }),
      at(59, { ip: 'a', b: 40 }),
      at(30, { ip: 'b', b: 'no number' }),
      at(60, { ip: 'a', b: 7 }),
    ];
    expect(await out((emit) => stage.process(records, emit))).toEqual([]);
    expect(await out((emit) => stage.advance?.(START + 59 * SECOND, emit))).toEqual([]);
    const first = await out((emit) => stage.advance?.(START + 60 * SECOND, emit));
    const window = { window_start: '2026-01-01T00:00:00.000000Z', window_end: '2026-01-01T00:01:00.000000Z' };
    expect(first).toMatchObject([
      {
        ...window,
        record_type: 'aggregate',
        ip: 'a',
        sessions: 3,
        named: 1,
        bytes: 80,
        least: 10,
        most: 40,
        median: 30,
      },
      { ...window, ip: 'b', sessions: 1, named: 0, bytes: 0, least: null, most: null, median: null },
    ]);
    expect(await out((emit) => stage.finish?.(emit))).toMatchObject([
      { window_start: '2026-01-01T00:01:00.000000Z', ip: 'a', sessions: 1, bytes: 7 },
    ]);
    expect(new Set(first.map(({ record_id: id }) => id)).size).toBe(2);
  });

  it('counts what comes after its window was closed', async () => {
    const stage = await made(aggregateStage, { ...config, late: '5s' });
    await out((emit) => stage.process([at(1, { ip: 'a' })], emit));
    expect(await out((emit) => stage.advance?.(START + 64 * SECOND, emit))).toEqual([]);
    await out((emit) => stage.process([at(2, { ip: 'a' })], emit));
    expect(await out((emit) => stage.advance?.(START + 65 * SECOND, emit))).toMatchObject([{ sessions: 2 }]);
    await out((emit) => stage.process([at(3, { ip: 'a' })], emit));
    expect(stage.counts?.()).toEqual({ open_groups: 0, late_records: 1, overflow_records: 0 });
  });

  it('counts what would need more groups than it may have', async () => {
    const stage = await made(aggregateStage, { ...config, max_groups: 2 });
    await out((emit) =>
      stage.process(
        ['a', 'b', 'c', 'a'].map((ip) => at(1, { ip })),
        emit,
      ),
    );
    expect(stage.counts?.()).toEqual({ open_groups: 2, late_records: 0, overflow_records: 1 });
  });

  it('knows percentiles of many values to a percent, negative and small ones, too', async () => {
    const stage = await made(aggregateStage, {
      window: '60s',
      compute: {
        low: { op: 'percentile', field: 'b', p: 10 },
        high: { op: 'percentile', field: 'b', p: 99 },
      },
    });
    // 1 … 10000, half of them far below zero.
    const values = Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? -(i + 1) : (i + 1) / 1000));
    await out((emit) =>
      stage.process(
        values.map((b) => at(1, { b })),
        emit,
      ),
    );
    const [record] = await out((emit) => stage.finish?.(emit));
    const sorted = values.toSorted((left, right) => left - right);
    expect(Math.abs((record?.['low'] as number) / sorted[999]! - 1)).toBeLessThan(0.01);
    expect(Math.abs((record?.['high'] as number) / sorted[9899]! - 1)).toBeLessThan(0.01);
  });

  it('ends its windows when another capture begins, whose time is before', async () => {
    const stage = await made(aggregateStage, config);
    await out((emit) => stage.process([at(500, { ip: 'a' })], emit));
    await out((emit) => stage.advance?.(START + 501 * SECOND, emit));
    const [before] = await out((emit) => stage.restart?.(emit));
    expect(before).toMatchObject({ ip: 'a', sessions: 1 });
    await out((emit) => stage.process([at(0, { ip: 'b' }), at(500, { ip: 'a' })], emit));
    const after = await out((emit) => stage.finish?.(emit));
    expect(after).toMatchObject([
      { ip: 'b', sessions: 1 },
      { ip: 'a', sessions: 1 },
    ]);
    // The two parts of the window are two records: whoever takes each id once must have both.
    expect(after[1]?.['window_start']).toBe(before?.['window_start']);
    expect(after[1]?.['record_id']).not.toBe(before?.['record_id']);
  });

  it('says what is wrong with a computation', () => {
    expect(
      mistakes(aggregateStage, { window: '10', compute: { a: { op: 'mean', field: 'b' }, c: { op: 'sum' } } }),
    ).toEqual([
      'window: is not a duration such as "10s", "5m" or "2h"',
      'compute.a.op: is none of count, sum, min, max, percentile',
      'compute.c.field: is missing: what "sum" is of',
    ]);
  });
});

describe('export', () => {
  const collected: PipelineRecord[][] = [];
  const sink: Sink = {
    test: async () => success(null),
    async collect(records) {
      collected.push([...records]);
      return success(null);
    },
    close: async () => failure('no-space', 'The disk is full'),
  };
  const kind: SinkKind<{ readonly path: string }> = {
    name: 'file',
    summary: '',
    config: z.strictObject({ path: z.string() }),
    open: async () => success(sink),
  };
  const stageKind = exportStage(sinkRegistry([kind as unknown as SinkKind]));

  it('wishes for the batches that the file says, and tells when the sink cannot be closed', async () => {
    const stage = await made(stageKind, { sink: 'file', path: 'x', batch_records: 500, batch_wait: '2s', attempts: 3 });
    expect([stage.batch, stage.attempts]).toEqual([{ records: 500, waitMs: 2000 }, 3]);
    await stage.process([{ a: 1 }], () => undefined);
    expect(collected).toEqual([[{ a: 1 }]]);
    expect(await stage.finish?.(() => undefined)).toMatchObject({ failure: { message: 'The disk is full' } });
  });

  it('checks the keys of the sink under their own names', () => {
    expect(mistakes(stageKind, { sink: 'file', path: 7, colour: 1 })).toEqual([
      'path: is wrong: expected string, received number',
      'colour: unknown key "colour"; known: path',
    ]);
    expect(mistakes(stageKind, { sink: 'fiel' })).toEqual(['sink: unknown sink "fiel": did you mean "file"?']);
  });
});
