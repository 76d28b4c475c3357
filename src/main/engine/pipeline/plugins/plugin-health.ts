/** Whether a running plugin is well: judged by what went wrong in the last seconds, so that it recovers by itself. */
import { formatCount } from '#base/units-format.ts';
import type { PluginClock } from './ports.ts';

const WINDOW_MS = 10_000;
const JUDGE_MS = 1000;

export interface HealthFacts {
  readonly errors: number;
  readonly dropped: number;
  /** Payload filters that it needs and that the settings switch off. */
  readonly missingFilters: readonly string[];
}

export interface HealthOptions {
  readonly clock: PluginClock;
  facts(): HealthFacts;
  /** Once a second: what is wrong, in words, or null. */
  judged(problem: string | null): void;
}

interface Sample extends HealthFacts {
  readonly timeMs: number;
}

export class PluginHealth {
  private readonly options: HealthOptions;
  private samples: Sample[] = [];
  /** Why the process before the present one ended, where this one was started by itself; null: it was asked for. */
  private restartedAfter: string | null = null;
  private beganMs = 0;
  private cancelTimer: (() => void) | null = null;

  constructor(options: HealthOptions) {
    this.options = options;
  }

  /** A process serves from now on: nothing from before counts. Answers what is wrong at once. */
  watch(restartedAfter: string | null): string | null {
    this.samples = [];
    this.restartedAfter = restartedAfter;
    this.beganMs = this.options.clock.monotonicMs();
    this.judgeSoon();
    return this.judge();
  }

  stop(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private judgeSoon(): void {
    this.stop();
    this.cancelTimer = this.options.clock.after(JUDGE_MS, () => {
      this.judgeSoon();
      this.options.judged(this.judge());
    });
  }

  private judge(): string | null {
    const timeMs = this.options.clock.monotonicMs();
    const now = { timeMs, ...this.options.facts() };
    this.samples.push(now);
    // The newest sample that is older than the window stays: it is what the present is compared with.
    while (this.samples.length > 2 && this.samples[1]!.timeMs <= timeMs - WINDOW_MS) this.samples.shift();
    const before = this.samples[0]!;
    const problems: string[] = [];
    if (this.restartedAfter !== null && timeMs - this.beganMs < WINDOW_MS) {
      problems.push(`its process ended and was started again: ${this.restartedAfter}`);
    }
    const failed = now.errors - before.errors;
    const lost = now.dropped - before.dropped;
    if (failed > 0) problems.push(`${formatCount(failed)} ${failed === 1 ? 'call' : 'calls'} failed lately`);
    if (lost > 0) problems.push(`too slow: ${formatCount(lost)} packet logs dropped lately`);
    if (now.missingFilters.length > 0) {
      const names = now.missingFilters.join(', ');
      problems.push(`needs names from ${names}, which the settings switch off (filter.payload)`);
    }
    return problems.length === 0 ? null : problems.join('; ');
  }
}
