/** The stretch of time that a view, an export or a sum is about. */
import { z } from 'zod';

/**
 * `between`: packet time, microseconds since the epoch; both ends belong to it. `last`: the seconds before the latest packet (live: before now),
 * so it moves on. A session belongs to every range in which it had, or could have had, a packet: from its first to its last one.
 */
export type TimeRange =
  | { readonly kind: 'between'; readonly fromUs: number; readonly toUs: number }
  | { readonly kind: 'last'; readonly seconds: number };

/** Null: the whole capture. */
export const timeRangeSchema: z.ZodType<TimeRange | null> = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('between'), fromUs: z.number().min(0), toUs: z.number().min(0) }),
    z.strictObject({ kind: z.literal('last'), seconds: z.number().positive().max(315_360_000) }),
  ])
  .nullable();

/** A range that is fixed by now; null where there is nothing captured. */
export interface TimeSpan {
  readonly fromUs: number;
  readonly toUs: number;
}
