/** How lookups went: by resolver with percentiles of latency, over time, by name. Walks the rows once and sorts those with a latency, in slices. */
import type { DnsRecord, DnsStatus } from '#contract/records.ts';
import type { DnsSummaryFrame, ResolverRow } from '#contract/views/dns.ts';
import type { DnsNameRow } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { bucketsOver } from '#base/time-buckets.ts';
import type { Test } from '#main/engine/filter/field-tests.ts';
import { timeOfText } from '#main/engine/filter/literals.ts';
import type { Slicer } from './slicer.ts';
import { sortRows } from './sort-rows.ts';

const MAX_RESOLVERS = 20;
/** Rows between two looks at the clock. */
const STRIDE = 256;

export interface DnsSummaryRequest {
  /** Rows that are held now: indices, and how to read them. */
  readonly rows: Uint32Array;
  record(index: number): DnsRecord;
  /** Null: all of them. */
  readonly test: Test<number> | null;
  /** What is shown over time; null: from the first row to the last. */
  readonly span: TimeSpan | null;
  readonly points: number;
  readonly top: number;
  readonly slicer: Slicer;
  isCancelled(): boolean;
}

export type DnsSums = Omit<DnsSummaryFrame, 'mistake'>;

/** Null when cancelled. */
export async function summarizeDns(request: DnsSummaryRequest): Promise<DnsSums | null> {
  const { rows, record, test, slicer } = request;
  const resolvers = new Map<string, ResolverCounts>();
  const names = new Map<string, NameCounts>();
  const byStatus = noStatuses();
  const measured: number[] = [];
  const times: number[] = [];
  const ways: Way[] = [];
  for (const [position, index] of rows.entries()) {
    if (position % STRIDE === 0 && slicer.isDue()) {
      await slicer.pause();
      if (request.isCancelled()) return null;
    }
    if (test !== null && !test(index)) continue;
    const row = record(index);
    const way = wayOf(row.status);
    byStatus[row.status]++;
    times.push(timeOfText(row.time));
    ways.push(way);
    countResolver(resolvers, row);
    if (row.query !== null) countName(names, row.query, way);
    if (row.latency_ms !== null) measured.push(index);
  }
  const percentiles = await rankLatencies(Uint32Array.from(measured), request, resolvers);
  if (!percentiles) return null;
  const span = request.span ?? spanOfTimes(times);
  return {
    transactions: times.length,
    byStatus,
    resolvers: [...resolvers.values()]
      .toSorted((a, b) => b.transactions - a.transactions || (a.server_ip < b.server_ip ? -1 : 1))
      .slice(0, MAX_RESOLVERS)
      .map(resolverRow),
    span,
    ...overTime(times, ways, span, request.points),
    names: topNames(names.values(), request.top, (row) => row.transactions),
    failing: topNames(names.values(), request.top, (row) => row.failed),
  };
}

type Way = 'answered' | 'failed' | 'unanswered';

function wayOf(status: DnsStatus): Way {
  if (status === 'unanswered') return 'unanswered';
  return status === 'answered' || status === 'nodata' || status === 'unsolicited' ? 'answered' : 'failed';
}

function noStatuses(): Record<DnsStatus, number> {
  return { answered: 0, nodata: 0, nxdomain: 0, servfail: 0, refused: 0, error: 0, unanswered: 0, unsolicited: 0 };
}

interface ResolverCounts {
  readonly server_ip: string;
  transactions: number;
  unanswered: number;
  failed: number;
  nxdomain: number;
  measured: number;
  /** While latencies come by in order: how many did. */
  seen: number;
  p50: number | null;
  p90: number | null;
  p99: number | null;
  max: number | null;
}

function countResolver(resolvers: Map<string, ResolverCounts>, { server_ip, status, latency_ms }: DnsRecord): void {
  let counts = resolvers.get(server_ip);
  if (counts === undefined) {
    const none = { transactions: 0, unanswered: 0, failed: 0, nxdomain: 0, measured: 0, seen: 0 };
    counts = { server_ip, ...none, p50: null, p90: null, p99: null, max: null };
    resolvers.set(server_ip, counts);
  }
  counts.transactions++;
  if (status === 'nxdomain') counts.nxdomain++;
  else if (wayOf(status) === 'unanswered') counts.unanswered++;
  else if (wayOf(status) === 'failed') counts.failed++;
  if (latency_ms !== null) counts.measured++;
}

function resolverRow({ measured: _measured, seen: _seen, ...row }: ResolverCounts): ResolverRow {
  return row;
}

interface NameCounts {
  readonly name: string;
  transactions: number;
  failed: number;
}

/** Case says nothing in names; the first spelling stays. */
function countName(names: Map<string, NameCounts>, name: string, way: Way): void {
  const key = name.toLowerCase();
  let counts = names.get(key);
  if (counts === undefined) {
    counts = { name: key, transactions: 0, failed: 0 };
    names.set(key, counts);
  }
  counts.transactions++;
  if (way !== 'answered') counts.failed++;
}

/** Nearest rank: the smallest latency that at least p percent are not above. False when cancelled. */
async function rankLatencies(
  rows: Uint32Array,
  { record, slicer, isCancelled }: DnsSummaryRequest,
  resolvers: ReadonlyMap<string, ResolverCounts>,
): Promise<boolean> {
  const key = { kind: 'number', value: (index: number) => record(index).latency_ms ?? Number.NaN } as const;
  const order = await sortRows(rows, key, false, slicer, isCancelled);
  if (order === null) return false;
  for (const [position, at] of order.entries()) {
    if (position % STRIDE === 0 && slicer.isDue()) {
      await slicer.pause();
      if (isCancelled()) return false;
    }
    const { server_ip, latency_ms } = record(rows[at]!);
    const counts = resolvers.get(server_ip);
    // Its row was replaced by a later one meanwhile.
    if (counts === undefined) continue;
    const rank = ++counts.seen;
    if (rank === nearestRank(50, counts.measured)) counts.p50 = latency_ms;
    if (rank === nearestRank(90, counts.measured)) counts.p90 = latency_ms;
    if (rank === nearestRank(99, counts.measured)) counts.p99 = latency_ms;
    if (rank === counts.measured) counts.max = latency_ms;
  }
  return true;
}

export function nearestRank(percent: number, count: number): number {
  return Math.ceil((percent * count) / 100);
}

function spanOfTimes(times: readonly number[]): TimeSpan | null {
  if (times.length === 0) return null;
  let [fromUs, toUs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    fromUs = Math.min(fromUs, time);
    toUs = Math.max(toUs, time);
  }
  return { fromUs, toUs };
}

function overTime(
  times: readonly number[],
  ways: readonly Way[],
  span: TimeSpan | null,
  points: number,
): Pick<DnsSummaryFrame, 'bucketSeconds' | 'firstBucketUs' | 'over'> {
  if (span === null) return { bucketSeconds: 1, firstBucketUs: 0, over: { answered: [], failed: [], unanswered: [] } };
  const { bucketSeconds, length, first, count } = bucketsOver(span, points);
  const zeros = (): number[] => Array.from({ length: count }, () => 0);
  const over = { answered: zeros(), failed: zeros(), unanswered: zeros() };
  for (const [i, time] of times.entries()) {
    const at = Math.floor(time / length) - first;
    if (at >= 0 && at < count) over[ways[i]!][at]!++;
  }
  return { bucketSeconds, firstBucketUs: first * length, over };
}

function topNames(names: Iterable<NameCounts>, top: number, by: (row: NameCounts) => number): DnsNameRow[] {
  const found = [...names].filter((row) => by(row) > 0);
  return found
    .toSorted((a, b) => by(b) - by(a) || b.transactions - a.transactions || (a.name < b.name ? -1 : 1))
    .slice(0, top)
    .map((row) => ({ ...row }));
}
