/** Sessions put together by one dimension: a window of the groups in the order that was asked for. */
import type { GroupRow, GroupsFrame, GroupsParams } from '#contract/views/sums.ts';
import { END_OPEN } from '#main/engine/flows/session-columns.ts';
import type { SortKey } from './sort-key.ts';
import { sortRows } from './sort-rows.ts';
import { bucketsOf, chunksWithin } from './sums-buckets.ts';
import { categoriesOf } from './sums-categories.ts';
import { GroupSums } from './sums-groups.ts';
import { addLines, addTraffic, type Lines } from './sums-members.ts';
import { eachRow, eachStretch, serialIn, type SumsJob } from './sums-scope.ts';
import { TopRows } from './top-rows.ts';

const POINTS = 24;
const STRIDE = 4096;
/** A window that ends beyond this many groups is cut out of all of them, sorted. */
const MAX_TOP = 4096;

/** What is summed of groups beside bytes; by category. */
interface More {
  readonly open: number[];
  readonly lastUs: number[];
  readonly packets: Float64Array;
}

/** Null when cancelled. */
export async function groupSums(job: SumsJob, params: GroupsParams): Promise<GroupsFrame | null> {
  const { moment, members, slicer, redact } = job;
  const { capture } = moment;
  const { columns, cells } = capture;
  const group = new GroupSums(categoriesOf(params.by, { columns, cells, shownAs: capture.shownAs(redact) }));
  const open: number[] = [];
  const lastUs: number[] = [];
  members.clear();
  const walked = await eachRow(capture.sessions(redact), job, (slot) => {
    const member = members.add(slot, columns.serial(slot));
    group.add(member, slot);
    const category = group.categoryOf[member]!;
    open[category] = (open[category] ?? 0) + Number(columns.endReason(slot) === END_OPEN);
    lastUs[category] = Math.max(lastUs[category] ?? 0, columns.lastTime(slot));
  });
  if (!walked) return null;
  const serialOf = serialIn(columns);
  if (!(await eachStretch(job, (stretch, seconds) => void addTraffic(stretch, seconds, members, serialOf))))
    return null;
  group.begin();
  const packets = new Float64Array(group.count);
  for (let from = 0; from < members.count; from += STRIDE) {
    const to = Math.min(members.count, from + STRIDE);
    group.sum(members, from, to);
    for (let member = from; member < to; member++) packets[group.categoryOf[member]!]! += members.packets[member]!;
    if (slicer.isDue()) await slicer.pause();
  }
  const more = { open, lastUs, packets };
  const window = await windowOf(group, more, params, job);
  if (window === null) return null;
  const rows = await rowsOf(group, more, window, job);
  if (rows === null) return null;
  return { by: params.by, groups: group.count, offset: params.offset, rows, mistake: job.filter.mistake };
}

/** Categories, in order. Null when cancelled. */
async function windowOf(
  group: GroupSums,
  more: More,
  { sort, offset, limit }: GroupsParams,
  { slicer, isCancelled }: SumsJob,
): Promise<readonly number[] | null> {
  const key = sortKey(group, more, sort.column);
  const end = offset + limit;
  const all = new Uint32Array(group.count);
  for (let category = 0; category < all.length; category++) all[category] = category;
  if (end > MAX_TOP) {
    const order = await sortRows(all, key, sort.descending, slicer, isCancelled);
    return order === null ? null : [...order.subarray(offset, end)];
  }
  const top = new TopRows(end, key, sort.descending);
  for (let from = 0; from < all.length; from += STRIDE) {
    top.offer(all.subarray(from), Math.min(STRIDE, all.length - from));
    if (slicer.isDue()) await slicer.pause();
  }
  const order = await top.sorted(slicer, isCancelled);
  return order === null ? null : [...order.subarray(offset)];
}

function sortKey(group: GroupSums, { open, lastUs, packets }: More, column: GroupsParams['sort']['column']): SortKey {
  const values: Readonly<Record<Exclude<typeof column, 'label'>, ArrayLike<number>>> = {
    sessions: group.sessions,
    open,
    packets,
    bytes_in: group.bytesIn,
    bytes_out: group.bytesOut,
    last_us: lastUs,
  };
  if (column === 'label') return { kind: 'text', value: (category) => group.categories.label(category) };
  const own = values[column];
  return { kind: 'number', value: (category) => own[category]! };
}

/** Null when cancelled. */
async function rowsOf(
  group: GroupSums,
  { open, lastUs, packets }: More,
  window: readonly number[],
  job: SumsJob,
): Promise<GroupRow[] | null> {
  const traffic = await trafficOf(group, window, job);
  if (traffic === null) return null;
  return window.map((category, line) => {
    const { label, filter } = { label: group.categories.label(category), filter: group.categories.filter(category) };
    return {
      key: label ?? '',
      label,
      filter,
      sessions: group.sessions[category]!,
      open: open[category]!,
      packets: packets[category]!,
      bytes_in: group.bytesIn[category]!,
      bytes_out: group.bytesOut[category]!,
      last_us: lastUs[category]!,
      traffic: traffic[line]!,
    };
  });
}

/** Both ways together, a line for each group of the window. Null when cancelled. */
async function trafficOf(group: GroupSums, window: readonly number[], job: SumsJob): Promise<number[][] | null> {
  const { members, span, moment, slicer } = job;
  if (span === null || window.length === 0) return window.map(() => []);
  const buckets = bucketsOf(span, chunksWithin(moment.chunks, span), POINTS);
  const lineOfCategory = new Int32Array(group.count).fill(-1);
  window.forEach((category, line) => {
    lineOfCategory[category] = line;
  });
  const lineOf = new Int32Array(members.count);
  for (let member = 0; member < members.count; member++) {
    lineOf[member] = lineOfCategory[group.categoryOf[member]!]!;
    if (member % STRIDE === 0 && slicer.isDue()) await slicer.pause();
  }
  const room = window.length * buckets.count;
  const lines: Lines = { buckets, lineOf, in: new Float64Array(room), out: new Float64Array(room) };
  if (!(await eachStretch(job, (stretch, seconds) => addLines(stretch, seconds, members, lines)))) return null;
  return window.map((_, line) =>
    Array.from(
      { length: buckets.count },
      (_point, at) => lines.in[line * buckets.count + at]! + lines.out[line * buckets.count + at]!,
    ),
  );
}
