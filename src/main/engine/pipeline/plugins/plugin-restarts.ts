/** When a plugin that ended is started again without being asked, and when no more. */
import { RestartPolicy, type RestartRules } from '#base/restart-policy.ts';
import type { PluginClock } from './ports.ts';

const RULES: RestartRules = { firstDelayMs: 500, longestDelayMs: 30_000, deathsAllowed: 5, windowMs: 120_000 };

export interface RestartOptions {
  readonly clock: PluginClock;
  /** 0 … 1. */
  chance(): number;
  /** It is time. `after`: why it had ended. */
  again(after: string): void;
}

export class PluginRestarts {
  private readonly options: RestartOptions;
  private readonly policy = new RestartPolicy(RULES);
  private cancelTimer: (() => void) | null = null;
  /** Of the wall clock, milliseconds: when it will be started, or was to be and nobody has yet; null: it will not. */
  atMs: number | null = null;

  constructor(options: RestartOptions) {
    this.options = options;
  }

  /** It ended. Null: it will be started again; else why it will not. */
  ended(message: string): string | null {
    const { clock, chance, again } = this.options;
    const delay = this.policy.died(clock.monotonicMs(), chance());
    if (delay === null) {
      return `Ended ${RULES.deathsAllowed + 1} times within ${RULES.windowMs / 60_000} minutes; last: ${message}`;
    }
    this.cancelTimer?.();
    this.atMs = clock.nowUs() / 1000 + delay;
    this.cancelTimer = clock.after(delay, () => again(message));
    return null;
  }

  /** It is started, or nobody wants it to be. */
  cancel(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.atMs = null;
  }

  /** What was held against it is forgotten. */
  forgive(): void {
    this.cancel();
    this.policy.forgive();
  }
}
