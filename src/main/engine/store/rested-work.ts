/**
 * Work that is done again and again while something changes: one run at a time, and after each a rest of at least `minRestMs` and four times as
 * long as it took, so that capture has its share. Owns no results: the work keeps them.
 */
import type { Turns } from './slicer.ts';

const REST_FACTOR = 4;

export class RestedWork {
  private readonly turns: Turns;
  private readonly minRestMs: number;
  private readonly work: (isCancelled: () => boolean) => Promise<(() => void) | null>;
  /** Goes up to cancel the run under way. */
  private run = 0;
  private working = false;
  private restUntil = 0;
  private cancelTimer: (() => void) | null = null;
  private closed = false;

  /** `work` answers what to do with what it found, which is done unless it was cancelled meanwhile; null: it was. */
  constructor(turns: Turns, minRestMs: number, work: (isCancelled: () => boolean) => Promise<(() => void) | null>) {
    this.turns = turns;
    this.minRestMs = minRestMs;
    this.work = work;
  }

  /** Something changed: as soon as it has rested. */
  request(): void {
    if (this.closed || this.working || this.cancelTimer !== null) return;
    const rest = this.restUntil - this.turns.clock.monotonicMs();
    if (rest > 0) {
      this.cancelTimer = this.turns.clock.after(rest, () => {
        this.cancelTimer = null;
        this.request();
      });
      return;
    }
    this.working = true;
    void this.once(this.run);
  }

  /** Something else is asked for: at once. What is under way is cancelled, and lets go of what it holds first. */
  restart(): void {
    this.cancel();
    this.restUntil = 0;
    this.request();
  }

  close(): void {
    this.closed = true;
    this.cancel();
  }

  private cancel(): void {
    this.run++;
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private async once(run: number): Promise<void> {
    const { clock } = this.turns;
    const started = clock.monotonicMs();
    const found = await this.work(() => run !== this.run);
    this.working = false;
    if (found === null || run !== this.run) {
      this.request();
      return;
    }
    const ended = clock.monotonicMs();
    this.restUntil = ended + Math.max(this.minRestMs, (ended - started) * REST_FACTOR);
    found();
  }
}
