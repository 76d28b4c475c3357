/**
 * Which rows a view shows, and in which order: found in slices, while capture goes on. A sorted view whose window is near
 * the top is given only its first rows; all others are counted.
 */
import type { RowList } from './row-list.ts';
import type { FieldTest } from '#main/engine/filter/search-fields.ts';
import type { Slicer } from './slicer.ts';
import type { SortKey } from './sort-key.ts';
import { sortRows } from './sort-rows.ts';
import type { RowTotals, TableModel } from './table-model.ts';
import { TopRows } from './top-rows.ts';

/** The row at each index is meant as long as `TableModel.isStill(index, lastSerial)`. */
export interface ViewRows {
  /** In order from the first one on: all `matching` ones, or as many as were asked for. */
  readonly indices: Uint32Array;
  readonly matching: number;
  readonly lastSerial: number;
  readonly held: number;
  readonly totals: RowTotals | null;
}

/** Positions between two looks at the clock. */
const BLOCK = 256;

export interface CollectRequest {
  readonly model: TableModel;
  /** Null: every row passes. */
  readonly test: FieldTest<number> | null;
  readonly sort: { readonly key: SortKey; readonly descending: boolean } | null;
  /** Whether all rows are wanted, and how many of the first ones soon (of a sort). Neither: only counts and sums are. */
  readonly all: boolean;
  readonly first: number;
  /** Rows with a higher serial came later and are left out. */
  readonly lastSerial: number;
  /** Where the rows are put; used again by the next call, so two are needed in turn. */
  readonly list: RowList;
  readonly slicer: Slicer;
  isCancelled(): boolean;
  /** Called with what is known already and will stay as it is. */
  onPartial(rows: ViewRows): void;
}

/** Where no row can pass, which needs no look at them. */
export function noRows(model: TableModel): ViewRows {
  return {
    indices: new Uint32Array(0),
    matching: 0,
    lastSerial: model.lastSerial(),
    held: model.held(),
    totals: model.addTotals === null ? null : { bytes_out: 0, bytes_in: 0, packets: 0 },
  };
}

/** Null when cancelled. */
export async function collectRows(request: CollectRequest): Promise<ViewRows | null> {
  const { model, sort, first, all, list, slicer } = request;
  const isCancelled = (): boolean => request.isCancelled();
  await slicer.pause();
  if (isCancelled()) return null;
  const top = sort === null || first === 0 ? null : new TopRows(first, sort.key, sort.descending);
  list.clear();
  model.beginWalk();
  let found: Omit<ViewRows, 'indices'> | null;
  try {
    found = await walk(request, all ? list : null, top);
  } finally {
    model.endWalk();
  }
  if (found === null) return null;
  const rows = list.rows();
  if (sort === null) return { ...found, indices: rows };
  if (top !== null) {
    const indices = await top.sorted(slicer, isCancelled);
    if (indices === null) return null;
    if (!all || indices.length === found.matching) return { ...found, indices };
    request.onPartial({ ...found, indices });
  }
  const order = await sortRows(rows, sort.key, sort.descending, slicer, isCancelled);
  if (order === null) return null;
  for (let i = 0; i < order.length; i++) {
    order[i] = rows[order[i]!]!;
    if (i % BLOCK === 0 && slicer.isDue()) await slicer.pause();
  }
  return { ...found, indices: order };
}

/** Looks at every row once: counts and sums those that pass, and hands them on. */
async function walk(
  request: CollectRequest,
  list: RowList | null,
  top: TopRows | null,
): Promise<Omit<ViewRows, 'indices'> | null> {
  const { model, test, slicer } = request;
  const positions = model.endPosition() - model.firstPosition();
  const from = model.newestFirst ? model.endPosition() - 1 : model.firstPosition();
  const lastSerial = Math.min(request.lastSerial, model.lastSerial());
  const block = new Uint32Array(BLOCK);
  const totals: RowTotals | null = model.addTotals === null ? null : { bytes_out: 0, bytes_in: 0, packets: 0 };
  let matching = 0;
  const counts = (): Omit<ViewRows, 'indices'> => ({
    matching,
    lastSerial,
    held: model.held(),
    totals: totals === null ? null : { ...totals },
  });
  for (let walked = 0; walked < positions; walked += BLOCK) {
    if (slicer.isDue()) {
      if (request.sort === null && list !== null) request.onPartial({ ...counts(), indices: list.rows() });
      await slicer.pause();
      if (request.isCancelled()) return null;
    }
    const position = model.newestFirst ? from - walked : from + walked;
    let count = model.readRows(position, Math.min(BLOCK, positions - walked), block);
    if (request.lastSerial !== Number.POSITIVE_INFINITY)
      count = keep(block, count, (index) => model.isStill(index, lastSerial));
    if (test !== null) count = keep(block, count, test);
    matching += count;
    if (totals !== null) model.addTotals?.(block, count, totals);
    list?.add(block, count);
    top?.offer(block, count);
  }
  return counts();
}

function keep(block: Uint32Array, count: number, test: FieldTest<number>): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const index = block[i]!;
    if (test(index)) block[kept++] = index;
  }
  return kept;
}
