import { expect, it } from 'vitest';
import { RecordBatch } from '#main/engine/capture/record-batch.ts';
import { mergeRunsByTime } from './merge-by-time.ts';

function merged(...runs: readonly (readonly number[])[]): readonly string[] {
  const batch = new RecordBatch(32);
  const ends: number[] = [];
  for (const [id, run] of runs.entries()) {
    for (const time of run) {
      batch.times[batch.count] = time;
      batch.interfaceIds[batch.count] = id;
      batch.count++;
    }
    ends.push(batch.count);
  }
  mergeRunsByTime(batch, ends, new RecordBatch(32));
  return Array.from({ length: batch.count }, (_, row) => `${batch.interfaceIds[row]}:${batch.times[row]}`);
}

it('orders runs by time and keeps the order of equal times', () => {
  expect(merged([1, 4, 5], [], [2, 4, 9], [3])).toEqual(['0:1', '2:2', '3:3', '0:4', '2:4', '0:5', '2:9']);
});

it('leaves a single run as it is, even where its clock went back', () => {
  expect(merged([], [5, 3, 4], [])).toEqual(['1:5', '1:3', '1:4']);
  expect(merged()).toEqual([]);
});
