/** Connections that were handed out, so that an instance is only closed once nobody runs anything on it: otherwise it would live on, and its lock with it. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

const BEING_CLOSED = 'The database is being closed';

/** What a question says that was ended, or not begun, because the database is being closed. */
export function wasDrained(error: unknown): boolean {
  return error instanceof Error && (error.message === BEING_CLOSED || error.message.startsWith('INTERRUPT Error'));
}

export class Connections {
  readonly #instance: DuckDBInstance;
  readonly #open: Set<DuckDBConnection> = new Set();
  #whenNone: (() => void) | null = null;
  #refused: boolean = false;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** Throws where it is being closed. */
  async connect(): Promise<DuckDBConnection> {
    if (this.#refused) throw new Error(BEING_CLOSED);
    const connection = await this.#instance.connect();
    // The other one calls this one.
    const close = connection.disconnectSync.bind(connection);
    this.#open.add(connection);
    const closeOnce = (): void => {
      if (!this.#open.delete(connection)) return;
      close();
      if (this.#open.size === 0) this.#whenNone?.();
    };
    connection.closeSync = closeOnce;
    connection.disconnectSync = closeOnce;
    // It may have been closed meanwhile.
    if (this.#refused) {
      closeOnce();
      throw new Error(BEING_CLOSED);
    }
    return connection;
  }

  /**
   * Hands out no more, gives what runs `graceMs` to end, then ends it, and waits until all of them were closed by whoever has them. False: one was not,
   * in `patienceMs`.
   */
  async drain(graceMs: number, patienceMs: number): Promise<boolean> {
    this.#refused = true;
    if (await this.#allClosed(graceMs)) return true;
    // Again and again: what begins its next statement was not interrupted by the last one.
    const interrupting = setInterval(() => this.#interrupt(), 20);
    this.#interrupt();
    try {
      return await this.#allClosed(patienceMs);
    } finally {
      clearInterval(interrupting);
    }
  }

  async #allClosed(withinMs: number): Promise<boolean> {
    if (this.#open.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        this.#whenNone = () => resolve(true);
        timer = setTimeout(() => resolve(false), withinMs);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #interrupt(): void {
    for (const connection of this.#open) connection.interrupt();
  }
}
