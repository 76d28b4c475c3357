/** What one computation of sums is about: the sessions that pass, the traffic log as it was, and the span of time. */
import type { SumsScope } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { RowFilter } from '#main/engine/filter/row-filter.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import type { SessionCells } from './session-cells.ts';
import type { ShownAs } from './sums-categories.ts';
import { chunksWithin, secondsOf } from './sums-buckets.ts';
import type { Members, Seconds, Stretch } from './sums-members.ts';
import type { Slicer } from './slicer.ts';
import type { TableModel } from './table-model.ts';
import { LARGEST_WORD, type TrafficChunk } from './traffic-entries.ts';
import type { TrafficLog } from './traffic-log.ts';
import { spanOf, wantedRows } from './wanted-rows.ts';

/** What sums of one capture are made of. */
export interface SumsOfCapture {
  readonly columns: SessionColumns;
  readonly cells: SessionCells;
  readonly log: TrafficLog;
  sessions(redact: boolean): TableModel;
  dns(redact: boolean): TableModel;
  /** The same, but never changing; redacted or not as asked for later. */
  frozenDns(): (redact: boolean) => TableModel;
  shownAs(redact: boolean): ShownAs;
}

/** A capture as it was at one moment. */
export interface SumsMoment {
  readonly capture: SumsOfCapture;
  readonly chunks: readonly TrafficChunk[];
  /** Sessions with a higher serial came later; infinite while it goes on. */
  readonly lastSerial: number;
  readonly latestUs: number | null;
  readonly firstUs: number;
  /** As it was then, or as it is now. */
  readonly dns: (redact: boolean) => TableModel;
}

export interface SumsJob {
  readonly moment: SumsMoment;
  readonly filter: RowFilter;
  readonly redact: boolean;
  /** What lines are drawn over; null: nothing was captured. */
  readonly span: TimeSpan | null;
  /** What is asked for; null: everything, whatever its time. */
  readonly asked: TimeSpan | null;
  readonly members: Members;
  readonly slicer: Slicer;
  readonly isCancelled: () => boolean;
}

/** The range as it is at that moment, within what was captured; null where nothing was. */
export function spanAt({ firstUs, latestUs }: SumsMoment, { range }: SumsScope): TimeSpan | null {
  if (latestUs === null || Number.isNaN(firstUs)) return null;
  const whole = { fromUs: firstUs, toUs: Math.max(firstUs, latestUs) };
  const wanted = spanOf(range, latestUs) ?? whole;
  if (wanted.toUs < whole.fromUs || wanted.fromUs > whole.toUs) return wanted;
  return { fromUs: Math.max(wanted.fromUs, whole.fromUs), toUs: Math.min(wanted.toUs, whole.toUs) };
}

const BLOCK = 256;

/** Calls `visit` with each row that passes and belongs to the span. False when cancelled. */
export async function eachRow(
  model: TableModel,
  { filter, moment, slicer, asked, ...job }: SumsJob,
  visit: (index: number) => void,
): Promise<boolean> {
  if (filter.mistake !== null) return true;
  const test = wantedRows(filter, asked, model);
  const { lastSerial } = moment;
  const block = new Uint32Array(BLOCK);
  model.beginWalk();
  try {
    const first = model.firstPosition();
    const end = model.endPosition();
    for (let walked = 0; walked < end - first; walked += BLOCK) {
      if (slicer.isDue()) {
        await slicer.pause();
        if (job.isCancelled()) return false;
      }
      const most = Math.min(BLOCK, end - first - walked);
      const count = model.readRows(model.newestFirst ? end - 1 - walked : first + walked, most, block);
      for (let i = 0; i < count; i++) {
        const index = block[i]!;
        if (lastSerial !== Number.POSITIVE_INFINITY && !model.isStill(index, lastSerial)) continue;
        if (test === null || test(index)) visit(index);
      }
    }
  } finally {
    model.endWalk();
  }
  return true;
}

const EVER: Seconds = { from: 0, to: LARGEST_WORD };
/** Entries between two looks at the clock. */
const ENTRIES = 8192;

/** Calls `visit` with stretch after stretch of the log's entries within the span. False when cancelled. */
export async function eachStretch(
  { moment, asked, slicer, ...job }: SumsJob,
  visit: (stretch: Stretch, seconds: Seconds) => void,
): Promise<boolean> {
  const seconds = asked === null ? EVER : secondsOf(asked);
  for (const chunk of asked === null ? moment.chunks : chunksWithin(moment.chunks, asked)) {
    for (let from = 0; from < chunk.count; from += ENTRIES) {
      if (slicer.isDue()) {
        await slicer.pause();
        if (job.isCancelled()) return false;
      }
      visit({ chunk, from, to: Math.min(chunk.count, from + ENTRIES) }, seconds);
    }
  }
  return true;
}

export function serialIn(columns: SessionColumns): (slot: Slot) => number {
  return (slot) => (slot < columns.capacity ? columns.serial(slot) : 0);
}
