/**
 * One open stream whose frames are answers to questions. Asked at once when something else is wanted, and then the question before is withdrawn; asked
 * again while its stretch of time still grows and there is something new in it, at most once a second and with rests four times as long as the
 * answer took. The last answer stays until there is another one; where a question fails, it comes again with the reason.
 */
import type { Failure, Result } from '#base/result.ts';
import type { TimeRange, TimeSpan } from '#contract/views/time-range.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { RestedWork } from '../store/rested-work.ts';
import type { Turns } from '../store/slicer.ts';
import { spanOf } from '../store/wanted-rows.ts';

const MIN_REST_MS = 1000;
/** A moving range is asked for again when it has moved by this part of its length. */
const STEPS = 300;

export interface AskedParams {
  readonly range: TimeRange | null;
  readonly paused: boolean;
  /** Rows that come from now on are only counted. */
  readonly hold?: boolean;
}

/** What a frame is asked for. */
export interface Moment {
  readonly span: TimeSpan | null;
  /** Where `hold` began, where rows that came since are to be counted; null where not. */
  readonly heldUs: number | null;
  readonly signal: AbortSignal;
}

export interface AskedParts<P extends AskedParams, F> {
  readonly turns: Turns;
  /** Of what is asked: another number when there is something new. */
  version(): number;
  /** Microseconds since the epoch: where time has got to; null: nowhere. */
  latestUs(): number | null;
  /** What the answer depends on beside params and time: another object, and it is asked for anew. */
  basis(): unknown;
  ask(params: P, moment: Moment): Promise<Result<F>>;
  /** What the answer is about, whichever window on it is asked for. */
  subject(params: P): string;
  /** The frame for a failure; `last`: the last answer about the same. */
  failed(failure: Failure, params: P, last: F | null): F;
  /** How many further updates are in a frame. */
  counted(frame: F, coalesced: number): F;
  notify(): void;
}

export class AskedStream<P extends AskedParams, F> {
  private readonly parts: AskedParts<P, F>;
  private readonly work: RestedWork;
  private params: P;
  private last: F | null = null;
  private frame: F | null = null;
  /** Where time stood when the view was paused, and when its rows were held; undefined while they are not. */
  private pausedUs: number | null | undefined = undefined;
  private heldUs: number | null | undefined = undefined;
  private asked: { readonly version: number; readonly latestUs: number; readonly isOpen: boolean } | null = null;
  private basis: unknown;
  private hasFailed = false;
  private folded = 0;
  private question: AbortController | null = null;
  private closed = false;

  constructor(parts: AskedParts<P, F>, params: P) {
    this.parts = parts;
    this.params = params;
    this.basis = parts.basis();
    this.freeze(params);
    this.work = new RestedWork(parts.turns, MIN_REST_MS, (isCancelled) => this.once(isCancelled));
    this.work.request();
  }

  /** Something may have changed. */
  tick(): void {
    if (this.closed) return;
    if (this.parts.basis() !== this.basis) {
      // What is shown was made with something else: it must not stay.
      this.last = null;
      this.restart();
      return;
    }
    if (this.hasFailed) this.work.request();
    else if (!this.params.paused && this.hasNews()) {
      this.folded++;
      this.work.request();
    }
  }

  take(): F | null {
    const { frame } = this;
    this.frame = null;
    if (frame === null) return null;
    const coalesced = Math.max(0, this.folded - 1);
    this.folded = 0;
    return this.parts.counted(frame, coalesced);
  }

  update(params: P): void {
    if (this.parts.subject(params) !== this.parts.subject(this.params)) this.last = null;
    this.params = params;
    this.freeze(params);
    this.restart();
  }

  close(): void {
    this.closed = true;
    this.question?.abort();
    this.work.close();
  }

  private restart(): void {
    this.basis = this.parts.basis();
    this.frame = null;
    this.question?.abort();
    this.work.restart();
  }

  /** Takes down where time stands when a view stops moving, and forgets it when it goes on. */
  private freeze({ paused, hold }: P): void {
    const now = this.parts.latestUs();
    this.pausedUs = paused ? (this.pausedUs === undefined ? (this.heldUs ?? now) : this.pausedUs) : undefined;
    this.heldUs = hold === true ? (this.heldUs === undefined ? now : this.heldUs) : undefined;
  }

  private hasNews(): boolean {
    const { asked, params } = this;
    if (asked === null) return false;
    const { version, latestUs } = this.parts;
    if (asked.isOpen && version() !== asked.version) return true;
    if (params.range?.kind !== 'last' || this.heldUs !== undefined) return false;
    const step = Math.max(1, params.range.seconds / STEPS) * MICROSECONDS_PER_SECOND;
    return (latestUs() ?? 0) - asked.latestUs >= step;
  }

  private async once(isCancelled: () => boolean): Promise<(() => void) | null> {
    const { params, parts } = this;
    const latestUs = parts.latestUs();
    const { range } = params;
    const isOpen = range === null || range.kind === 'last' || range.toUs >= (latestUs ?? Number.POSITIVE_INFINITY);
    const until = this.pausedUs === undefined ? (this.heldUs === undefined ? latestUs : this.heldUs) : this.pausedUs;
    const span = spanUntil(range, until);
    const question = new AbortController();
    this.question = question;
    const asked = { version: parts.version(), latestUs: latestUs ?? 0, isOpen };
    const heldUs = isOpen && !params.paused ? (this.heldUs ?? null) : null;
    const answer = await parts.ask(params, { span, heldUs, signal: question.signal });
    if (isCancelled() || question.signal.aborted) return null;
    return () => {
      this.asked = asked;
      this.hasFailed = !answer.ok;
      if (answer.ok) this.last = answer.value;
      this.frame = answer.ok ? answer.value : parts.failed(answer.failure, params, this.last);
      parts.notify();
    };
  }
}

/** The range where time has got to `untilUs`: nothing is later. Null: all of time. */
export function spanUntil(range: TimeRange | null, untilUs: number | null): TimeSpan | null {
  const span = spanOf(range, untilUs);
  if (span === null || untilUs === null || span.toUs <= untilUs) return span;
  return { fromUs: span.fromUs, toUs: Math.max(span.fromUs, untilUs) };
}
