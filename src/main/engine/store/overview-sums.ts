/** The overview: traffic over time, told apart by one dimension, and who has most of it. */
import type { OverviewFrame, OverviewParams, SumRow, TrafficSeries } from '#contract/views/sums.ts';
import { END_OPEN } from '#main/engine/flows/session-columns.ts';
import { bucketsOf, chunksWithin, type Buckets } from './sums-buckets.ts';
import { categoriesOf } from './sums-categories.ts';
import { GroupSums } from './sums-groups.ts';
import { addLines, addTraffic, type Lines } from './sums-members.ts';
import { eachRow, eachStretch, serialIn, type SumsJob } from './sums-scope.ts';
import { dnsSums } from './dns-sums.ts';
import { topNumbers } from './top-numbers.ts';

const MAX_SERIES = 7;
/** How much more a category must have to take the place of the one before it: colours and rows shall not jump. */
const MARGIN = 1.05;
const TOPS = ['talker', 'host', 'service', 'process'] as const;
const STRIDE = 4096;

/** Null when cancelled. `before`: labels of the series of the frame before, in order. */
export async function overviewSums(
  job: SumsJob,
  params: OverviewParams,
  before: readonly (string | null)[],
): Promise<OverviewFrame | null> {
  const { moment, members, span, slicer, redact } = job;
  const { capture } = moment;
  const { columns, cells } = capture;
  const parts = { columns, cells, shownAs: capture.shownAs(redact) };
  const groups = new Map(
    [...new Set([params.by, ...TOPS])].map((dimension) => [dimension, new GroupSums(categoriesOf(dimension, parts))]),
  );
  const each = [...groups.values()];
  members.clear();
  let open = 0;
  const walked = await eachRow(capture.sessions(redact), job, (slot) => {
    const member = members.add(slot, columns.serial(slot));
    for (const group of each) group.add(member, slot);
    if (columns.endReason(slot) === END_OPEN) open++;
  });
  if (!walked) return null;
  let bytesNotHeld = 0;
  const serialOf = serialIn(columns);
  const summed = await eachStretch(job, (stretch, seconds) => {
    bytesNotHeld += addTraffic(stretch, seconds, members, serialOf);
  });
  if (!summed) return null;
  for (const group of each) {
    group.begin();
    for (let from = 0; from < members.count; from += STRIDE) {
      group.sum(members, from, Math.min(members.count, from + STRIDE));
      if (slicer.isDue()) await slicer.pause();
    }
    if (job.isCancelled()) return null;
  }
  const by = groups.get(params.by)!;
  const buckets = span === null ? null : bucketsOf(span, chunksWithin(moment.chunks, span), params.points);
  const largest = await topCategories(by, MAX_SERIES + 1, job);
  const tops = await topsOf(groups, params.top, job);
  const dns = await dnsSums(job, params.top);
  if (largest === null || dns === null || tops === null) return null;
  const chosen =
    largest.length > MAX_SERIES ? inOrder(by, largest, before).slice(0, MAX_SERIES) : inOrder(by, largest, before);
  const series = buckets === null ? [] : await seriesOf(job, by, chosen, buckets);
  if (series === null) return null;
  return {
    by: params.by,
    span,
    bucketSeconds: buckets?.seconds ?? 1,
    firstBucketUs: (buckets?.firstSecond ?? 0) * 1e6,
    buckets: buckets?.count ?? 0,
    series,
    tops,
    names: dns.names,
    totals: {
      sessions: members.count,
      open,
      bytes_in: total(members.bytesIn, members.count),
      bytes_out: total(members.bytesOut, members.count),
      hosts: groups.get('host')!.count,
      dns: dns.transactions,
      dns_failed: dns.failed,
    },
    bytesNotHeld,
    mistake: job.filter.mistake,
  };
}

/** Those with most bytes, most first; never those without any. Null when cancelled. */
async function topCategories(group: GroupSums, most: number, job: SumsJob): Promise<number[] | null> {
  const top = await topNumbers(group.count, (category) => group.bytes(category), most, job);
  return top === null ? null : top.filter((category) => group.bytes(category) > 0);
}

/** Null when cancelled. */
async function topsOf(
  groups: ReadonlyMap<string, GroupSums>,
  most: number,
  job: SumsJob,
): Promise<OverviewFrame['tops'] | null> {
  const tops: Record<(typeof TOPS)[number], SumRow[]> = { talker: [], host: [], service: [], process: [] };
  for (const dimension of TOPS) {
    const group = groups.get(dimension)!;
    const categories = await topCategories(group, most, job);
    if (categories === null) return null;
    tops[dimension] = categories.map((category) => sumRow(group, category));
  }
  return tops;
}

function sumRow(group: GroupSums, category: number): SumRow {
  return {
    label: group.categories.label(category),
    filter: group.categories.filter(category),
    sessions: group.sessions[category]!,
    bytes_in: group.bytesIn[category]!,
    bytes_out: group.bytesOut[category]!,
  };
}

/** As they were, as long as no category has clearly more than the one before it. */
function inOrder(group: GroupSums, largest: readonly number[], before: readonly (string | null)[]): number[] {
  const place = (category: number): number => {
    const at = before.indexOf(group.categories.label(category));
    return at < 0 ? before.length : at;
  };
  const order = largest.toSorted((left, right) => place(left) - place(right));
  for (let end = 1; end < order.length; end++) {
    for (let at = end; at > 0 && group.bytes(order[at]!) > group.bytes(order[at - 1]!) * MARGIN; at--) {
      [order[at - 1], order[at]] = [order[at]!, order[at - 1]!];
    }
  }
  return order;
}

/** Of the chosen categories, and of all others together where there are any. Null when cancelled. */
async function seriesOf(
  job: SumsJob,
  group: GroupSums,
  chosen: readonly number[],
  buckets: Buckets,
): Promise<TrafficSeries[] | null> {
  const { members, slicer } = job;
  const lineOfCategory = new Int32Array(group.count).fill(chosen.length);
  chosen.forEach((category, line) => {
    lineOfCategory[category] = line;
  });
  const lineOf = new Int32Array(members.count);
  for (let member = 0; member < members.count; member++) {
    lineOf[member] = lineOfCategory[group.categoryOf[member]!]!;
    if (member % STRIDE === 0 && slicer.isDue()) await slicer.pause();
  }
  const room = (chosen.length + 1) * buckets.count;
  const lines: Lines = { buckets, lineOf, in: new Float64Array(room), out: new Float64Array(room) };
  if (!(await eachStretch(job, (stretch, seconds) => addLines(stretch, seconds, members, lines)))) return null;
  const line = (number: number): Pick<TrafficSeries, 'in' | 'out' | 'bytes_in' | 'bytes_out'> => {
    const [from, to] = [number * buckets.count, (number + 1) * buckets.count];
    const [bytesIn, bytesOut] = [lines.in.slice(from, to), lines.out.slice(from, to)];
    return {
      in: [...bytesIn],
      out: [...bytesOut],
      bytes_in: total(bytesIn, buckets.count),
      bytes_out: total(bytesOut, buckets.count),
    };
  };
  const series = chosen.map((category, number): TrafficSeries => ({
    label: group.categories.label(category),
    filter: group.categories.filter(category),
    isOther: false,
    ...line(number),
  }));
  const others = line(chosen.length);
  if (others.bytes_in + others.bytes_out > 0) series.push({ label: null, filter: null, isOther: true, ...others });
  return series;
}

function total(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  return sum;
}
