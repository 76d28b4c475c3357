/** What has been seen before, for a while or for as long as it is among the latest many. */
import type { Microseconds } from '#base/units.ts';

export class FirstSight {
  private readonly seen = new Map<string, Microseconds>();
  private readonly withinUs: number;
  private readonly limit: number;
  forgotten = 0;

  constructor(withinUs: number, limit: number) {
    this.withinUs = withinUs;
    this.limit = limit;
  }

  /** Times do not decrease. True: not seen within the last `within`. */
  see(time: Microseconds, key: string): boolean {
    const before = this.seen.get(key);
    this.seen.delete(key);
    this.seen.set(key, time);
    if (this.seen.size > this.limit) {
      for (const oldest of this.seen.keys()) {
        this.seen.delete(oldest);
        this.forgotten++;
        break;
      }
    }
    return before === undefined || before <= time - this.withinUs;
  }

  clear(): void {
    this.seen.clear();
  }
}
