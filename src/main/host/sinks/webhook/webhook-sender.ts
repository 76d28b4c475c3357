/**
 * Takes batches out of the spool, oldest first, and delivers them one at a time: the order is kept, and a batch leaves the
 * spool only after an answer that settles it. After a failure it waits, longer each time or as long as it is told to.
 */
import { createHash } from 'node:crypto';
import { failure, type Failure } from '#base/result.ts';
import type { SinkSystem } from '../sink-system.ts';
import type { Outcome, Poster } from './post.ts';
import type { RejectedFile } from './rejected-file.ts';
import type { Segment, Spool } from './spool.ts';

export interface SenderSettings {
  readonly format: 'json' | 'jsonl';
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
}

/** Part of a delay that chance decides, so that many sensors do not come back at once. */
const JITTER = 0.4;
/** A longer wish of the other end is not granted. */
const LONGEST_WISH_MS = 3_600_000;

export class WebhookSender {
  readonly #spool: Spool;
  readonly #poster: Poster;
  readonly #rejected: RejectedFile;
  readonly #settings: SenderSettings;
  readonly #system: SinkSystem;
  readonly #warn: (failure: Failure) => void;
  readonly #abort: AbortController = new AbortController();
  #running: Promise<void> | null = null;
  /** Ends a wait. */
  #wake: () => void = () => undefined;
  #failures = 0;
  #rejectedRecords = 0;
  #isLast = false;

  constructor(parts: {
    readonly spool: Spool;
    readonly poster: Poster;
    readonly rejected: RejectedFile;
    readonly settings: SenderSettings;
    readonly system: SinkSystem;
    warn(failure: Failure): void;
  }) {
    this.#spool = parts.spool;
    this.#poster = parts.poster;
    this.#rejected = parts.rejected;
    this.#settings = parts.settings;
    this.#system = parts.system;
    this.#warn = (why) => parts.warn(why);
  }

  /** Delivers what is in the spool, if anything is. */
  begin(): void {
    if (!this.#spool.isEmpty) this.#running ??= this.#drain();
  }

  /** Delivers what is left: until that fails once more, and for so long at most. */
  async finish(limitMs: number): Promise<void> {
    this.begin();
    this.#isLast = true;
    this.#wake();
    const cancel = this.#system.clock.after(limitMs, () => this.#abort.abort());
    await this.#running;
    cancel();
  }

  /** There is something in the spool: it must not be over before it has begun to wait. */
  async #drain(): Promise<void> {
    while (!this.#spool.isEmpty) {
      const wishMs = await this.#deliverFirst();
      if (wishMs !== 'settled' && !(await this.#waited(wishMs))) break;
    }
    // In the same turn as the last look, so that `begin` never finds somebody at work who has gone.
    this.#running = null;
  }

  /** `settled`, or how long the other end wishes to be left alone (null: it does not say). */
  async #deliverFirst(): Promise<'settled' | number | null> {
    const first = await this.#spool.first();
    if (!first.ok) {
      this.#warn(first.failure);
      return null;
    }
    const { segment, lines } = first.value;
    const outcome = await this.#post(lines);
    if (outcome.kind === 'later') {
      if (this.#failures === 0) this.#warn(this.#away(outcome.why));
      return outcome.waitMs;
    }
    if (outcome.kind === 'rejected' && !(await this.#reject(segment, lines, outcome))) return null;
    this.#failures = 0;
    await this.#spool.done(segment);
    return 'settled';
  }

  #post(lines: string): Promise<Outcome> {
    const { format } = this.#settings;
    const body = format === 'jsonl' ? lines : `[${lines.trimEnd().split('\n').join(',')}]`;
    const headers = {
      'content-type': format === 'jsonl' ? 'application/x-ndjson' : 'application/json',
      'user-agent': 'netloupe',
      // The same for a batch that comes again.
      'idempotency-key': createHash('sha256').update(lines).digest('hex').slice(0, 32),
    };
    return this.#poster.post(body, headers, this.#system.clock.nowUs() / 1000, this.#abort.signal);
  }

  /** False: they could not be kept, and are tried again rather than lost. */
  async #reject(segment: Segment, lines: string, { status, answer }: Outcome & { kind: 'rejected' }): Promise<boolean> {
    const nowMs = this.#system.clock.nowUs() / 1000;
    const rejection = { rejected_at: new Date(nowMs).toISOString(), status, answer };
    const kept = await this.#rejected.add(lines.trimEnd().split('\n'), rejection, nowMs);
    if (!kept.ok) {
      this.#warn(kept.failure);
      return false;
    }
    this.#rejectedRecords += segment.records;
    const why = `${this.#poster.shown} rejects records (status ${status}): ${this.#rejectedRecords} so far`;
    this.#warn(
      failure('invalid', why, { remedy: `They are kept in ${this.#rejected.path}, with its answers` }).failure,
    );
    return true;
  }

  #away(why: string): Failure {
    const message = `${this.#poster.shown} takes no records: ${why}; ${this.#spool.records} wait in ${this.#spool.folder}`;
    return failure('disconnected', message, { remedy: 'They are sent in order once it does' }).failure;
  }

  /** False: there is no more waiting. */
  async #waited(wishMs: number | null): Promise<boolean> {
    if (this.#isLast) return false;
    const { retryMinMs, retryMaxMs } = this.#settings;
    const growing = Math.min(retryMinMs * 2 ** this.#failures, retryMaxMs);
    this.#failures++;
    const spread = growing * (1 + JITTER * (this.#system.chance() - 0.5));
    const delay = wishMs === null ? spread : Math.min(Math.max(wishMs, retryMinMs), LONGEST_WISH_MS);
    await new Promise<void>((resolve) => {
      const cancel = this.#system.clock.after(delay, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = () => undefined;
    return true;
  }
}
