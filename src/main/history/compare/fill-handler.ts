/** Captures that are read beside what is on view: their rows come as those of the history do, into a dataset in memory. */
import { failure, success } from '#base/result.ts';
import type { DatasetId } from '#contract/history/questions.ts';
import type { AddedDataset, QuestionHandler } from '../question.ts';

export function createFillHandler(): QuestionHandler<'fill'> {
  const filled = new Map<DatasetId, AddedDataset>();
  return async ({ dataset, begins, batch }, { datasets }) => {
    if (begins) filled.set(dataset, await datasets.add(dataset));
    const target = filled.get(dataset);
    // It may have been dropped, or the process is another one than the one that began.
    if (target === undefined || datasets.get(dataset) === null) {
      filled.delete(dataset);
      return failure('unavailable', 'What was read of the capture is gone', { remedy: 'Read it again' });
    }
    await target.write(batch);
    return success(null);
  };
}
