/**
 * What of a database has changed, and when, so that what was worked out of stretches of it is used as long as it holds. Time is cut into stretches of one length; a
 * change belongs to the stretch in which its row begins. In memory alone: what was worked out before this process began is not there either.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { HistoryBatch, WrittenTable } from '#contract/history/process.ts';
import type { HistoryCell } from '#contract/history/rows.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';

/** Traffic comes so long after its time at most while all is well; what comes later may belong to sessions that ended long ago. */
const LATE_US = 60 * MICROSECONDS_PER_SECOND;

export interface MarkLimits {
  /** Of a stretch. */
  readonly seconds: number;
  /** A stretch in which something changed is left alone for so long. */
  readonly settleMs: number;
  /** Goes on whatever the clock on the wall does. */
  nowMs(): number;
}

export const MARK_LIMITS: MarkLimits = { seconds: 21_600, settleMs: 30_000, nowMs: () => performance.now() };

interface Mark {
  readonly at: number;
  readonly ms: number;
}

export class ChangeMarks {
  readonly limits: MarkLimits;
  readonly #rows: Map<number, Mark> = new Map();
  #all: Mark | null = null;
  #gone: (Mark & { readonly untilUs: number }) | null = null;
  #count: number = 0;
  #newestTrafficUs: number = Number.NEGATIVE_INFINITY;
  #forgotten: (() => void) | null = null;

  constructor(limits: MarkLimits) {
    this.limits = limits;
  }

  /** Grows with every change. */
  get count(): number {
    return this.#count;
  }

  /** Before a batch is written and after it: what is read in between may have it or not. Sessions that are open are not meant: nothing that lasts is made of them. */
  batch(batch: HistoryBatch): void {
    const ended = cells(batch, 'sessions', 'open');
    for (const [row, time] of cells(batch, 'sessions', 'start_time').entries()) {
      if (ended[row] !== true) this.#touch(time);
    }
    for (const time of cells(batch, 'dns', 'time')) this.#touch(time);
    for (const time of cells(batch, 'traffic', 'time')) {
      const us = Number(time);
      if (us < this.#newestTrafficUs - LATE_US) this.all();
      this.#newestTrafficUs = Math.max(this.#newestTrafficUs, us);
    }
  }

  all(): void {
    this.#all = this.#mark();
  }

  /** Rows that were over by then left. */
  goneBefore(untilUs: number): void {
    this.#gone = { ...this.#mark(), untilUs: Math.max(untilUs, this.#gone?.untilUs ?? untilUs) };
  }

  /** What was made of any row is not only to be left alone, but to be removed. */
  forgotten(): void {
    this.all();
    this.#forgotten?.();
  }

  /** One listener. */
  onForgotten(listener: () => void): void {
    this.#forgotten = listener;
  }

  /** Nothing has changed in a stretch since; `withEarlier`: nor in any before it. `index`: its number since the epoch. */
  isSame(index: number, since: number, withEarlier: boolean): boolean {
    return this.#marksOf(index, withEarlier).every(({ at }) => at <= since);
  }

  /** The last change is so long ago that another one is not to be expected. */
  isSettled(index: number, withEarlier: boolean): boolean {
    const before = this.limits.nowMs() - this.limits.settleMs;
    return this.#marksOf(index, withEarlier).every(({ ms }) => ms <= before);
  }

  #marksOf(index: number, withEarlier: boolean): Mark[] {
    const marks = this.#all === null ? [] : [this.#all];
    const beginUs = index * this.limits.seconds * MICROSECONDS_PER_SECOND;
    if (this.#gone !== null && beginUs < this.#gone.untilUs) marks.push(this.#gone);
    for (const [touched, mark] of this.#rows) {
      if (touched === index || (withEarlier && touched < index)) marks.push(mark);
    }
    return marks;
  }

  #touch(time: HistoryCell): void {
    const index = Math.floor(Number(time) / (this.limits.seconds * MICROSECONDS_PER_SECOND));
    this.#rows.set(index, this.#mark());
  }

  #mark(): Mark {
    this.#count += 1;
    return { at: this.#count, ms: this.limits.nowMs() };
  }
}

function cells(batch: HistoryBatch, table: WrittenTable, name: string): readonly HistoryCell[] {
  const rows = batch[table];
  const at = HISTORY_TABLES[table].findIndex((column) => column.name === name);
  return rows?.columns[at] ?? [];
}
