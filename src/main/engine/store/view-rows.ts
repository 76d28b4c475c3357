/**
 * Which rows a view shows, and in which order: collected and sorted in slices, while capture goes on. Verdicts of the
 * text filter are kept per row, so that a refresh only looks at rows that are new or changed.
 */
import type { Slicer } from './slicer.ts';
import { sortRows } from './sort-rows.ts';
import type { RowTotals, TableModel } from './table-model.ts';
import type { TextFilter } from './text-filter.ts';

export interface ViewSort {
  readonly column: string;
  readonly descending: boolean;
}

/** Rows by index, each with the serial it had then: same serial, same row. */
export interface ViewRows {
  readonly indices: Uint32Array;
  readonly serials: Float64Array;
  readonly held: number;
  readonly totals: RowTotals | null;
}

/** Room in `stamps` for `searchStamp` beside the serial. */
const STAMPS_PER_SERIAL = 128;
/** Rows between two looks at the clock. */
const STRIDE = 512;
/** The same where rows are only copied. */
const COPY_STRIDE = 8192;

/** The text filter's verdicts, by index. A verdict holds as long as serial and stamp of its row do. */
export class FilterVerdicts {
  readonly filter: TextFilter;
  private stamps = new Float64Array(1024).fill(-1);
  private verdicts = new Uint8Array(1024);

  constructor(filter: TextFilter) {
    this.filter = filter;
  }

  passes(model: TableModel, index: number): boolean {
    if (index >= this.stamps.length) this.grow(index);
    const stamp = model.serialAt(index) * STAMPS_PER_SERIAL + model.searchStamp(index);
    if (this.stamps[index] === stamp) return this.verdicts[index] === 1;
    const verdict = this.filter.matches(model.searchText(index), () => model.fullId(index));
    this.stamps[index] = stamp;
    this.verdicts[index] = verdict ? 1 : 0;
    return verdict;
  }

  private grow(index: number): void {
    const size = Math.max(index + 1, this.stamps.length * 2);
    const stamps = new Float64Array(size).fill(-1);
    stamps.set(this.stamps);
    this.stamps = stamps;
    const verdicts = new Uint8Array(size);
    verdicts.set(this.verdicts);
    this.verdicts = verdicts;
  }
}

export interface CollectRequest {
  readonly model: TableModel;
  readonly verdicts: FilterVerdicts;
  readonly sort: ViewSort | null;
  /** Rows with a higher serial came later and are left out. */
  readonly lastSerial: number;
  readonly slicer: Slicer;
  isCancelled(): boolean;
  /** Called between slices with what was found so far, where the order is already final. */
  onPartial(rows: ViewRows): void;
}

/** Null when cancelled. */
export async function collectRows(request: CollectRequest): Promise<ViewRows | null> {
  request.model.beginWalk();
  let found: ViewRows | null;
  try {
    found = await walk(request);
  } finally {
    request.model.endWalk();
  }
  const key = request.sort === null ? null : request.model.sortKey(request.sort.column);
  if (found === null || key === null || request.sort === null) return found;
  const cancelled = (): boolean => request.isCancelled();
  const sorted = await sortRows(found.indices, key, request.sort.descending, request.slicer, cancelled);
  if (sorted === null) return null;
  const indices = new Uint32Array(sorted.length);
  const serials = new Float64Array(sorted.length);
  for (let i = 0; i < sorted.length; i++) {
    indices[i] = found.indices[sorted[i]!]!;
    serials[i] = found.serials[sorted[i]!]!;
    if (i % COPY_STRIDE === 0 && request.slicer.isDue()) await request.slicer.pause();
  }
  return { ...found, indices, serials };
}

async function walk(request: CollectRequest): Promise<ViewRows | null> {
  const { model, verdicts, slicer, lastSerial } = request;
  const first = model.firstPosition();
  const end = model.endPosition();
  const step = model.newestFirst ? -1 : 1;
  const filtered = !verdicts.filter.isEmpty;
  let indices = new Uint32Array(Math.min(end - first, 4096));
  let serials = new Float64Array(indices.length);
  let count = 0;
  const totals: RowTotals | null = model.addTotals === null ? null : { bytes_out: 0, bytes_in: 0, packets: 0 };
  const result = (): ViewRows => ({
    indices: indices.subarray(0, count),
    serials: serials.subarray(0, count),
    held: model.held(),
    totals: totals === null ? null : { ...totals },
  });
  for (let walked = 0; walked < end - first; walked++) {
    if (walked % STRIDE === 0 && slicer.isDue()) {
      if (request.sort === null) request.onPartial(result());
      await slicer.pause();
      if (request.isCancelled()) return null;
    }
    const index = model.indexAt(step > 0 ? first + walked : end - 1 - walked);
    if (index < 0) continue;
    const serial = model.serialAt(index);
    if (serial > lastSerial) continue;
    if (filtered && !verdicts.passes(model, index)) continue;
    if (count === indices.length) {
      const size = Math.max(1024, count * 2);
      const moreIndices = new Uint32Array(size);
      moreIndices.set(indices);
      indices = moreIndices;
      const moreSerials = new Float64Array(size);
      moreSerials.set(serials);
      serials = moreSerials;
    }
    indices[count] = index;
    serials[count] = serial;
    count++;
    if (totals !== null) model.addTotals?.(index, totals);
  }
  return result();
}
