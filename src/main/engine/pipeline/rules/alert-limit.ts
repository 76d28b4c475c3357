/** How many alerts a rule may raise: so many a minute of packet time, the rest are counted. A capture read again gives the same alerts. */
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';

const MINUTE_US = 60 * MICROSECONDS_PER_SECOND;

export class AlertLimit {
  private readonly perMinute: number;
  private minuteStart: Microseconds = Number.NEGATIVE_INFINITY;
  private raised = 0;
  /** Since the last one that was raised. */
  private held = 0;

  constructor(perMinute: number) {
    this.perMinute = perMinute;
  }

  /** How many were held back since the last alert that was raised; null: this one is held back, too. */
  take(time: Microseconds): number | null {
    // A time before the minute is that of another capture, or of a record that came late.
    if (!(time < this.minuteStart + MINUTE_US && time > this.minuteStart - MINUTE_US)) {
      this.minuteStart = Number.isNaN(time) ? this.minuteStart : time;
      this.raised = 0;
    }
    if (this.raised >= this.perMinute) {
      this.held++;
      return null;
    }
    this.raised++;
    const { held } = this;
    this.held = 0;
    return held;
  }

  /** Those that no later alert told of. */
  get untold(): number {
    return this.held;
  }
}
