/** Questions that were asked and are not answered yet, in the order in which they were asked. Each is settled exactly once. */
import { z } from 'zod';
import { failure, type Failure, type Result } from '#base/result.ts';
import type { FromHistory, ToHistory } from '#contract/history/process.ts';
import type { HistoryQuestion } from '#contract/history/questions.ts';

export type Progress = (done: number, total: number | null) => void;

/** More than all views, consoles and exports together ask at a time. */
const MOST_OPEN = 256;

interface OpenQuestion {
  readonly message: Extract<ToHistory, { readonly kind: 'ask' }>;
  /** The process there is knows of it. */
  sent: boolean;
  settle(result: Result<unknown>): void;
  progress: Progress | undefined;
}

const resultSchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure: z.looseObject({ code: z.string(), message: z.string() }) }),
]) as unknown as z.ZodType<Result<unknown>>;

export class OpenQuestions {
  readonly #open: Map<number, OpenQuestion> = new Map();
  #asked: number = 0;

  get size(): number {
    return this.#open.size;
  }

  /** `cancelled` is called once where `signal` is aborted before the answer, with the number of a question that was sent. */
  add(
    question: HistoryQuestion,
    params: unknown,
    signal: AbortSignal,
    progress: Progress | undefined,
    cancelled: (id: number) => void,
  ): Promise<Result<unknown>> {
    if (signal.aborted) return Promise.resolve(withdrawn());
    if (this.#open.size >= MOST_OPEN) {
      return Promise.resolve(
        failure('unavailable', `${MOST_OPEN} questions to the history are open already`, {
          remedy: 'Wait until some of them are answered',
        }),
      );
    }
    const id = ++this.#asked;
    return new Promise((resolve) => {
      const abort = (): void => {
        const isSent = this.#open.get(id)?.sent === true;
        this.#settle(id, withdrawn());
        if (isSent) cancelled(id);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#open.set(id, {
        message: { kind: 'ask', id, question, params },
        sent: false,
        progress,
        settle: (result) => {
          signal.removeEventListener('abort', abort);
          resolve(result);
        },
      });
    });
  }

  /** Those that no process knows of yet; it does now. */
  takeUnsent(): readonly ToHistory[] {
    const unsent = [...this.#open.values()].filter((each) => !each.sent);
    for (const each of unsent) each.sent = true;
    return unsent.map((each) => each.message);
  }

  progress(id: number, done: number, total: number | null): void {
    this.#open.get(id)?.progress?.(done, total);
  }

  /** False: it is no result. What nobody waits for any more is left alone. */
  answer({ id, result }: Extract<FromHistory, { readonly kind: 'answer' }>): boolean {
    const parsed = resultSchema.safeParse(result);
    if (parsed.success) this.#settle(id, parsed.data);
    return parsed.success;
  }

  /** The process that knew of them is gone. */
  failSent(reason: Failure): void {
    for (const [id, { sent }] of this.#open) if (sent) this.#settle(id, { ok: false, failure: reason });
  }

  failAll(reason: Failure): void {
    for (const id of this.#open.keys()) this.#settle(id, { ok: false, failure: reason });
  }

  #settle(id: number, result: Result<unknown>): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.settle(result);
  }
}

function withdrawn(): Result<never> {
  return failure('cancelled', 'The question was withdrawn');
}
