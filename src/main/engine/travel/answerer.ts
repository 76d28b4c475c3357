/** Who answers for a stretch of time: the memory of the capture on view, the user's history, or what was imported. Pure. */
import { HISTORY_DATASET, type DatasetId } from '#contract/history/questions.ts';
import type { TimeRange } from '#contract/views/time-range.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';

/** Null: memory. */
export type Answerer = DatasetId | null;

export interface Circumstances {
  readonly range: TimeRange | null;
  /** Where time has got to, microseconds since the epoch: now, or the last packet of what has ended; null: nowhere. */
  readonly latestUs: number | null;
  readonly memory: MemoryReach;
  /** There is one to ask, now or in a moment. */
  readonly hasHistory: boolean;
  /** What was imported and is on view instead of a capture. */
  readonly dataset: DatasetId | null;
}

/** What memory can answer for. */
export interface MemoryReach {
  readonly kind: 'nothing' | 'live' | 'file';
  /** From here on it has everything there was, microseconds since the epoch. */
  readonly completeFromUs: number;
}

/**
 * A range that reaches across both is one for history: that has everything up to a moment ago. No range is about the capture on view, which is what
 * memory is for, and about nothing where there is none.
 */
export function answererOf({ range, latestUs, memory, hasHistory, dataset }: Circumstances): Answerer {
  if (dataset !== null) return dataset;
  if (!hasHistory || range === null || memory.kind === 'file') return null;
  if (memory.kind === 'nothing') return HISTORY_DATASET;
  return beginningOf(range, latestUs) < memory.completeFromUs ? HISTORY_DATASET : null;
}

function beginningOf(range: TimeRange, latestUs: number | null): number {
  if (range.kind === 'between') return range.fromUs;
  return latestUs === null ? Number.POSITIVE_INFINITY : latestUs - range.seconds * MICROSECONDS_PER_SECOND;
}
