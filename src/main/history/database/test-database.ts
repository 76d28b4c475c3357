/** For tests: a history in memory, with rows written as objects by the names of their columns. */
import type { HistoryBatch, WrittenTable } from '#contract/history/process.ts';
import { HISTORY_DATASET, type DatasetId } from '#contract/history/questions.ts';
import type { HistoryCell, HistoryRows } from '#contract/history/rows.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { Datasets, QuestionContext } from '../question.ts';
import type { MarkLimits } from './change-marks.ts';
import { openMemoryDatabase, type MemoryDatabase } from './memory-database.ts';

/** Cells by the names of columns; what is left out is null. */
export type TestRow = Readonly<Record<string, HistoryCell>>;
export type TestRows = Readonly<Partial<Record<WrittenTable, readonly TestRow[]>>>;

export interface TestDatabase extends MemoryDatabase {
  /** What a handler is given: this database, and what it adds. `signal`: one that is never aborted, unless given. */
  context(signal?: AbortSignal): QuestionContext;
}

/** Several in one process do not know of each other. Close it. */
export async function openTestDatabase(
  rows: TestRows = {},
  id: DatasetId = HISTORY_DATASET,
  marks?: MarkLimits,
): Promise<TestDatabase> {
  const limits = { memoryBytes: 512e6, threads: 2 };
  const database = await openMemoryDatabase(id, limits, marks);
  await database.write(toBatch(rows));
  const added = new Map<DatasetId, MemoryDatabase>();
  const drop = async (other: DatasetId): Promise<void> => {
    const memory = added.get(other);
    added.delete(other);
    await memory?.close();
  };
  const datasets: Datasets = {
    get: (other) => (other === id ? database : (added.get(other) ?? null)),
    add: async (other) => {
      await drop(other);
      const memory = await openMemoryDatabase(other, limits);
      added.set(other, memory);
      return memory;
    },
    drop,
  };
  return {
    ...database,
    context: (signal = new AbortController().signal) => ({ datasets, signal, progress: () => undefined }),
    close: async () => {
      await Promise.all([...added.keys()].map(drop));
      await database.close();
    },
  };
}

export function toBatch(rows: TestRows): HistoryBatch {
  const tables = Object.entries(rows) as [WrittenTable, readonly TestRow[]][];
  return Object.fromEntries(tables.map(([table, list]) => [table, toRows(table, list)]));
}

export function toRows(table: WrittenTable, list: readonly TestRow[]): HistoryRows {
  const known = new Set(HISTORY_TABLES[table].map((column) => column.name));
  for (const name of list.flatMap(Object.keys)) {
    if (!known.has(name)) throw new Error(`There is no column ${name} in ${table}`);
  }
  return { rows: list.length, columns: HISTORY_TABLES[table].map(({ name }) => list.map((row) => row[name] ?? null)) };
}
