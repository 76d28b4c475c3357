/**
 * One question to one dataset: a connection of its own, in a transaction that can only read and that sees one state of the data throughout. Whoever no longer
 * wants the answer interrupts it; the connection is closed once what ran on it has come back.
 */
import type { DuckDBConnection, JS } from '@duckdb/node-api';
import { failure, success, type Result } from '#base/result.ts';
import type { DatasetId } from '#contract/history/questions.ts';
import { heldPieces } from './pieces/held-by.ts';
import type { PiecesInUse, PiecesWanted } from './pieces/held-pieces.ts';
import type { QuestionContext } from '../question.ts';
import type { Asking, Cell, Row } from './asking.ts';

class Cancelled extends Error {}

/** `wanted`: pieces that `read` can make use of. */
export async function asked<T>(
  context: Pick<QuestionContext, 'datasets' | 'signal'>,
  id: DatasetId,
  read: (asking: Asking) => Promise<T>,
  wanted: PiecesWanted | null = null,
): Promise<Result<T>> {
  const { datasets, signal } = context;
  if (signal.aborted) return cancelled();
  const dataset = datasets.get(id);
  if (dataset === null) {
    return failure('not-found', 'There is no history to ask', {
      remedy: 'Switch history on in the settings, or open the files once more',
    });
  }
  for (;;) {
    // Where the database is being closed this throws, and the question is asked again of the one that is opened.
    const connection = await dataset.connect();
    const pieces = wanted === null ? null : heldPieces(dataset).use(wanted);
    try {
      return success(await onConnection(connection, signal, read, pieces));
    } catch (error) {
      pieces?.end();
      if (error instanceof Cancelled || signal.aborted) return cancelled();
      // What was kept may be why there is none left.
      if (isOutOfMemory(error) && (await heldPieces(dataset).makeRoom())) continue;
      return failed(error);
    } finally {
      pieces?.end();
    }
  }
}

/** Closes it. */
async function onConnection<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  read: (asking: Asking) => Promise<T>,
  inUse: PiecesInUse | null,
): Promise<T> {
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    await connection.run('BEGIN TRANSACTION READ ONLY');
    // From here on it sees one state of the data, and what pieces have to be held against that.
    if (inUse !== null) await connection.run('SELECT 1 FROM meta LIMIT 1');
    const pieces = inUse?.usable() ?? null;
    return await read({ pieces, rows: (sql, parameters = {}) => rowsOf(connection, sql, parameters, signal) });
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
  const text = firstLine(error);
  if (isOutOfMemory(error)) {
    return failure('unavailable', `The answer needs more memory than history may use: ${text}`, {
      remedy: 'Ask for a shorter stretch of time, or filter more',
    });
  }
  return failure('unavailable', `History could not be read: ${text}`, { remedy: 'Ask again in a moment' });
}

function isOutOfMemory(error: unknown): boolean {
  return /^Out of Memory/i.test(firstLine(error));
}

function firstLine(error: unknown): string {
  const [text = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return text;
}
