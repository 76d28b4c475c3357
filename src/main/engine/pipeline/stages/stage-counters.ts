import type { StageCounters } from '#contract/pipelines/status.ts';

export type MutableCounters = { -readonly [K in keyof StageCounters]: StageCounters[K] };

export function newCounters(): MutableCounters {
  return {
    records_in: 0,
    records_out: 0,
    batches: 0,
    failures: 0,
    retries: 0,
    waiting: 0,
    busy_us: 0,
    dropped: 0,
  };
}
