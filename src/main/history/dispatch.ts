/**
 * What the engine says, to whoever does it: batches to the keeper, questions to their handlers, all answers back. Questions run beside one another;
 * each has a signal that is aborted when it is cancelled or when everything ends.
 */
import { failure, type Failure, type Result } from '#base/result.ts';
import type { FromHistory, HistoryBatch, HistoryOpen, HistoryRetention, ToHistory } from '#contract/history/process.ts';
import type { HistoryLink } from './link.ts';
import { toHistorySchema } from './messages.ts';
import { questionSchemas } from './question-schemas.ts';
import type { Datasets, QuestionContext, QuestionHandler, QuestionHandlers } from './question.ts';

export interface Keeper {
  readonly datasets: Datasets;
  /** Tells what was found, now and whenever that changes. */
  open(): Promise<void>;
  /** In the order of its calls. Null: on disk. */
  write(batchId: number, batch: HistoryBatch): Promise<Failure | null>;
  /** Resolves once the database can be asked, or is known not to be. */
  settled(): Promise<void>;
  /** The question was ended only because the database is opened anew. */
  wasDrained(error: unknown): boolean;
  /** What a question ran into: the answer to it, where that is the database's doing; null where it is a mistake of ours. */
  heard(error: unknown): Failure | null;
  retain(retention: HistoryRetention): void;
  /** After everything that was given to it was written. */
  close(): Promise<void>;
}

/** How often a question is asked again that was ended by the database being opened anew. */
const MOST_AGAIN = 2;

export interface DispatchPorts {
  createKeeper(
    open: HistoryOpen,
    tell: (message: FromHistory) => void,
  ): { readonly keeper: Keeper; readonly handlers: QuestionHandlers };
  exit(code: number): void;
}

export class Dispatch {
  readonly #link: HistoryLink;
  readonly #ports: DispatchPorts;
  readonly #asked: Map<number, AbortController> = new Map();
  #keeper: Keeper | null = null;
  #handlers: QuestionHandlers | null = null;
  #isClosing: boolean = false;

  constructor(link: HistoryLink, ports: DispatchPorts) {
    this.#link = link;
    this.#ports = ports;
  }

  begin(): void {
    this.#link.onMessage((message) => this.#receive(message));
    // Whoever asked is gone: what was sent to be written is written, then it ends.
    this.#link.onClose(() => void this.#close());
  }

  /** An engine that talks nonsense is a broken one: this throws, and the process ends. */
  #receive(raw: unknown): void {
    const message: ToHistory = toHistorySchema.parse(raw);
    if (message.kind === 'open') this.#open(message.open);
    else if (message.kind === 'cancel') this.#asked.get(message.id)?.abort();
    else if (message.kind === 'close') void this.#close();
    else if (message.kind === 'ask') void this.#ask(message);
    else if (message.kind === 'retention') this.#opened().retain(message.retention);
    else void this.#write(message.batchId, message.batch);
  }

  #opened(): Keeper {
    if (this.#keeper === null) throw new Error('The first message to the history process is `open`');
    return this.#keeper;
  }

  #open(open: HistoryOpen): void {
    if (this.#keeper !== null) throw new Error('The history process was opened already');
    const { keeper, handlers } = this.#ports.createKeeper(open, (message) => this.#send(message));
    this.#keeper = keeper;
    this.#handlers = handlers;
    void keeper.open();
  }

  async #write(batchId: number, batch: HistoryBatch): Promise<void> {
    const problem = await this.#opened().write(batchId, batch);
    this.#send({ kind: 'written', batchId, failure: problem });
  }

  async #ask({ id, question, params }: Extract<ToHistory, { readonly kind: 'ask' }>): Promise<void> {
    const keeper = this.#opened();
    const checked = questionSchemas[question].safeParse(params);
    if (!checked.success) {
      const result = failure('invalid', `“${question}” was asked in a way that history does not know`);
      this.#send({ kind: 'answer', id, result });
      return;
    }
    const controller = new AbortController();
    this.#asked.set(id, controller);
    const context: QuestionContext = {
      datasets: keeper.datasets,
      signal: controller.signal,
      progress: (done, total) => this.#send({ kind: 'progress', id, done, total }),
    };
    // The schema of a question gives the parameters of its own handler.
    const handler = this.#handlers![question] as QuestionHandler<typeof question>;
    const result = await this.#answer(keeper, () => handler(checked.data as never, context));
    this.#asked.delete(id);
    this.#send({ kind: 'answer', id, result });
  }

  async #answer<T>(keeper: Keeper, ask: () => Promise<Result<T>>): Promise<Result<T>> {
    for (let again = 0; ; again++) {
      await keeper.settled();
      try {
        const result = await ask();
        // Some say as a value what they ran into.
        if (!result.ok) keeper.heard(result.failure.message);
        return result;
      } catch (error) {
        if (keeper.wasDrained(error) && again < MOST_AGAIN) continue;
        if (this.#isClosing) return failure('cancelled', 'History was closed');
        const said = keeper.heard(error);
        if (said === null) throw error;
        return { ok: false, failure: said };
      }
    }
  }

  #send(message: FromHistory): void {
    this.#link.send(message);
  }

  async #close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    for (const controller of this.#asked.values()) controller.abort();
    await this.#keeper?.close();
    await this.#link.flushed();
    this.#link.close();
    this.#ports.exit(0);
  }
}
