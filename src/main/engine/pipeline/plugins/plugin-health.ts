/** Whether a running plugin is well: judged by what went wrong in the last seconds, so that it recovers by itself. */
import { formatCount } from '#base/units-format.ts';

const WINDOW_MS = 10_000;

interface Sample {
  readonly timeMs: number;
  readonly errors: number;
  readonly dropped: number;
}

export interface HealthFacts {
  readonly errors: number;
  readonly dropped: number;
  /** Payload filters that it needs and that the settings switch off. */
  readonly missingFilters: readonly string[];
}

export class PluginHealth {
  private samples: Sample[] = [];

  /** Nothing from before counts. */
  reset(timeMs: number, errors: number, dropped: number): void {
    this.samples = [{ timeMs, errors, dropped }];
  }

  /** To be called about once a second. Answers what is wrong, in words, or null. */
  judge(timeMs: number, { errors, dropped, missingFilters }: HealthFacts): string | null {
    this.samples.push({ timeMs, errors, dropped });
    // The newest sample that is older than the window stays: it is what the present is compared with.
    while (this.samples.length > 2 && this.samples[1]!.timeMs <= timeMs - WINDOW_MS) this.samples.shift();
    const before = this.samples[0]!;
    const problems: string[] = [];
    const failed = errors - before.errors;
    const lost = dropped - before.dropped;
    if (failed > 0) problems.push(`${formatCount(failed)} ${failed === 1 ? 'call' : 'calls'} failed lately`);
    if (lost > 0) problems.push(`too slow: ${formatCount(lost)} packet logs dropped lately`);
    if (missingFilters.length > 0) {
      const names = missingFilters.join(', ');
      problems.push(`needs names from ${names}, which the settings switch off (filter.payload)`);
    }
    return problems.length === 0 ? null : problems.join('; ');
  }
}
