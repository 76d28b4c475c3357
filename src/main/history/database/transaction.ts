/** All of it or nothing. */
import type { DuckDBConnection } from '@duckdb/node-api';

/** Throws what `work` throws, and what DuckDB says; then nothing of it is there. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const done = await work();
    await connection.run('COMMIT');
    return done;
  } catch (error) {
    // A failed commit has ended it already.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

export async function runInTransaction(connection: DuckDBConnection, statements: readonly string[]): Promise<void> {
  await inTransaction(connection, async () => {
    for (const statement of statements) await connection.run(statement);
  });
}
