/** Sums over sessions and time: the overview's chart and lists, and groups of sessions. */
import { z } from 'zod';
import type { Failure } from '#base/result.ts';
import { filterSchema, type FilterMistake } from './filter.ts';
import { timeRangeSchema, type TimeRange, type TimeSpan } from './time-range.ts';

/**
 * What sessions are told apart by. `host`: the responder, by name where one is known, else by address. `talker`: the initiator's address.
 * `process`, `country`: null where it is not known.
 */
export const DIMENSIONS = ['protocol', 'service', 'host', 'talker', 'interface', 'process', 'country'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What every sum is about. */
export interface SumsScope {
  readonly filter: string;
  readonly range: TimeRange | null;
  readonly redact: boolean;
  /** Frozen: nothing that comes later is added. */
  readonly paused: boolean;
}

export interface OverviewParams extends SumsScope {
  readonly by: Dimension;
  /** At most so many points in time; the capture's own seconds are the finest there are. */
  readonly points: number;
  /** Length of each list. 0: the series alone are wanted; then hosts and lookups need not be counted. */
  readonly top: number;
}

/** Bytes and packets are those of the range alone; sessions: that have a part in it. */
export interface SumRow {
  /** Null: not known (a process, a country, a service). */
  readonly label: string | null;
  /** Display filter that lets through these rows only; null where there is none. */
  readonly filter: string | null;
  readonly sessions: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
}

export interface TrafficSeries extends Omit<SumRow, 'sessions'> {
  /** Everything beyond the series before it, taken together; always the last one. */
  readonly isOther: boolean;
  /** Bytes a bucket, oldest first, each as long as `buckets`. */
  readonly in: readonly number[];
  readonly out: readonly number[];
}

export interface DnsNameRow {
  readonly name: string;
  readonly transactions: number;
  /** Of them: without an answer, or with another code than NOERROR. */
  readonly failed: number;
}

export interface OverviewFrame {
  readonly by: Dimension;
  /** The range as it is now; null where nothing was captured. */
  readonly span: TimeSpan | null;
  readonly bucketSeconds: number;
  readonly firstBucketUs: number;
  readonly buckets: number;
  /** At most seven, largest first, then the others. */
  readonly series: readonly TrafficSeries[];
  readonly tops: Readonly<Record<'talker' | 'host' | 'service' | 'process', readonly SumRow[]>>;
  readonly names: readonly DnsNameRow[];
  readonly totals: {
    readonly sessions: number;
    readonly open: number;
    readonly bytes_in: number;
    readonly bytes_out: number;
    readonly hosts: number;
    readonly dns: number;
    readonly dns_failed: number;
  };
  /** Bytes of sessions that are no longer held, so that nobody can tell whose they were. */
  readonly bytesNotHeld: number;
  readonly mistake: FilterMistake | null;
  /** Of history: why this is not, or no longer, what was asked for. Left out where it is. */
  readonly notice?: Failure;
}

export const GROUP_SORTS = ['label', 'sessions', 'open', 'packets', 'bytes_in', 'bytes_out', 'last_us'] as const;
export type GroupSort = (typeof GROUP_SORTS)[number];

export interface GroupsParams extends SumsScope {
  readonly by: Dimension;
  readonly sort: { readonly column: GroupSort; readonly descending: boolean };
  readonly offset: number;
  readonly limit: number;
}

export interface GroupRow extends SumRow {
  /** Stable identity of the group. */
  readonly key: string;
  readonly open: number;
  readonly packets: number;
  /** Latest packet, microseconds since the epoch. */
  readonly last_us: number;
  /** Bytes both ways over the range, at most 24 points, oldest first. */
  readonly traffic: readonly number[];
}

export interface GroupsFrame {
  readonly by: Dimension;
  /** How many groups there are. */
  readonly groups: number;
  readonly offset: number;
  readonly rows: readonly GroupRow[];
  readonly mistake: FilterMistake | null;
  /** As in the overview. */
  readonly notice?: Failure;
}

export interface SumsStreamParams {
  overview: OverviewParams;
  groups: GroupsParams;
}

export interface SumsStreamFrames {
  overview: OverviewFrame;
  groups: GroupsFrame;
}

const dimensionSchema = z.enum(DIMENSIONS);
export const scopeShape: { readonly [K in keyof SumsScope]: z.ZodType<SumsScope[K]> } = {
  filter: filterSchema,
  range: timeRangeSchema,
  redact: z.boolean(),
  paused: z.boolean(),
};

export const sumsStreamSchemas: { readonly [K in keyof SumsStreamParams]: z.ZodType<SumsStreamParams[K]> } = {
  overview: z.strictObject({
    ...scopeShape,
    by: dimensionSchema,
    points: z.number().int().min(10).max(600),
    top: z.number().int().min(0).max(100),
  }),
  groups: z.strictObject({
    ...scopeShape,
    by: dimensionSchema,
    sort: z.strictObject({ column: z.enum(GROUP_SORTS), descending: z.boolean() }),
    offset: z.number().int().min(0),
    limit: z.number().int().min(1).max(500),
  }),
};
