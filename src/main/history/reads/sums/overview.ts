/** The overview: traffic over time, told apart by one dimension, and who has most of it. */
import type { HistoryQuestions } from '#contract/history/questions.ts';
import type { Dimension, OverviewFrame, SumRow, TrafficSeries } from '#contract/views/sums.ts';
import type { Asking } from '../asking.ts';
import { dnsCounts, type DnsCounts } from '../lookups/dns-counts.ts';
import { bucketsOf, type Buckets } from './buckets.ts';
import { sumsScope, type SumsScope } from './scope.ts';
import { seriesOf } from './series.ts';
import { categoryWindows, sumRow, type CategorySums, type CategoryWindow } from './top-categories.ts';

const MAX_SERIES = 7;
const NO_LOOKUPS: DnsCounts = { names: [], transactions: 0, failed: 0 };
const TOPS = ['talker', 'host', 'service', 'process'] as const;

export async function overview(
  asking: Asking,
  question: HistoryQuestions['overview']['params'],
): Promise<OverviewFrame> {
  const { by, top } = question;
  const dimensions = top === 0 ? [by] : [...new Set([...TOPS, by])];
  const scope = await sumsScope(asking, question, dimensions);
  const windows = await categoryWindows(
    asking,
    scope,
    dimensions.map((dimension) => ({
      by: dimension,
      sort: { column: 'bytes', descending: true },
      offset: 0,
      limit: Math.max(top, dimension === by ? MAX_SERIES + 1 : 0),
    })),
    'traffic',
  );
  const buckets = scope.span === null ? null : bucketsOf(scope.span, question.points);
  const largest = windows.get(by)!.rows.filter(hasBytes);
  const chosen = largest.slice(0, MAX_SERIES);
  const dns = top === 0 ? NO_LOOKUPS : await dnsCounts(asking, question, top);
  const tops = Object.fromEntries(TOPS.map((dimension) => [dimension, topRows(windows.get(dimension), top)]));
  const { totals } = windows.get(dimensions[0]!)!;
  return {
    by,
    span: scope.span,
    bucketSeconds: buckets?.seconds ?? 1,
    firstBucketUs: (buckets?.firstSecond ?? 0) * 1e6,
    buckets: buckets?.count ?? 0,
    series: buckets === null ? [] : await drawn(asking, scope, by, chosen, buckets),
    tops: tops as OverviewFrame['tops'],
    names: dns.names,
    totals: { ...totals, hosts: windows.get('host')?.groups ?? 0, dns: dns.transactions, dns_failed: dns.failed },
    bytesNotHeld: 0,
    mistake: scope.mistake,
  };
}

function hasBytes({ bytes_in, bytes_out }: CategorySums): boolean {
  return bytes_in + bytes_out > 0;
}

function topRows(window: CategoryWindow | undefined, top: number): readonly SumRow[] {
  return (window?.rows ?? []).filter(hasBytes).slice(0, top).map(sumRow);
}

/** Largest first, then the others where there are any. */
async function drawn(
  asking: Asking,
  scope: SumsScope,
  by: Dimension,
  chosen: readonly CategorySums[],
  buckets: Buckets,
): Promise<readonly TrafficSeries[]> {
  const series = await seriesOf(asking, scope, by, chosen, buckets);
  const line = (at: number): Pick<TrafficSeries, 'in' | 'out' | 'bytes_in' | 'bytes_out'> => {
    const [bytesIn, bytesOut] = [series.in[at]!, series.out[at]!];
    return { in: bytesIn, out: bytesOut, bytes_in: sum(bytesIn), bytes_out: sum(bytesOut) };
  };
  const lines = chosen.map(({ label, filter }, at): TrafficSeries => ({ label, filter, isOther: false, ...line(at) }));
  const others = line(chosen.length);
  if (others.bytes_in + others.bytes_out === 0) return lines;
  return [...lines, { label: null, filter: null, isOther: true, ...others }];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
