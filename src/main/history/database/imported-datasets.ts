/** Databases beside the history: imports, in memory, until they are dropped. */
import type { DatasetId } from '#contract/history/questions.ts';
import type { AddedDataset } from '../question.ts';
import type { InstanceLimits } from './instance.ts';
import { openMemoryDatabase, type MemoryDatabase } from './memory-database.ts';

export class ImportedDatasets {
  readonly #limits: InstanceLimits;
  readonly #databases: Map<DatasetId, MemoryDatabase> = new Map();

  constructor(limits: InstanceLimits) {
    this.#limits = limits;
  }

  get(id: DatasetId): MemoryDatabase | null {
    return this.#databases.get(id) ?? null;
  }

  async add(id: DatasetId): Promise<AddedDataset> {
    await this.drop(id);
    const database = await openMemoryDatabase(id, this.#limits);
    this.#databases.set(id, database);
    return database;
  }

  async drop(id: DatasetId): Promise<void> {
    const database = this.#databases.get(id);
    this.#databases.delete(id);
    await database?.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#databases.keys()].map((id) => this.drop(id)));
  }
}
