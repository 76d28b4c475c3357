/** What `aggregate` computes over the records of one group, in bounded memory. */
import type { Json } from '#contract/plugins/json.ts';

export const OPERATIONS = ['count', 'sum', 'min', 'max', 'percentile'] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface Computation {
  readonly op: Operation;
  /** Null: only for `count`, which then counts records. */
  readonly field: string | null;
  /** 0 … 100, of `percentile`. */
  readonly p: number;
}

export interface Accumulator {
  add(value: Json | undefined): void;
  readonly result: number | null;
}

export function newAccumulator({ op, field, p }: Computation): Accumulator {
  switch (op) {
    case 'count':
      return new Fold(0, (count, value) => (field === null || (value ?? null) !== null ? count! + 1 : count));
    case 'sum':
      return new Fold(0, (sum, value) => (typeof value === 'number' ? sum! + value : sum));
    case 'min':
      return new Fold(null, (least, value) => (typeof value !== 'number' ? least : Math.min(least ?? value, value)));
    case 'max':
      return new Fold(null, (most, value) => (typeof value !== 'number' ? most : Math.max(most ?? value, value)));
    case 'percentile':
      return new Percentile(p);
  }
}

class Fold implements Accumulator {
  result: number | null;
  private readonly step: (before: number | null, value: Json | undefined) => number | null;

  constructor(start: number | null, step: (before: number | null, value: Json | undefined) => number | null) {
    this.result = start;
    this.step = step;
  }

  add(value: Json | undefined): void {
    this.result = this.step(this.result, value);
  }
}

/** Values held as they are; beyond that, counted in buckets. */
const EXACT = 512;
/** Each bucket is wider than the one before by this: a value is known to half a percent. */
const GROWTH = 1.01;
const LOG_GROWTH = Math.log(GROWTH);

/** Nearest rank: the smallest value that is not exceeded by `p` percent of them. */
class Percentile implements Accumulator {
  private readonly p: number;
  private values: number[] | null = [];
  /** Counts by bucket: sign and exponent of the values in it. */
  private readonly buckets = new Map<number, number>();
  private count = 0;

  constructor(p: number) {
    this.p = p;
  }

  add(value: Json | undefined): void {
    if (typeof value !== 'number') return;
    this.count++;
    if (this.values === null) this.fill(value);
    else if (this.values.push(value) > EXACT) {
      for (const held of this.values) this.fill(held);
      this.values = null;
    }
  }

  get result(): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil((this.p / 100) * this.count));
    if (this.values !== null) return [...this.values].sort((left, right) => left - right)[rank - 1]!;
    let passed = 0;
    let found = 0;
    for (const bucket of [...this.buckets.keys()].sort((left, right) => left - right)) {
      passed += this.buckets.get(bucket)!;
      found = bucket;
      if (passed >= rank) break;
    }
    return middleOf(found);
  }

  private fill(value: number): void {
    const bucket = bucketOf(value);
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
  }
}

/** Far from both ends of what doubles reach, so that buckets of small values do not meet those of the other sign. */
const OFFSET = 100_000;

/** In the order of the values: negative ones below 0, positive ones above. */
function bucketOf(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log(Math.abs(value)) / LOG_GROWTH) + OFFSET;
  return value > 0 ? exponent : -exponent;
}

function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const middle = Math.exp((Math.abs(bucket) - OFFSET + 0.5) * LOG_GROWTH);
  return bucket > 0 ? middle : -middle;
}
