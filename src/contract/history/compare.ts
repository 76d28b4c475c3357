/** Two stretches of time, or two captures, side by side: what is new, what is gone, what changed. */
import { z } from 'zod';
import type { TimeSpan } from '../views/time-range.ts';

export const COMPARED = ['host', 'name', 'port', 'service', 'talker', 'process', 'country'] as const;
export type Compared = (typeof COMPARED)[number];

export interface ComparedSide {
  /** `history`, or the id of an import. */
  readonly dataset: string;
  readonly span: TimeSpan | null;
}

export interface ComparedParams {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly by: Compared;
  readonly filter: string;
  readonly change: 'all' | 'new' | 'gone' | 'changed';
  readonly offset: number;
  readonly limit: number;
}

export interface ComparedAmount {
  readonly sessions: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
}

export interface ComparedRow {
  readonly label: string | null;
  readonly change: 'new' | 'gone' | 'changed' | 'same';
  /** All zero on the side where it is not. */
  readonly before: ComparedAmount;
  readonly after: ComparedAmount;
}

/** Largest change of bytes first. */
export interface Comparison {
  readonly rows: readonly ComparedRow[];
  readonly counts: Readonly<Record<'new' | 'gone' | 'changed' | 'same', number>>;
  readonly before: ComparedAmount & { readonly span: TimeSpan | null };
  readonly after: ComparedAmount & { readonly span: TimeSpan | null };
}

const time = z.number().min(0);
const side: z.ZodType<ComparedSide> = z.strictObject({
  dataset: z.string().min(1).max(64),
  span: z.strictObject({ fromUs: time, toUs: time }).nullable(),
});

export const comparedShape: { readonly [K in keyof ComparedParams]: z.ZodType<ComparedParams[K]> } = {
  before: side,
  after: side,
  by: z.enum(COMPARED),
  filter: z.string().max(8192),
  change: z.enum(['all', 'new', 'gone', 'changed']),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
};
