/**
 * The engine's end of the history process: starts it when it is first needed, asks, writes, and starts it again where it ended. Questions
 * under way fail with it, batches do not. Nothing here ever waits for it.
 */
import { failure, type Failure, type Result } from '#base/result.ts';
import { RestartPolicy } from '#base/restart-policy.ts';
import {
  fromHistorySchema,
  type FromHistory,
  type HistoryBatch,
  type HistoryFound,
  type HistoryOpen,
  type HistoryState,
} from '#contract/history/process.ts';
import type { HistoryQuestion, HistoryQuestions } from '#contract/history/questions.ts';
import type { Clock } from '../store/ports.ts';
import { BatchQueue } from './batch-queue.ts';
import { OpenQuestions, type Progress } from './open-questions.ts';
import type { HistoryExit, HistoryProcess, HistorySpawner } from './ports.ts';

export type HistoryClientState =
  | HistoryState
  /** Nobody needed it yet, or it was closed. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  /** It ended, and is started again by and by. */
  | { readonly kind: 'gone'; readonly failure: Failure };

export interface HistoryClientParts {
  readonly spawner: HistorySpawner;
  readonly clock: Pick<Clock, 'monotonicMs' | 'after'>;
  /** 0 … 1. */
  chance(): number;
  readonly open: HistoryOpen;
  /** Number of the run under way; null: there is none. */
  run?(): number | null;
  /** The state is another one. */
  changed?(): void;
  /** A database was opened: for the first time, or anew. */
  opened?(found: HistoryFound): void;
}

/** After so many deaths that it rests. */
const REST_MS = 60_000;
/** A batch that could not be written is tried again, where nobody says that it can be now. */
const AGAIN_MS = 5_000;

export class HistoryClient {
  readonly #parts: HistoryClientParts;
  readonly #questions: OpenQuestions = new OpenQuestions();
  readonly #batches: BatchQueue = new BatchQueue();
  readonly #restarts: RestartPolicy = new RestartPolicy();
  #open: HistoryOpen;
  #process: HistoryProcess | null = null;
  #state: HistoryClientState = { kind: 'idle' };
  #found: HistoryFound | null = null;
  #isOpened: boolean = false;
  #isClosed: boolean = false;
  /** It was asked to end, to be started again with other folders or rights. */
  #isReopening: boolean = false;
  /** Why we ended it ourselves. */
  #blame: string | null = null;
  #cancelTimer: (() => void) | null = null;
  #ended: (() => void)[] = [];

  constructor(parts: HistoryClientParts) {
    this.#parts = parts;
    this.#open = parts.open;
  }

  get state(): HistoryClientState {
    return this.#state;
  }

  /** What was found when a database was opened last; null: none was. */
  get found(): HistoryFound | null {
    return this.#found;
  }

  get pendingQuestions(): number {
    return this.#questions.size;
  }

  /** Idempotent. */
  start(): void {
    if (this.#process === null && this.#cancelTimer === null && !this.#isClosed) this.#spawn();
  }

  /** `unavailable` where the process ends before it answers, or cannot be started; `cancelled` as soon as `signal` is aborted. */
  async ask<K extends HistoryQuestion>(
    question: K,
    params: HistoryQuestions[K]['params'],
    signal: AbortSignal,
    onProgress?: Progress,
  ): Promise<Result<HistoryQuestions[K]['answer']>> {
    if (this.#isClosed) return closed();
    if (this.#state.kind === 'gone' && this.#process === null) return { ok: false, failure: this.#state.failure };
    const answer = this.#questions.add(question, params, signal, onProgress, (id) =>
      this.#process?.send({ kind: 'cancel', id }),
    );
    this.start();
    this.#pump();
    return (await answer) as Result<HistoryQuestions[K]['answer']>;
  }

  /** Answers once it is on disk, or once it is certain that it will not be. Order is kept. */
  async write(batch: HistoryBatch): Promise<Result<null>> {
    if (this.#isClosed) return closed();
    const written = this.#batches.add(batch);
    this.start();
    this.#pump();
    return await written;
  }

  /** From now on. A folder or a right that is another one ends the process, which is started again. */
  configure(open: HistoryOpen): void {
    const before = this.#open;
    this.#open = open;
    if (this.#process === null) return;
    const same = (['folder', 'writes', 'memoryBytes', 'threads', 'version'] as const).every(
      (key) => before[key] === open[key],
    );
    if (!same) {
      this.#isReopening = true;
      this.#process.send({ kind: 'close' });
    } else if (before.retention.days !== open.retention.days || before.retention.bytes !== open.retention.bytes) {
      this.#process.send({ kind: 'retention', retention: open.retention });
    }
  }

  /** Lets it write what it has, and waits so long for its end. What is not written and not answered then never will be. Idempotent. */
  async close(patienceMs: number): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const process = this.#process;
    if (process !== null) {
      const ended = new Promise<void>((resolve) => void this.#ended.push(resolve));
      process.send({ kind: 'close' });
      const stopWaiting = this.#parts.clock.after(patienceMs, () => process.kill());
      await ended;
      stopWaiting();
    }
    const reason = closed().failure;
    this.#questions.failAll(reason);
    this.#batches.failAll(reason);
    this.#become({ kind: 'idle' });
  }

  #spawn(): void {
    this.#isOpened = false;
    this.#isReopening = false;
    this.#become({ kind: 'starting' });
    const process = this.#parts.spawner.spawn();
    this.#process = process;
    process.onMessage((message) => {
      if (this.#process === process) this.#heard(message);
    });
    process.onExit((exit) => {
      if (this.#process === process) this.#exited(exit);
    });
    const run = this.#parts.run?.() ?? null;
    process.send({ kind: 'open', open: run === null ? this.#open : { ...this.#open, run } });
  }

  #heard(message: unknown): void {
    const parsed = fromHistorySchema.safeParse(message);
    if (parsed.success && this.#handle(parsed.data)) return;
    this.#blame = 'It was ended: it said something that makes no sense';
    this.#process?.kill();
  }

  /** False: it makes no sense. */
  #handle(message: FromHistory): boolean {
    switch (message.kind) {
      case 'opened':
        this.#isOpened = true;
        this.#found = message.found;
        this.#batches.opened(message.found.lastBatch);
        this.#parts.opened?.(message.found);
        this.#become(message.found.state);
        break;
      case 'state':
        this.#become(message.state);
        break;
      case 'written':
        if (this.#batches.written(message.batchId, message.failure)) {
          this.#parts.clock.after(AGAIN_MS, () => this.#pump());
          return true;
        }
        break;
      case 'progress':
        this.#questions.progress(message.id, message.done, message.total);
        return true;
      case 'answer':
        return this.#questions.answer(message);
    }
    this.#pump();
    return true;
  }

  /** Sends what the process can take now. */
  #pump(): void {
    const process = this.#process;
    if (process === null || !this.#isOpened || this.#isReopening) return;
    for (const question of this.#questions.takeUnsent()) process.send(question);
    if (this.#state.kind !== 'ready') return;
    const batch = this.#batches.take();
    if (batch !== null) process.send(batch);
  }

  #exited(exit: HistoryExit): void {
    this.#process = null;
    this.#isOpened = false;
    const reason = endOf(exit, this.#blame);
    this.#blame = null;
    this.#questions.failSent(reason);
    this.#batches.died(reason);
    for (const resolve of this.#ended.splice(0)) resolve();
    if (this.#isClosed) return;
    if (this.#isReopening) {
      this.#spawn();
      return;
    }
    const { clock, chance } = this.#parts;
    const delay = this.#restarts.died(clock.monotonicMs(), chance());
    if (delay === null) {
      this.#questions.failAll(reason);
      this.#restarts.forgive();
    }
    this.#become({ kind: 'gone', failure: reason });
    this.#cancelTimer = clock.after(delay ?? REST_MS, () => {
      this.#cancelTimer = null;
      this.#spawn();
    });
  }

  #become(state: HistoryClientState): void {
    this.#state = state;
    this.#parts.changed?.();
  }
}

function endOf({ code, signal, stderr }: HistoryExit, blame: string | null): Failure {
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  const last = blame ?? stderr.trim();
  return failure('unavailable', `The process of the history ended ${how}${last === '' ? '' : `: ${last}`}`, {
    remedy: 'It is started again by itself; what was captured meanwhile is written then',
  }).failure;
}

function closed(): { readonly ok: false; readonly failure: Failure } {
  return failure('unavailable', 'The history is closed');
}
