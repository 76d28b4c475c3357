/**
 * One open stream of sums. Computed anew when the capture or its range moved on, at most twice a second and with rests four times as
 * long as the work, and at once when something else is asked for. Paused: what there was at that moment, for whatever is asked.
 */
import type { SumsScope } from '#contract/views/sums.ts';
import { compileRowFilter, type RowFilter } from '#main/engine/filter/row-filter.ts';
import { Slicer, type Turns } from './slicer.ts';
import { RestedWork } from './rested-work.ts';
import { Members } from './sums-members.ts';
import { spanAt, type SumsJob, type SumsMoment, type SumsOfCapture } from './sums-scope.ts';

const MIN_REST_MS = 500;
/** How far the latest moment moves before sums are computed again although nothing else changed. */
const STEP_US = 1_000_000;

export interface SumsSource {
  /** The capture on view; another object for another one. */
  capture(): SumsOfCapture;
  /** Where it has got to, microseconds since the epoch; null: nowhere. */
  latestUs(): number | null;
}

/** Null when cancelled. */
type ComputeSums<P extends SumsScope, F> = (job: SumsJob, params: P) => Promise<F | null>;

export class SumsStream<P extends SumsScope, F> {
  private readonly source: SumsSource;
  private readonly turns: Turns;
  private readonly notify: () => void;
  private readonly computeSums: ComputeSums<P, F>;
  private readonly members = new Members();
  private params: P;
  private filter: RowFilter;
  /** Null unless paused. */
  private frozen: SumsMoment | null = null;
  private frame: F | null = null;
  private seen: { readonly capture: SumsOfCapture; readonly version: number; readonly latestUs: number } | null = null;
  private readonly work: RestedWork;
  private closed = false;

  constructor(source: SumsSource, params: P, computeSums: ComputeSums<P, F>, turns: Turns, notify: () => void) {
    this.source = source;
    this.params = params;
    this.computeSums = computeSums;
    this.turns = turns;
    this.notify = notify;
    this.filter = compileRowFilter(params.filter);
    if (params.paused) this.frozen = this.freeze();
    this.work = new RestedWork(turns, MIN_REST_MS, (isCancelled) => this.compute(isCancelled));
    this.work.request();
  }

  /** Something may have changed. Called a few times a second, and when a capture starts or ends. */
  tick(): void {
    if (this.closed || this.frozen !== null) return;
    const capture = this.source.capture();
    const { seen } = this;
    if (seen !== null && capture !== seen.capture) this.restart();
    else if (
      seen === null ||
      capture.sessions(false).version() !== seen.version ||
      (this.source.latestUs() ?? 0) - seen.latestUs >= STEP_US
    ) {
      this.work.request();
    }
  }

  take(): F | null {
    const { frame } = this;
    this.frame = null;
    return frame;
  }

  update(params: P): void {
    const before = this.params;
    this.params = params;
    if (before.filter !== params.filter) this.filter = compileRowFilter(params.filter);
    if (params.paused && this.frozen === null) this.frozen = this.freeze();
    else if (!params.paused) this.frozen = null;
    this.restart();
  }

  close(): void {
    this.closed = true;
    this.work.close();
  }

  private restart(): void {
    this.frame = null;
    this.work.restart();
  }

  private async compute(isCancelled: () => boolean): Promise<(() => void) | null> {
    const moment = this.frozen ?? momentOf(this.source);
    const { capture } = moment;
    const seen = { capture, version: capture.sessions(false).version(), latestUs: moment.latestUs ?? 0 };
    const slicer = new Slicer(this.turns);
    await slicer.pause();
    if (isCancelled()) return null;
    const frame = await this.computeSums(this.job(moment, slicer, isCancelled), this.params);
    if (frame === null) return null;
    return () => {
      this.seen = seen;
      this.frame = frame;
      this.notify();
    };
  }

  private job(moment: SumsMoment, slicer: Slicer, isCancelled: () => boolean): SumsJob {
    const { filter, members, params } = this;
    const span = spanAt(moment, params);
    const asked = params.range === null ? null : span;
    return { moment, filter, redact: params.redact, span, asked, members, slicer, isCancelled };
  }

  private freeze(): SumsMoment {
    const moment = momentOf(this.source);
    const { capture } = moment;
    return {
      ...moment,
      chunks: capture.log.frozenChunks(),
      lastSerial: capture.sessions(false).lastSerial(),
      dns: capture.frozenDns(),
    };
  }
}

function momentOf(source: SumsSource): SumsMoment {
  const capture = source.capture();
  return {
    capture,
    chunks: capture.log.chunks(),
    lastSerial: Number.POSITIVE_INFINITY,
    latestUs: source.latestUs(),
    firstUs: capture.log.firstTime,
    dns: (redact) => capture.dns(redact),
  };
}
