/** The stage `dedup`: of records that agree in some fields only the first passes, for as long as a window lasts from then on. */
import { z } from 'zod';
import { success, type Result } from '#base/result.ts';
import { duration } from '#contract/pipelines/config-words.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Emit, Stage, StageKind } from '../stage.ts';
import { recordTimeUs } from './record-time.ts';

export interface DedupConfig {
  /** Milliseconds. */
  readonly window: number;
  readonly by: readonly string[];
  readonly max_keys: number;
}

const MOST_KEYS = 1_000_000;
const DEFAULT_KEYS = 100_000;
const MICROSECONDS = 1000;

export const dedupStage: StageKind<DedupConfig> = {
  name: 'dedup',
  summary: 'Lets the first of equal records through, once per window.',
  reads: ['record'],
  writes: (input) => input,
  config: z.strictObject({
    window: duration({ min: 1 }),
    by: z.array(z.string().min(1), 'is no list of fields').min(1, 'is empty').max(32),
    max_keys: z.number().int().min(1).max(MOST_KEYS).default(DEFAULT_KEYS),
  }),
  detail: ({ by }) => `by ${by.join(', ')}`,
  create: (config) => success(new Dedup(config)),
};

class Dedup implements Stage {
  private readonly config: DedupConfig;
  /** When each key was first seen in its window, microseconds; oldest first. */
  private readonly firstSeen = new Map<string, number>();
  private nowUs = Number.NEGATIVE_INFINITY;
  private repeated = 0;
  private evicted = 0;

  constructor(config: DedupConfig) {
    this.config = config;
  }

  process(records: readonly PipelineRecord[], emit: Emit): Result<null> {
    emit(records.filter((record) => this.isFirst(record)));
    return success(null);
  }

  advance(nowUs: number): Result<null> {
    this.nowUs = Math.max(this.nowUs, nowUs);
    for (const [key, first] of this.firstSeen) {
      if (!this.isOver(first, this.nowUs)) break;
      this.firstSeen.delete(key);
    }
    return success(null);
  }

  restart(): Result<null> {
    this.firstSeen.clear();
    this.nowUs = Number.NEGATIVE_INFINITY;
    return success(null);
  }

  counts(): Readonly<Record<string, number>> {
    return { repeated: this.repeated, evicted_keys: this.evicted };
  }

  private isFirst(record: PipelineRecord): boolean {
    const time = recordTimeUs(record) ?? this.nowUs;
    const key = JSON.stringify(this.config.by.map((field) => record[field] ?? null));
    const first = this.firstSeen.get(key);
    if (first !== undefined && !this.isOver(first, time)) {
      this.repeated++;
      return false;
    }
    this.firstSeen.delete(key);
    if (this.firstSeen.size >= this.config.max_keys) {
      const [oldest] = this.firstSeen.keys();
      this.firstSeen.delete(oldest!);
      this.evicted++;
    }
    this.firstSeen.set(key, time);
    return true;
  }

  private isOver(firstUs: number, nowUs: number): boolean {
    return nowUs - firstUs >= this.config.window * MICROSECONDS;
  }
}
