/**
 * One open stream on the engine's side. It takes a frame from its producer only when there is news, the last frame was
 * acknowledged and 100 ms have passed since; what was notified meanwhile is folded into that frame and counted.
 */
import type { Result } from '#base/result.ts';

/** At most 10 frames a second. */
export const FRAME_INTERVAL_MS = 100;

interface Producer {
  take(): unknown;
  update(params: never): void;
  close(): void;
}

export class PumpedStream {
  private readonly producer: Producer;
  private readonly after: (delayMs: number, callback: () => void) => () => void;
  private readonly sendFrame: (seq: number, frame: unknown, coalesced: number) => void;
  private readonly onBug: (error: unknown) => void;
  private readonly checkParams: (raw: unknown) => Result<unknown>;
  private cancelTimer: (() => void) | null = null;
  private cooling = false;
  private seq = 0;
  private acknowledged = 0;
  private news = 0;
  private closed = false;

  constructor(
    openProducer: (params: never, notify: () => void) => Producer,
    params: unknown,
    after: (delayMs: number, callback: () => void) => () => void,
    sendFrame: (seq: number, frame: unknown, coalesced: number) => void,
    onBug: (error: unknown) => void,
    checkParams: (raw: unknown) => Result<unknown>,
  ) {
    this.after = after;
    this.sendFrame = sendFrame;
    this.onBug = onBug;
    this.checkParams = checkParams;
    this.producer = openProducer(params as never, () => this.notify());
  }

  /** Asks for the first frame. */
  start(): void {
    this.notify();
  }

  /** A failure is about the params; the stream then keeps its old ones. */
  update(raw: unknown): Result<unknown> {
    const checked = this.checkParams(raw);
    if (!checked.ok || this.closed) return checked;
    try {
      this.producer.update(checked.value as never);
    } catch (error) {
      this.onBug(error);
      return checked;
    }
    this.notify();
    return checked;
  }

  acknowledge(seq: number): void {
    if (seq !== this.seq || this.acknowledged === seq) return;
    this.acknowledged = seq;
    this.schedule();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.producer.close();
  }

  private notify(): void {
    if (this.closed) return;
    this.news++;
    this.schedule();
  }

  /** Never takes synchronously: a producer may notify in the middle of its own work. */
  private schedule(): void {
    if (this.news === 0 || this.cancelTimer !== null || this.cooling || this.acknowledged !== this.seq) return;
    this.cancelTimer = this.after(0, () => {
      this.cancelTimer = null;
      this.take();
    });
  }

  private take(): void {
    if (this.closed) return;
    const folded = this.news;
    this.news = 0;
    let frame: unknown;
    try {
      frame = this.producer.take();
    } catch (error) {
      this.onBug(error);
      return;
    }
    if (frame === null) return;
    this.seq++;
    this.cooling = true;
    this.cancelTimer = this.after(FRAME_INTERVAL_MS, () => {
      this.cancelTimer = null;
      this.cooling = false;
      this.schedule();
    });
    this.sendFrame(this.seq, frame, folded - 1);
  }
}
