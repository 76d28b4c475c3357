/** Connections that were handed out, so that an instance is only closed once nobody runs anything on it: otherwise it would live on, and its lock with it. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

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
    if (this.#refused) throw new Error('The database is being closed');
    const connection = await this.#instance.connect();
    const close = connection.closeSync.bind(connection);
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
      throw new Error('The database is being closed');
    }
    return connection;
  }

  /** Ends what runs, and waits until all of them were closed by whoever has them. False: one was not, in `patienceMs`. */
  async drain(patienceMs: number): Promise<boolean> {
    this.#refused = true;
    if (this.#open.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    // Again and again: what begins its next statement was not interrupted by the last one.
    const interrupting = setInterval(() => this.#interrupt(), 20);
    this.#interrupt();
    try {
      return await new Promise((resolve) => {
        this.#whenNone = () => resolve(true);
        timer = setTimeout(() => resolve(false), patienceMs);
      });
    } finally {
      clearInterval(interrupting);
      clearTimeout(timer);
    }
  }

  #interrupt(): void {
    for (const connection of this.#open) connection.interrupt();
  }
}
