/** From every schema there has been to that of now, a step each. A step is never changed once it was released. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { HISTORY_SCHEMA_VERSION } from '#contract/history/schema.ts';
import { readMeta, writeMeta } from './meta.ts';
import { createSchema } from './schema-sql.ts';
import { inTransaction } from './transaction.ts';

/** `from`: the version that it brings to the next one. */
interface Migration {
  readonly from: number;
  readonly statements: readonly string[];
}

const MIGRATIONS: readonly Migration[] = [
  // Version 0 was never released: it stands for how a step is made and tested (fixtures/README.md).
  {
    from: 0,
    statements: [
      'CREATE TABLE minutes_due (time TIMESTAMP)',
      'CREATE TABLE sessions_gone (session_no UBIGINT)',
      'ALTER TABLE runs ADD COLUMN rows_lost UBIGINT',
      'ALTER TABLE runs ADD COLUMN failure VARCHAR',
    ],
  },
];

export type SchemaFound = 'new' | 'same' | 'migrated' | 'newer';

/** Brings a database to the schema of now, each step in a transaction; a later schema is not touched. */
export async function bringUpToDate(connection: DuckDBConnection): Promise<SchemaFound> {
  const answer = await connection.runAndReadAll('SELECT count(*) FROM duckdb_tables() WHERE NOT internal');
  if (Number(answer.getRowsJS()[0]?.[0]) === 0) {
    await createSchema(connection);
    return 'new';
  }
  const found = (await readMeta(connection, 'schema')) ?? 0;
  if (found > HISTORY_SCHEMA_VERSION) return 'newer';
  for (let version = found; version < HISTORY_SCHEMA_VERSION; version++) {
    const step = MIGRATIONS.find(({ from }) => from === version);
    if (step === undefined) throw new Error(`Nothing leads on from version ${version} of the history's schema`);
    await inTransaction(connection, async () => {
      for (const statement of step.statements) await connection.run(statement);
      await writeMeta(connection, 'schema', version + 1);
    });
  }
  return found === HISTORY_SCHEMA_VERSION ? 'same' : 'migrated';
}
