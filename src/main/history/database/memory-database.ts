/** A database in memory: an import, or what tests ask. Gone when it is closed. */
import type { DuckDBInstance } from '@duckdb/node-api';
import type { HistoryBatch } from '#contract/history/process.ts';
import type { DatasetId } from '#contract/history/questions.ts';
import type { Dataset } from '../question.ts';
import { createInstance, IN_MEMORY, lockDown, type InstanceLimits } from './instance.ts';
import { createSchema } from './schema-sql.ts';
import { BatchWriter } from './write-batch.ts';

export interface MemoryDatabase extends Dataset {
  /** As the history is written; see BatchWriter. */
  write(batch: HistoryBatch): Promise<void>;
  close(): void;
}

export async function openMemoryDatabase(id: DatasetId, limits: InstanceLimits): Promise<MemoryDatabase> {
  const instance: DuckDBInstance = await createInstance(IN_MEMORY, limits);
  await lockDown(instance);
  const connection = await instance.connect();
  await createSchema(connection);
  const writer = new BatchWriter(connection);
  return {
    id,
    connect: () => instance.connect(),
    write: (batch) => writer.write(batch),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
