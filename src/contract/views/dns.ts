/** DNS beyond its rows: how resolvers do, what fails, and which sessions an answer led to. */
import { z } from 'zod';
import type { Failure } from '#base/result.ts';
import type { DnsAnswer, DnsRecord, DnsStatus, SessionRecord } from '../records.ts';
import type { FilterMistake } from './filter.ts';
import { scopeShape, type DnsNameRow, type SumsScope } from './sums.ts';
import type { TimeSpan } from './time-range.ts';

export interface ResolverRow {
  readonly server_ip: string;
  readonly transactions: number;
  readonly unanswered: number;
  /** Answered with a code that is neither NOERROR nor NXDOMAIN. */
  readonly failed: number;
  readonly nxdomain: number;
  /** Milliseconds; null where nothing was answered. Nearest rank, of the transactions that were answered. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface DnsSummaryFrame {
  readonly transactions: number;
  readonly byStatus: Readonly<Record<DnsStatus, number>>;
  /** Busiest first, at most 20. */
  readonly resolvers: readonly ResolverRow[];
  readonly span: TimeSpan | null;
  readonly bucketSeconds: number;
  readonly firstBucketUs: number;
  /** Transactions a bucket by how they went: `failed` includes NXDOMAIN. */
  readonly over: {
    readonly answered: readonly number[];
    readonly failed: readonly number[];
    readonly unanswered: readonly number[];
  };
  /** Most asked for first, and those that failed most; at most `top` each. */
  readonly names: readonly DnsNameRow[];
  readonly failing: readonly DnsNameRow[];
  readonly mistake: FilterMistake | null;
  /** Of history: why this is not, or no longer, what was asked for. Left out where it is. */
  readonly notice?: Failure;
}

export interface DnsStreamParams {
  dns_summary: SumsScope & { readonly top: number; readonly points: number };
}

export interface DnsStreamFrames {
  dns_summary: DnsSummaryFrame;
}

/** One step of an answer from the name asked for to its addresses. */
export interface ChainStep extends DnsAnswer {
  /** CNAMEs that lead to it. */
  readonly depth: number;
}

export interface DnsDetails {
  readonly record: DnsRecord;
  /** Answers in the order in which they lead on; those that hang on no name before them come last, at depth 0. */
  readonly chain: readonly ChainStep[];
  /** Sessions of the same client to an address that this answer gave, begun since; at most 100, and how many there are. */
  readonly led: readonly SessionRecord[];
  readonly ledInAll: number;
  /** Further transactions for the same name and type by the same client within 30 s: retries and others. */
  readonly again: readonly DnsRecord[];
  /** Keys of the rows of `again`, to open them by. */
  readonly againKeys: readonly string[];
}

export interface DnsCommandParams {
  /** `key` of a row of the table `dns`. */
  'dns.details': { readonly key: string; readonly redact: boolean };
}

export interface DnsCommandResults {
  'dns.details': DnsDetails;
}

export const dnsCommandSchemas: { readonly [K in keyof DnsCommandParams]: z.ZodType<DnsCommandParams[K]> } = {
  'dns.details': z.strictObject({ key: z.string().max(64), redact: z.boolean() }),
};

export const dnsStreamSchemas: { readonly [K in keyof DnsStreamParams]: z.ZodType<DnsStreamParams[K]> } = {
  dns_summary: z.strictObject({
    ...scopeShape,
    top: z.number().int().min(1).max(100),
    points: z.number().int().min(10).max(600),
  }),
};
