/** Different values within the last `within`. Holds one more than anybody asks about, the latest ones. */
import type { Microseconds } from '#base/units.ts';

export class DistinctValues {
  /** When each was last seen, in that order. */
  private readonly seen = new Map<string, Microseconds>();
  private readonly withinUs: number;
  private readonly most: number;

  constructor(withinUs: number, most: number) {
    this.withinUs = withinUs;
    this.most = most;
  }

  /** Times do not decrease. Answers how many there are, `most` at most. */
  add(time: Microseconds, value: string): number {
    this.seen.delete(value);
    this.seen.set(value, time);
    for (const [oldest, when] of this.seen) {
      if (this.seen.size <= this.most && when > time - this.withinUs) break;
      this.seen.delete(oldest);
    }
    return this.seen.size;
  }
}
