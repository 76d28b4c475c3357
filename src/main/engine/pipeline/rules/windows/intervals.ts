/** When something began within the last `within`, and how regular they are. */
import { MICROSECONDS_PER_SECOND, type Microseconds, type Seconds } from '#base/units.ts';

/** Enough to tell a clock from chance. */
const MOST_TIMES = 64;

export class Intervals {
  /** Increasing. */
  private readonly times: Microseconds[] = [];
  private readonly withinUs: number;

  constructor(withinUs: number) {
    this.withinUs = withinUs;
  }

  /** In any order; a time that is there already is the same beginning told once more. */
  add(time: Microseconds): void {
    const { times } = this;
    let at = times.length;
    while (at > 0 && times[at - 1]! > time) at--;
    if (times[at - 1] === time) return;
    times.splice(at, 0, time);
    const earliest = times.at(-1)! - this.withinUs;
    while (times.length > MOST_TIMES || times[0]! <= earliest) times.shift();
  }

  get count(): number {
    return this.times.length - 1;
  }

  /** NaN where there is none. */
  get mean(): Seconds {
    if (this.count < 1) return Number.NaN;
    return (this.times.at(-1)! - this.times[0]!) / this.count / MICROSECONDS_PER_SECOND;
  }

  /** Standard deviation by mean: 0 is a clock, about 1 is chance. NaN where there are fewer than two intervals, or no time between them. */
  get variation(): number {
    const mean = this.mean;
    if (this.count < 2 || mean === 0) return Number.NaN;
    let squares = 0;
    for (let index = 1; index < this.times.length; index++) {
      const interval = (this.times[index]! - this.times[index - 1]!) / MICROSECONDS_PER_SECOND;
      squares += (interval - mean) ** 2;
    }
    return Math.sqrt(squares / this.count) / mean;
  }
}
