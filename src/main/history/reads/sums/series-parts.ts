/** What a series is made of. */
import type { Dimension } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking } from '../asking.ts';
import type { Buckets } from './buckets.ts';
import type { SumsScope } from './scope.ts';

export interface SeriesParts {
  readonly asking: Asking;
  readonly scope: SumsScope;
  readonly by: Dimension;
  /** Which texts are on which line. */
  readonly lines: {
    readonly spelled: string;
    readonly parameters: Readonly<Record<string, string>>;
    /** What is on none of them is wanted, too. */
    readonly haveOthers: boolean;
  };
  readonly buckets: Buckets;
  readonly span: TimeSpan;
}
