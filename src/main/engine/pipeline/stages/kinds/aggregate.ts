/**
 * The stage `aggregate`: one record for each group of records in each window of packet time. Windows follow each other without
 * a gap from the epoch on; one is closed, and its records go out, when packet time has passed its end.
 */
import { z } from 'zod';
import { formatTime } from '#base/time-text.ts';
import { success, type Result } from '#base/result.ts';
import { duration } from '#contract/pipelines/config-words.ts';
import { RECORD_ID_KEY, RECORD_TIME_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { Emit, Stage, StageContext, StageKind } from '../stage.ts';
import { newAccumulator, OPERATIONS, type Accumulator, type Computation } from './computations.ts';
import { recordTimeUs } from './record-time.ts';

export interface AggregateConfig {
  /** Milliseconds, as `late`. */
  readonly window: number;
  readonly group_by: readonly string[];
  readonly compute: Readonly<Record<string, Computation>>;
  readonly time: string;
  readonly late: number;
  readonly max_groups: number;
}

const MICROSECONDS = 1000;
const DEFAULT_GROUPS = 50_000;
const field = z.string().min(1).max(200);

const computation = z
  .strictObject({
    op: z.enum(OPERATIONS, `is none of ${OPERATIONS.join(', ')}`),
    field: field.optional(),
    p: z
      .number('is no number from 0 to 100')
      .min(0, 'is no number from 0 to 100')
      .max(100, 'is no number from 0 to 100')
      .optional(),
  })
  .superRefine(({ op, field: of, p }, context) => {
    const say = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (op !== 'count' && of === undefined) say('field', `is missing: what "${op}" is of`);
    if (op === 'percentile' && p === undefined) say('p', 'is missing: which percentile, 0 to 100');
    if (op !== 'percentile' && p !== undefined) say('p', 'is of use only with "percentile"');
  })
  .transform(({ op, field: of, p }): Computation => ({ op, field: of ?? null, p: p ?? 0 }));

export const aggregateStage: StageKind<AggregateConfig> = {
  name: 'aggregate',
  summary: 'Counts and sums records in groups, window by window.',
  reads: ['record'],
  writes: () => 'aggregate',
  config: z.strictObject({
    window: duration({ min: 1000 }),
    group_by: z.array(field, 'is no list of fields').max(32).default([]),
    compute: z
      .record(field, computation, 'is missing: NAME: {op: count}')
      .refine((all) => Object.keys(all).length > 0, 'is empty'),
    time: field.default(RECORD_TIME_KEY),
    late: duration({ min: 0 }).default(0),
    max_groups: z.number().int().min(1).max(1_000_000).default(DEFAULT_GROUPS),
  }),
  detail: ({ compute, group_by: by }) =>
    `${Object.keys(compute).join(', ')}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`,
  create: (config, context) => success(new Aggregate(config, context)),
};

interface Group {
  readonly values: readonly Json[];
  readonly results: readonly Accumulator[];
}

class Aggregate implements Stage {
  private readonly config: AggregateConfig;
  private readonly context: StageContext;
  private readonly computations: readonly (readonly [string, Computation])[];
  private readonly windowUs: number;
  /** Groups by the start of their window and by their key. */
  private readonly windows = new Map<number, Map<string, Group>>();
  private groups = 0;
  private nowUs = Number.NEGATIVE_INFINITY;
  /** Times that it began anew. A window that ended early has another id than the rest of it. */
  private restarts = 0;
  private late = 0;
  private overflow = 0;

  constructor(config: AggregateConfig, context: StageContext) {
    this.config = config;
    this.context = context;
    this.computations = Object.entries(config.compute);
    this.windowUs = config.window * MICROSECONDS;
  }

  process(records: readonly PipelineRecord[]): Result<null> {
    for (const record of records) this.add(record);
    return success(null);
  }

  advance(nowUs: number, emit: Emit): Result<null> {
    this.nowUs = Math.max(this.nowUs, nowUs);
    this.emitWindows(emit, (start) => this.isOver(start));
    return success(null);
  }

  restart(emit: Emit): Result<null> {
    this.emitWindows(emit, () => true);
    this.restarts++;
    this.nowUs = Number.NEGATIVE_INFINITY;
    return success(null);
  }

  finish(emit: Emit): Result<null> {
    this.emitWindows(emit, () => true);
    return success(null);
  }

  counts(): Readonly<Record<string, number>> {
    return { open_groups: this.groups, late_records: this.late, overflow_records: this.overflow };
  }

  private add(record: PipelineRecord): void {
    const time = recordTimeUs(record, this.config.time) ?? this.lastKnownTime();
    const start = Math.floor(time / this.windowUs) * this.windowUs;
    if (this.isOver(start)) {
      this.late++;
      return;
    }
    const group = this.groupOf(start, record);
    if (group === null) this.overflow++;
    else
      this.computations.forEach(([, { field: name }], at) =>
        group.results[at]!.add(name === null ? null : record[name]),
      );
  }

  /** Null: there are too many. */
  private groupOf(start: number, record: PipelineRecord): Group | null {
    const values = this.config.group_by.map((name) => record[name] ?? null);
    const key = JSON.stringify(values);
    let window = this.windows.get(start);
    const known = window?.get(key);
    if (known !== undefined) return known;
    if (this.groups >= this.config.max_groups) return null;
    if (window === undefined) {
      window = new Map();
      this.windows.set(start, window);
    }
    const group: Group = { values, results: this.computations.map(([, each]) => newAccumulator(each)) };
    window.set(key, group);
    this.groups++;
    return group;
  }

  private isOver(start: number): boolean {
    return this.nowUs >= start + this.windowUs + this.config.late * MICROSECONDS;
  }

  /** For records without a time of their own. */
  private lastKnownTime(): number {
    return this.nowUs === Number.NEGATIVE_INFINITY ? this.context.clock.nowUs() : this.nowUs;
  }

  private emitWindows(emit: Emit, isDue: (start: number) => boolean): void {
    for (const start of [...this.windows.keys()].sort((left, right) => left - right)) {
      if (!isDue(start)) continue;
      const groups = this.windows.get(start)!;
      this.windows.delete(start);
      this.groups -= groups.size;
      emit([...groups].map(([key, group]) => this.record(start, key, group)));
    }
  }

  private record(start: number, key: string, { values, results }: Group): PipelineRecord {
    const { pipeline, stage, run } = this.context;
    const begin = formatTime(start);
    const end = formatTime(start + this.windowUs);
    return {
      [RECORD_TYPE_KEY]: 'aggregate',
      [RECORD_ID_KEY]: `${pipeline}:${stage}:${begin}:${textHash(key)}:${run}.${this.restarts}`,
      [RECORD_TIME_KEY]: end,
      window_start: begin,
      window_end: end,
      ...Object.fromEntries(this.config.group_by.map((name, at) => [name, values[at]!])),
      ...Object.fromEntries(this.computations.map(([name], at) => [name, results[at]!.result])),
    };
  }
}

/** FNV-1a over 16-bit units, twice with different bases: 64 bits that tell the groups of one window apart. */
function textHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 16), 0x01000193);
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
