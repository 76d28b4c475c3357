/**
 * The pieces of one database. Sums of hours that are over do not change, so a question about a week needs to look at rows at the week's ends only. Pieces are of one filter, in
 * memory, made while nobody asks anything, and never waited for: what there is no piece of is read.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { ChangeMarks } from '../../database/change-marks.ts';
import { wasDrained } from '../../database/connections.ts';
import { problemOf } from '../../database/problems.ts';
import { wantedRows } from '../filter/wanted-rows.ts';
import { HeldFilter } from './held-filter.ts';
import type { UsablePieces } from './usable-pieces.ts';
import { boundsOf } from './make-pieces.ts';
import type { PieceKind } from './piece-kinds.ts';
import type { PieceTables } from './piece-tables.ts';

/** Of pieces of all filters together; a row has some forty bytes. */
const MOST_ROWS = 3_000_000;
const MOST_FILTERS = 4;
/** Nobody has asked for so long: what comes now may take a moment. */
const QUIET_MS = 150;
/** Made in one go: a day. */
const AT_ONCE = 4;
/** Where that never gets to its end, since somebody asks again and again, less is tried, and less often. */
const MOST_PATIENCE = 6;

export interface PieceSource {
  connect(): Promise<DuckDBConnection>;
  readonly marks: ChangeMarks;
}

export interface PiecesWanted {
  readonly filter: string;
  /** Null: all of time. */
  readonly span: TimeSpan | null;
  readonly kinds: readonly PieceKind[];
}

/** Of a question, as long as it is asked. */
export interface PiecesInUse {
  /** Once its transaction has looked at the database: what holds of what it sees. */
  usable(): UsablePieces | null;
  end(): void;
}

export class HeldPieces {
  readonly #source: PieceSource;
  /** The one that was asked for last comes last. */
  readonly #filters: Map<string, HeldFilter> = new Map();
  /** To be dropped once nobody reads them. */
  readonly #leaving: PieceTables[] = [];
  readonly #whenUnused: (() => void)[] = [];
  #mostRows: number = MOST_ROWS;
  #asking: number = 0;
  #numbers: number = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Interrupted so often since something was made. */
  #interrupted: number = 0;
  #making: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(source: PieceSource) {
    this.#source = source;
    source.marks.onForgotten(() => this.#removeAll());
  }

  use(wanted: PiecesWanted): PiecesInUse {
    this.#asking += 1;
    this.#making?.abort();
    this.#stopTimer();
    const held = this.#want(wanted);
    let isOver = false;
    return {
      usable: () => held?.usable(wanted.span) ?? null,
      end: () => {
        if (isOver) return;
        isOver = true;
        this.#asking -= 1;
        if (this.#asking === 0) for (const resolve of this.#whenUnused.splice(0)) resolve();
        this.#makeSoon();
      },
    };
  }

  /** Questions need the memory: all of them go, and half as much is kept from now on. False: there was nothing. To be called by who uses none. */
  async makeRoom(): Promise<boolean> {
    if (this.#rows() === 0) return false;
    this.#keepLess();
    this.#removeAll();
    if (this.#asking > 0) await new Promise<void>((resolve) => this.#whenUnused.push(resolve));
    await this.made();
    return true;
  }

  /** All that is to be made was made, or cannot be. */
  async made(): Promise<void> {
    this.#stopTimer();
    await this.#running;
    await this.#make();
  }

  /** Null: there is a mistake in it. */
  #want({ filter, span, kinds }: PiecesWanted): HeldFilter | null {
    const held = this.#filters.get(filter) ?? this.#begun(filter);
    if (held === null) return null;
    this.#filters.delete(filter);
    this.#filters.set(filter, held);
    held.want(kinds, span);
    return held;
  }

  #begun(filter: string): HeldFilter | null {
    const isUnderstood = (['dns', 'sessions'] as const).some(
      (table) => wantedRows(table, filter, null).mistake === null,
    );
    return isUnderstood ? new HeldFilter(filter, ++this.#numbers, this.#source.marks) : null;
  }

  #makeSoon(): void {
    if (this.#asking > 0 || this.#timer !== null || this.#making !== null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        void this.#make();
      },
      QUIET_MS * 2 ** Math.min(this.#interrupted, MOST_PATIENCE),
    );
    this.#timer.unref();
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #make(): Promise<void> {
    if (this.#asking > 0 || this.#making !== null) return Promise.resolve();
    this.#making = new AbortController();
    this.#running = this.#makeUntil(this.#making);
    return this.#running;
  }

  async #makeUntil(making: AbortController): Promise<void> {
    try {
      const connection = await this.#source.connect();
      const interrupt = (): void => connection.interrupt();
      making.signal.addEventListener('abort', interrupt);
      try {
        await this.#makeAll(connection, making.signal);
      } finally {
        making.signal.removeEventListener('abort', interrupt);
        connection.closeSync();
      }
    } catch (error) {
      this.#failed(error, making.signal);
    } finally {
      this.#making = null;
      if (making.signal.aborted) this.#makeSoon();
    }
  }

  /** What is wrong with the database, questions are told. */
  #failed(error: unknown, signal: AbortSignal): void {
    if (signal.aborted || wasDrained(error)) return;
    const { kind } = problemOf(error);
    if (kind === 'other') throw error;
    if (kind === 'memory') this.#keepLess();
  }

  async #makeAll(connection: DuckDBConnection, signal: AbortSignal): Promise<void> {
    for (const held of [...this.#filters.values()].slice(0, -MOST_FILTERS)) this.#leave(held);
    await this.#dropLeaving(connection);
    const bounds = await boundsOf(connection);
    if (bounds === null) return;
    for (const held of [...this.#filters.values()].toReversed()) {
      for (;;) {
        // It may have made room for another one.
        if (signal.aborted || this.#filters.get(held.filter) !== held) break;
        await held.removeStale(connection);
        const run = held.nextRun(bounds, Math.max(1, AT_ONCE >> this.#interrupted));
        if (run === null || !(await this.#hasRoom(connection, held))) break;
        try {
          await held.make(connection, run);
          this.#interrupted = 0;
        } catch (error) {
          if (signal.aborted) this.#interrupted += 1;
          if (signal.aborted || !isOfFilter(held, error)) throw error;
          held.giveUp();
        }
      }
    }
  }

  /** Filters that were asked for longest ago make room. */
  async #hasRoom(connection: DuckDBConnection, held: HeldFilter): Promise<boolean> {
    for (const other of this.#filters.values()) {
      if (this.#rows() < this.#mostRows) return true;
      if (other === held) return false;
      this.#leave(other);
      await this.#dropLeaving(connection);
    }
    return true;
  }

  #rows(): number {
    return [...this.#filters.values()].reduce((sum, { rows }) => sum + rows, 0);
  }

  #keepLess(): void {
    this.#mostRows = Math.floor(Math.min(this.#rows(), this.#mostRows) / 2);
  }

  #leave(held: HeldFilter): void {
    this.#filters.delete(held.filter);
    this.#leaving.push(held.tables);
  }

  async #dropLeaving(connection: DuckDBConnection): Promise<void> {
    while (this.#leaving.length > 0) {
      await this.#leaving[0]!.drop(connection);
      this.#leaving.shift();
    }
  }

  #removeAll(): void {
    this.#making?.abort();
    for (const held of this.#filters.values()) this.#leave(held);
    this.#makeSoon();
  }
}

/** What a filter runs into, whoever asks with it is told. */
function isOfFilter({ filter }: HeldFilter, error: unknown): boolean {
  return filter !== '' && !wasDrained(error) && problemOf(error).kind === 'other';
}
