/**
 * One question to one dataset: a connection of its own, in a transaction that can only read and that sees one state of the data throughout. Whoever no longer
 * wants the answer interrupts it; the connection is closed once what ran on it has come back.
 */
import type { DuckDBConnection, JS } from '@duckdb/node-api';
import { failure, success, type Result } from '#base/result.ts';
import type { DatasetId } from '#contract/history/questions.ts';
import type { QuestionContext } from '../question.ts';

/** Integers as numbers: beyond 2^53 they are rounded. */
export type Cell = string | number | boolean | null | readonly Cell[];
export type Row = Readonly<Record<string, Cell>>;

export interface Asking {
  /** All rows: what a statement answers has to be limited by itself. `parameters`: exactly those that it has, by name. */
  rows(sql: string, parameters?: Readonly<Record<string, string>>): Promise<Row[]>;
}

class Cancelled extends Error {}

export async function asked<T>(
  context: Pick<QuestionContext, 'datasets' | 'signal'>,
  id: DatasetId,
  read: (asking: Asking) => Promise<T>,
): Promise<Result<T>> {
  const { datasets, signal } = context;
  if (signal.aborted) return cancelled();
  const dataset = datasets.get(id);
  if (dataset === null) {
    return failure('not-found', 'There is no history to ask', {
      remedy: 'Switch history on in the settings, or open the files once more',
    });
  }
  const connection = await dataset.connect();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    await connection.run('BEGIN TRANSACTION READ ONLY');
    return success(await read({ rows: (sql, parameters = {}) => rowsOf(connection, sql, parameters, signal) }));
  } catch (error) {
    if (error instanceof Cancelled || signal.aborted) return cancelled();
    return failed(error);
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}

async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Row[]> {
  if (signal.aborted) throw new Cancelled();
  const answer = await connection.runAndReadAll(sql, { ...parameters });
  // What was interrupted may look as if it had come to its end.
  if (signal.aborted) throw new Cancelled();
  return answer
    .getRowObjectsJS()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cellOf(cell)])));
}

function cellOf(cell: JS): Cell {
  if (typeof cell === 'bigint') return Number(cell);
  if (Array.isArray(cell)) return cell.map((part) => cellOf(part as JS));
  return cell as Cell;
}

function cancelled(): Result<never> {
  return failure('cancelled', 'The question was withdrawn');
}

function failed(error: unknown): Result<never> {
  const [text = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  if (/^Out of Memory/i.test(text)) {
    return failure('unavailable', `The answer needs more memory than history may use: ${text}`, {
      remedy: 'Ask for a shorter stretch of time, or filter more',
    });
  }
  return failure('unavailable', `History could not be read: ${text}`, { remedy: 'Ask again in a moment' });
}
