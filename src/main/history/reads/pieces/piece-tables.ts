/** The tables of one filter's pieces: a schema of its own in the database `pieces`, which is in memory. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { numbers } from '../../database/numbers.ts';
import { runInTransaction } from '../../database/transaction.ts';

/** Attached to every instance (database/open-database.ts). */
const DATABASE = 'pieces';

/**
 * `carriers`: ids of sessions by the conditions of the filter that lookups are meant by, counted from 0. `texts` and `names` have each text once, so that pieces have numbers, which are far quicker to put together. `dimension`: its place in DIMENSIONS. `second`: since the
 * epoch. Of `counts`, a row is either of a server (`second` null) or of a stretch of time (`server` null). `steps`: latencies in steps (lookups/latency-ranks.ts); `latencies`:
 * each as it was, of pieces with few of them.
 */
const TABLES = {
  texts: 'id INTEGER, dimension UTINYINT, name VARCHAR, address VARCHAR',
  sums: 'piece INTEGER, dimension UTINYINT, text INTEGER, sessions UINTEGER, packets DOUBLE, bytes_in DOUBLE, bytes_out DOUBLE, last_us BIGINT',
  series: 'piece INTEGER, dimension UTINYINT, text INTEGER, second BIGINT, bytes_in DOUBLE, bytes_out DOUBLE',
  spans: 'piece INTEGER, first_us BIGINT, last_us BIGINT, transactions UINTEGER',
  carriers: 'piece INTEGER, condition UTINYINT, session_id VARCHAR',
  names: 'id INTEGER, name VARCHAR',
  asked: 'piece INTEGER, name INTEGER, transactions UINTEGER, failed UINTEGER, vain UINTEGER',
  counts: 'piece INTEGER, server VARCHAR, second BIGINT, status VARCHAR, transactions UINTEGER',
  latencies: 'piece INTEGER, server VARCHAR, latency DOUBLE, transactions UINTEGER',
  steps: 'piece INTEGER, server VARCHAR, step INTEGER, transactions UINTEGER, most DOUBLE',
} as const;

export type PieceTable = keyof typeof TABLES;
const BY_PIECE = [
  'sums',
  'series',
  'spans',
  'carriers',
  'asked',
  'counts',
  'latencies',
  'steps',
] as const satisfies readonly PieceTable[];

export class PieceTables {
  readonly #schema: string;
  #areThere: boolean = false;

  /** `number`: none that was used before. */
  constructor(number: number) {
    this.#schema = `${DATABASE}.of_${number}`;
  }

  name(table: PieceTable): string {
    return `${this.#schema}.${table}`;
  }

  /** Unless they are there. */
  async create(connection: DuckDBConnection): Promise<void> {
    if (this.#areThere) return;
    const tables = Object.entries(TABLES).map(
      ([table, columns]) => `CREATE TABLE IF NOT EXISTS ${this.name(table as PieceTable)} (${columns})`,
    );
    await runInTransaction(connection, [`CREATE SCHEMA IF NOT EXISTS ${this.#schema}`, ...tables]);
    this.#areThere = true;
  }

  async remove(connection: DuckDBConnection, pieces: readonly number[]): Promise<void> {
    const which = `piece IN (${pieces.join(', ')})`;
    await runInTransaction(
      connection,
      BY_PIECE.map((table) => `DELETE FROM ${this.name(table)} WHERE ${which}`),
    );
  }

  async drop(connection: DuckDBConnection): Promise<void> {
    await connection.run(`DROP SCHEMA IF EXISTS ${this.#schema} CASCADE`);
  }

  /** Of all pieces. */
  async rows(connection: DuckDBConnection): Promise<number> {
    const counts = BY_PIECE.map((table) => `(SELECT count(*) FROM ${this.name(table)})`);
    const [row] = await numbers(connection, `SELECT ${counts.join(' + ')}`);
    return row![0]!;
  }
}
