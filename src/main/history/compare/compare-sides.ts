/** What is new, gone and changed between two sides. Pure. */
import type { ComparedAmount, ComparedParams, ComparedRow, Comparison } from '#contract/history/compare.ts';

/** By label; null is what nothing is known of. */
export type Amounts = ReadonlyMap<string | null, ComparedAmount>;

export const NOTHING: ComparedAmount = { sessions: 0, bytes_in: 0, bytes_out: 0 };
/** Less than a fifth of the larger side, or less than a packet, is what any two days differ by. */
const LEAST_SHARE = 0.2;
const LEAST_BYTES = 1500;

/** `byCount`: what is compared has no bytes, as names that were asked for. */
export function compareSides(
  before: Amounts,
  after: Amounts,
  { change, offset, limit }: Pick<ComparedParams, 'change' | 'offset' | 'limit'>,
  byCount: boolean,
): Pick<Comparison, 'rows' | 'counts'> {
  const rows: ComparedRow[] = [];
  for (const [label, then] of before) rows.push(rowOf(label, then, after.get(label), byCount));
  for (const [label, now] of after) if (!before.has(label)) rows.push(rowOf(label, undefined, now, byCount));
  const counts = { new: 0, gone: 0, changed: 0, same: 0 };
  for (const row of rows) counts[row.change]++;
  const wanted = change === 'all' ? rows : rows.filter((row) => row.change === change);
  const size = (row: ComparedRow): number =>
    Math.abs(byCount ? row.after.sessions - row.before.sessions : bytesOf(row.after) - bytesOf(row.before));
  const order = wanted
    .map((row) => ({ row, size: size(row) }))
    .toSorted((a, b) => b.size - a.size || compareText(a.row.label, b.row.label))
    .map(({ row }) => row);
  return { rows: order.slice(offset, offset + limit), counts };
}

export function totalOf(amounts: Amounts): ComparedAmount {
  const total = { ...NOTHING } as { -readonly [K in keyof ComparedAmount]: ComparedAmount[K] };
  for (const { sessions, bytes_in, bytes_out } of amounts.values()) {
    total.sessions += sessions;
    total.bytes_in += bytes_in;
    total.bytes_out += bytes_out;
  }
  return total;
}

function rowOf(
  label: string | null,
  before: ComparedAmount | undefined,
  after: ComparedAmount | undefined,
  byCount: boolean,
): ComparedRow {
  const change = before === undefined ? 'new' : after === undefined ? 'gone' : changeOf(before, after, byCount);
  return { label, change, before: before ?? NOTHING, after: after ?? NOTHING };
}

function changeOf(before: ComparedAmount, after: ComparedAmount, byCount: boolean): 'changed' | 'same' {
  const [then, now] = byCount ? [before.sessions, after.sessions] : [bytesOf(before), bytesOf(after)];
  const difference = Math.abs(now - then);
  const least = byCount ? 1 : LEAST_BYTES;
  return difference >= least && difference > LEAST_SHARE * Math.max(then, now) ? 'changed' : 'same';
}

function bytesOf({ bytes_in, bytes_out }: ComparedAmount): number {
  return bytes_in + bytes_out;
}

function compareText(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
