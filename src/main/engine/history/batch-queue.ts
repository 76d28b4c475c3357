/**
 * Batches on their way to disk: one is under way, the others wait for it. Each is settled exactly once, when it is on disk or never will be.
 * A batch keeps its number through crashes and refusals: the database says which one it had last, so none is written twice.
 */
import { failure, success, type Failure, type FailureCode, type Result } from '#base/result.ts';
import type { HistoryBatch, ToHistory } from '#contract/history/process.ts';

/** The recorder has one at a time; what else writes is small. */
const MOST_WAITING = 8;
/** Processes that ended over a batch before it is taken to be what ended them. */
const MOST_DEATHS = 3;
/** What passes: it is tried again. */
const PASSING: readonly FailureCode[] = ['no-space', 'unwritable', 'in-use', 'unavailable'];

interface Waiting {
  readonly batch: HistoryBatch;
  deaths: number;
  settle(result: Result<null>): void;
}

export class BatchQueue {
  #waiting: Waiting[] = [];
  /** Of the first of them, which was sent at least once. */
  #number: number | null = null;
  #isUnderWay: boolean = false;
  #last: number = 0;

  get size(): number {
    return this.#waiting.length;
  }

  add(batch: HistoryBatch): Promise<Result<null>> {
    if (this.#waiting.length >= MOST_WAITING) {
      return Promise.resolve(failure('unavailable', `${MOST_WAITING} batches wait to be written already`));
    }
    return new Promise((resolve) => void this.#waiting.push({ batch, deaths: 0, settle: resolve }));
  }

  /** A process has the database open, whose last batch is `lastBatch`. */
  opened(lastBatch: number): void {
    if (this.#number !== null && this.#number <= lastBatch) this.#settle(success(null));
    this.#last = Math.max(this.#last, lastBatch);
  }

  /** The batch that is to be sent now; null: none waits, or one is under way. */
  take(): Extract<ToHistory, { readonly kind: 'write' }> | null {
    const first = this.#waiting[0];
    if (first === undefined || this.#isUnderWay) return null;
    this.#isUnderWay = true;
    this.#number ??= ++this.#last;
    return { kind: 'write', batchId: this.#number, batch: first.batch };
  }

  /** Answers whether it is to be sent again by and by. */
  written(batchId: number, failed: Failure | null): boolean {
    if (batchId !== this.#number || !this.#isUnderWay) return false;
    this.#isUnderWay = false;
    if (failed !== null && PASSING.includes(failed.code)) return true;
    this.#settle(failed === null ? success(null) : { ok: false, failure: failed });
    return false;
  }

  /** The process is gone; `reason`: of a batch that took one too many along. */
  died(reason: Failure): void {
    const first = this.#waiting[0];
    if (first === undefined || !this.#isUnderWay) return;
    this.#isUnderWay = false;
    if (++first.deaths >= MOST_DEATHS) this.#settle({ ok: false, failure: reason });
  }

  failAll(reason: Failure): void {
    while (this.#waiting.length > 0) this.#settle({ ok: false, failure: reason });
  }

  #settle(result: Result<null>): void {
    this.#isUnderWay = false;
    this.#number = null;
    this.#waiting.shift()?.settle(result);
  }
}
