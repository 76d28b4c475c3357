/**
 * Keeps one history: opens its file, writes what comes, and whatever goes wrong with the file, says so and tries again. It owns the instance: what opens, closes
 * or writes it runs in one lane, so that never two do.
 */
import { accessSync, constants } from 'node:fs';
import type { Failure } from '#base/result.ts';
import { failure } from '#base/result.ts';
import type {
  FromHistory,
  HistoryBatch,
  HistoryOpen,
  HistoryRetention,
  HistoryState,
} from '#contract/history/process.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { Datasets } from '../question.ts';
import { needOfCompacting, type CompactingNeed } from './compact.ts';
import { wasDrained } from './connections.ts';
import { FreshCopy, takePlace } from './fresh-copy.ts';
import { historyFiles, setAside, type HistoryFiles } from './history-files.ts';
import { ImportedDatasets } from './imported-datasets.ts';
import { Lane } from './lane.ts';
import { writeMeta } from './meta.ts';
import type { OpenDatabase } from './open-database.ts';
import { lookInto, NOTHING_FOUND, openHistory, stateOf } from './open-history.ts';
import { failureOf, problemOf, type Problem } from './problems.ts';
import { endLostRuns } from './lost-runs.ts';

/** How often what does not go is tried again. */
export const RETRY_MS = 3000;
/** How long questions may go on when the file is to be made anew; batches wait for that. What is ended is asked again. */
const REOPEN_GRACE_MS = 500;

export interface KeeperPorts {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Calls again and again until what it returns is called. */
  every(ms: number, task: () => void): () => void;
  tell(message: FromHistory): void;
}

export class HistoryKeeper {
  readonly datasets: Datasets;
  readonly lane: Lane = new Lane();
  readonly #upkeepLane: Lane = new Lane();
  readonly files: HistoryFiles | null;
  readonly #open: HistoryOpen;
  readonly #ports: KeeperPorts;
  readonly #imports: ImportedDatasets;
  #retention: HistoryRetention;
  #database: OpenDatabase | null = null;
  #state: HistoryState = { kind: 'ready' };
  #lastBatch: number = 0;
  /** Batches since a copy began to be made; null: none is. */
  #since: { readonly batchId: number; readonly batch: HistoryBatch }[] | null = null;
  /** Runs of programs that are gone were looked for. */
  #isSettled: boolean = false;
  #stopRetrying: (() => void) | null = null;
  #isClosed: boolean = false;
  #reopening: Promise<void> | null = null;
  #reopened: (() => void) | null = null;
  #retentionListener: (() => void) | null = null;

  constructor(open: HistoryOpen, ports: KeeperPorts) {
    this.#open = open;
    this.#ports = ports;
    this.#retention = open.retention;
    this.files = open.folder === null ? null : historyFiles(open.folder);
    this.#imports = new ImportedDatasets(open);
    this.datasets = {
      get: (id) => {
        const database = this.#database;
        if (id !== HISTORY_DATASET) return this.#imports.get(id);
        if (database === null) return null;
        return { id, marks: database.marks, connect: () => database.connections.connect() };
      },
      add: (id) => this.#imports.add(id),
      drop: (id) => this.#imports.drop(id),
    };
  }

  get retention(): HistoryRetention {
    return this.#retention;
  }

  get state(): HistoryState {
    return this.#state;
  }

  /** Null while it cannot be read. To write, take a place in the lane first. */
  get database(): OpenDatabase | null {
    return this.#database;
  }

  retain(retention: HistoryRetention): void {
    this.#retention = retention;
    this.#retentionListener?.();
  }

  /** One listener: the limits have changed. */
  onRetention(listener: () => void): void {
    this.#retentionListener = listener;
  }

  async open(): Promise<void> {
    await this.lane.run('batch', () => this.#begin());
  }

  /** `invalid`: it will never fit; everything else may go another time. */
  async write(batchId: number, batch: HistoryBatch): Promise<Failure | null> {
    return await this.lane.run('batch', async () => {
      const database = this.#database;
      if (database === null || !database.writes) return this.#unusable();
      if (batchId <= this.#lastBatch) return null;
      try {
        await this.#settle(database);
        await database.writer.write(batch, batchId);
      } catch (error) {
        return await this.#failed(problemOf(error));
      }
      this.#lastBatch = batchId;
      this.#since?.push({ batchId, batch });
      this.#setState({ kind: 'ready' });
      return null;
    });
  }

  /**
   * What can wait: one after another, in the lane. Null: not now. What is wrong with the database is dealt with; anything else is a mistake of ours, and
   * thrown.
   */
  async upkeep<T>(task: (database: OpenDatabase) => Promise<T>): Promise<T | null> {
    return await this.#upkeepLane.run('upkeep', () => this.lane.run('upkeep', () => this.#careful(task)));
  }

  /** Makes the file anew where that is needed. Batches are written meanwhile; other upkeep waits. Null: not now. */
  async compact(limitBytes: number): Promise<CompactingNeed | null> {
    return await this.#upkeepLane.run('upkeep', async () => {
      const begun = await this.lane.run('upkeep', () =>
        this.#careful((database) => this.#beginCopy(database, limitBytes)),
      );
      if (!(begun instanceof FreshCopy)) return begun;
      try {
        await begun.run();
      } catch (error) {
        return await this.lane.run('batch', () => this.#abandonCopy(begun, error));
      }
      return await this.lane.run('batch', () => this.#finishCopy(begun));
    });
  }

  async #careful<T>(task: (database: OpenDatabase) => Promise<T>): Promise<T | null> {
    const database = this.#database;
    if (database === null || !database.writes || this.#state.kind !== 'ready') return null;
    try {
      return await task(database);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind === 'other') throw error;
      await this.#failed(problem);
      return null;
    }
  }

  async #beginCopy(database: OpenDatabase, limitBytes: number): Promise<FreshCopy | CompactingNeed> {
    const need = await needOfCompacting(database, limitBytes);
    if (need !== 'needed') return need;
    const copy = await FreshCopy.begin(database, database.files!);
    this.#since = [];
    return copy;
  }

  async #finishCopy(copy: FreshCopy): Promise<CompactingNeed | null> {
    try {
      await copy.finish(this.#since ?? []);
    } catch (error) {
      return await this.#abandonCopy(copy, error);
    }
    this.#since = null;
    let isDone = false;
    await this.#shut(REOPEN_GRACE_MS);
    if (!this.#isClosed) {
      isDone = takePlace(this.files!);
      await this.#begin();
    }
    return isDone ? 'needed' : null;
  }

  /** The database says itself that it is still to be done. */
  async #abandonCopy(copy: FreshCopy, error: unknown): Promise<CompactingNeed | null> {
    this.#since = null;
    await copy.abandon();
    const problem = problemOf(error);
    if (problem.kind === 'other' && !wasDrained(error)) throw error;
    return problem.kind === 'full' ? 'no-room' : null;
  }

  /**
   * What a question ran into. Null: nothing that is known of a database. Else the answer to it; where the database is of no more use it
   * is opened anew, and where it is damaged set aside.
   */
  heard(error: unknown): Failure | null {
    const problem = problemOf(error);
    const isOver = problem.endsInstance || problem.kind === 'damaged';
    if (!isOver && this.#database !== null) return null;
    const broken = this.#database;
    if (isOver && broken !== null) {
      void this.lane.run('batch', async () => {
        // Somebody else heard of it first.
        if (this.#database === broken) await this.#beginAnew(problem);
      });
    }
    return failureOf(problem, this.files?.database ?? 'The database');
  }

  /** Resolves once the database is open again, or is known not to be: at once, but for moments. */
  async settled(): Promise<void> {
    await this.#reopening;
  }

  /** A question was ended only because the database is being opened anew: it may be asked again once that is `settled`. */
  wasDrained(error: unknown): boolean {
    return wasDrained(error) && !this.#isClosed;
  }

  async close(): Promise<void> {
    await this.lane.run('batch', async () => {
      this.#isClosed = true;
      this.#stopRetrying?.();
      await this.#imports.close();
      await this.#shut();
      this.#reopened?.();
    });
  }

  /** In the lane: what a write ran into. */
  async #failed(problem: Problem): Promise<Failure> {
    const said = failureOf(problem, this.files?.database ?? 'The database');
    if (problem.kind === 'memory') return said;
    if (problem.kind === 'other') return failure('invalid', `History could not take a batch: ${problem.text}`).failure;
    this.#setState(stateOf(problem, said));
    if (problem.endsInstance) await this.#beginAnew(problem);
    return said;
  }

  async #beginAnew(problem: Problem): Promise<void> {
    await this.#shut();
    const damaged = problem.kind === 'damaged' && this.files !== null && this.#open.writes;
    // That it opens says nothing of whether there is room again: that is tried later.
    await this.#begin(damaged ? setAside(this.files, this.#ports.nowMs(), null) : null, problem.kind === 'full');
  }

  async #shut(graceMs: number = 0): Promise<void> {
    const database = this.#database;
    this.#database = null;
    this.#reopening ??= new Promise((resolve) => {
      this.#reopened = resolve;
    });
    await database?.close(graceMs);
  }

  /** In the lane, while there is no instance. */
  async #begin(aside: string | null = null, isStillFull: boolean = false): Promise<void> {
    const opened = await openHistory(this.files, this.#open, this.#ports.nowMs());
    this.#database = opened.database;
    const found = opened.database === null ? NOTHING_FOUND : await lookInto(opened.database.connection);
    this.#lastBatch = found.lastBatch;
    this.#state = isStillFull && opened.state.kind === 'ready' ? this.#state : opened.state;
    if (this.#database?.writes === true) {
      try {
        await this.#settle(this.#database);
      } catch (error) {
        const problem = problemOf(error);
        this.#state = stateOf(problem, failureOf(problem, this.files?.database ?? 'The database'));
      }
    }
    this.#ports.tell({ kind: 'opened', found: { ...found, state: this.#state, setAside: opened.setAside ?? aside } });
    this.#retryWhileNeeded();
    this.#reopened?.();
    this.#reopening = null;
  }

  async #settle(database: OpenDatabase): Promise<void> {
    if (this.#isSettled) return;
    if (await endLostRuns(database.connection, this.#open.run ?? null)) database.marks.all();
    this.#isSettled = true;
  }

  #setState(state: HistoryState): void {
    const isSame = state.kind === this.#state.kind;
    this.#state = state;
    if (!isSame) this.#ports.tell({ kind: 'state', state });
    this.#retryWhileNeeded();
  }

  #unusable(): Failure {
    if (this.#state.kind !== 'ready') return this.#state.failure;
    return failure('unavailable', 'History is not written to').failure;
  }

  #retryWhileNeeded(): void {
    const isNeeded = this.#state.kind !== 'ready' && this.#state.kind !== 'newer' && !this.#isClosed;
    if (!isNeeded) {
      this.#stopRetrying?.();
      this.#stopRetrying = null;
    } else this.#stopRetrying ??= this.#ports.every(RETRY_MS, () => void this.lane.run('batch', () => this.#retry()));
  }

  /** In the lane. */
  async #retry(): Promise<void> {
    if (this.#isClosed || this.#state.kind === 'ready' || this.#state.kind === 'newer') return;
    const database = this.#database;
    if (database === null) await this.#begin();
    else if (database.writes) await this.#probe(database);
    else if (this.#mayWrite()) {
      await this.#shut();
      await this.#begin();
    }
  }

  /** Whether a transaction and a checkpoint go through again. */
  async #probe(database: OpenDatabase): Promise<void> {
    try {
      await writeMeta(database.connection, 'batch', this.#lastBatch);
      await database.connection.run('CHECKPOINT');
      this.#setState({ kind: 'ready' });
    } catch (error) {
      const problem = problemOf(error);
      if (problem.endsInstance) await this.#beginAnew(problem);
    }
  }

  #mayWrite(): boolean {
    try {
      accessSync(this.files!.database, constants.W_OK);
      accessSync(this.files!.folder, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }
}
