/** A database in memory: an import, or what tests ask. Gone when it is closed. */
import type { DatasetId } from '#contract/history/questions.ts';
import type { AddedDataset } from '../question.ts';
import { MARK_LIMITS, type MarkLimits } from './change-marks.ts';
import type { InstanceLimits } from './instance.ts';
import { openDatabase } from './open-database.ts';

export interface MemoryDatabase extends AddedDataset {
  /** Ends what is being asked. */
  close(): Promise<void>;
}

export async function openMemoryDatabase(
  id: DatasetId,
  limits: InstanceLimits,
  marks: MarkLimits = MARK_LIMITS,
): Promise<MemoryDatabase> {
  const database = (await openDatabase(null, limits, true, marks))!;
  return {
    id,
    marks: database.marks,
    connect: () => database.connections.connect(),
    write: (batch) => database.writer.write(batch),
    close: () => database.close(),
  };
}
