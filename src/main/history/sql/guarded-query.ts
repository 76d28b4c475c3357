/**
 * The user's SQL, and nothing else, runs here: on a connection of its own that is closed afterwards, in a transaction that only reads, after its tree was looked at
 * (check-statement.ts), within limits (query-watch.ts). DuckDB itself opens no files and no network (database/instance.ts).
 */
import { StatementType, type DuckDBConnection, type DuckDBDataChunk, type DuckDBResult } from '@duckdb/node-api';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { SqlMistake } from '#contract/history/answers.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { Dataset } from '../question.ts';
import { checkStatements, ONLY_QUESTIONS } from './check-statement.ts';
import { guardFunctions } from './function-guards.ts';
import { fromBytes, fromLetters, queryFailure, queryMistake, stoppedFailure } from './query-failure.ts';
import { QuerySlots } from './query-slots.ts';
import { QueryWatch, type QueryLimits } from './query-watch.ts';

const TABLES: ReadonlySet<string> = new Set(Object.keys(HISTORY_TABLES));

/** Two of four threads; checks have one of their own, as somebody types meanwhile. */
const QUERIES = new QuerySlots(2);
const CHECKS = new QuerySlots(1);

/** What was asked, row by row as it comes. */
export interface OpenResult {
  readonly result: DuckDBResult;
  /** Ends early, and throws, when the query was stopped. */
  chunks(): AsyncGenerator<DuckDBDataChunk, void, void>;
}

/** Thrown out of `chunks`; what was begun with its rows must be undone where it passes. */
class QueryEnded extends Error {
  readonly failure: Failure;

  constructor(reason: Failure) {
    super(reason.message);
    this.failure = reason;
  }
}

/**
 * `use` may stop reading where it likes. Failures: `invalid` says what is wrong with the text, `cancelled` which limit was reached; what `use` answers, as it is.
 * Throws what `use` throws.
 */
export async function runGuarded<T>(
  dataset: Dataset,
  text: string,
  limits: QueryLimits,
  use: (open: OpenResult) => Promise<Result<T>>,
): Promise<Result<T>> {
  return await onConnection(QUERIES, dataset, limits, async (connection, watch) => {
    const reasonOf = (error: unknown): Failure =>
      watch.stopped === null ? queryFailure(error) : stoppedFailure(watch.stopped);
    const mistake = await mistakeOf(connection, text);
    if (watch.stopped !== null) return { ok: false, failure: stoppedFailure(watch.stopped) };
    if (mistake !== null) return failure('invalid', mistake.message);
    let result: DuckDBResult;
    try {
      result = await (await prepared(connection, text)).stream();
    } catch (error) {
      return { ok: false, failure: reasonOf(error) };
    }
    async function* chunks(): AsyncGenerator<DuckDBDataChunk, void, void> {
      for (;;) {
        const chunk = await result.fetchChunk().catch((error: unknown) => {
          throw new QueryEnded(reasonOf(error));
        });
        if (watch.stopped !== null) throw new QueryEnded(stoppedFailure(watch.stopped));
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk;
      }
    }
    try {
      return await use({ result, chunks });
    } catch (error) {
      if (error instanceof QueryEnded) return { ok: false, failure: error.failure };
      throw error;
    }
  });
}

/** Null: it would run. What only shows while it runs (a division, a conversion) is not found. */
export async function checkGuarded(
  dataset: Dataset,
  text: string,
  limits: QueryLimits,
): Promise<Result<SqlMistake | null>> {
  return await onConnection(CHECKS, dataset, limits, async (connection, watch) => {
    const mistake = await mistakeOf(connection, text);
    if (watch.stopped !== null) return { ok: false, failure: stoppedFailure(watch.stopped) };
    return success(mistake);
  });
}

/** Time is counted from when it has its turn. */
async function onConnection<T>(
  slots: QuerySlots,
  dataset: Dataset,
  limits: QueryLimits,
  run: (connection: DuckDBConnection, watch: QueryWatch) => Promise<Result<T>>,
): Promise<Result<T>> {
  const refused = await slots.enter(limits.signal);
  if (refused !== null) return { ok: false, failure: refused };
  try {
    return await onOwnConnection(dataset, limits, run);
  } finally {
    slots.leave();
  }
}

async function onOwnConnection<T>(
  dataset: Dataset,
  limits: QueryLimits,
  run: (connection: DuckDBConnection, watch: QueryWatch) => Promise<Result<T>>,
): Promise<Result<T>> {
  const connection = await dataset.connect();
  const watch = new QueryWatch(connection, limits);
  try {
    await guardFunctions(connection);
    await connection.run('BEGIN TRANSACTION READ ONLY');
    return await run(connection, watch);
  } catch (error) {
    if (watch.stopped === null) throw error;
    return { ok: false, failure: stoppedFailure(watch.stopped) };
  } finally {
    watch.end();
    await rollBack(connection);
    connection.closeSync();
  }
}

/** Also where it was ended by an error, or by the interrupt of a watch that ended just now. */
async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK');
  } catch {
    // There is none: the connection is closed in any case.
  }
}

interface Tree {
  readonly error?: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

async function mistakeOf(connection: DuckDBConnection, text: string): Promise<SqlMistake | null> {
  const nul = text.indexOf('\0');
  if (nul !== -1) return { at: nul, message: 'There is a NUL character in the text' };
  try {
    const read = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [text]);
    const tree = JSON.parse(String(read.getRows()[0]?.[0])) as Tree;
    if (tree.error === true) return treeMistake(tree, text);
    const found = checkStatements(tree.statements ?? [], TABLES);
    if (found !== null) return { ...found, at: found.at === null ? null : fromBytes(text, found.at) };
    await prepared(connection, text);
    return null;
  } catch (error) {
    return queryMistake(error, text);
  }
}

function treeMistake({ error_type, error_message = '', position }: Tree, text: string): SqlMistake {
  if (error_type === 'not implemented') return { at: null, message: ONLY_QUESTIONS };
  return { at: position === undefined ? null : fromLetters(text, Number(position)), message: error_message };
}

/** The tree was found right; once more by what DuckDB makes of it. */
async function prepared(
  connection: DuckDBConnection,
  text: string,
): Promise<Awaited<ReturnType<DuckDBConnection['prepare']>>> {
  const statements = await connection.extractStatements(text);
  if (statements.count !== 1) throw new Error('There is more than one statement. Ask one at a time');
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT) throw new Error(ONLY_QUESTIONS);
  return statement;
}
