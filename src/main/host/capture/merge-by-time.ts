/** Brings packets that were taken from several interfaces one after the other into the order in which they happened. */
import type { RecordBatch } from '#main/engine/capture/record-batch.ts';

/**
 * Orders the batch's rows by time, stably. Each run between two of `runEnds` is in order already, so that this is a
 * merge; with one run there is nothing to do. `scratch` must be as large as the batch.
 */
export function mergeRunsByTime(batch: RecordBatch, runEnds: readonly number[], scratch: RecordBatch): void {
  const starts = [0, ...runEnds.slice(0, -1)];
  const heads = starts.filter((start, run) => start < runEnds[run]!);
  const ends = runEnds.filter((end, run) => starts[run]! < end);
  if (heads.length < 2) return;
  const { times } = batch;
  for (let row = 0; row < batch.count; row++) {
    let earliest = -1;
    for (let run = 0; run < heads.length; run++) {
      if (heads[run]! === ends[run]!) continue;
      if (earliest < 0 || times[heads[run]!]! < times[heads[earliest]!]!) earliest = run;
    }
    copyRow(batch, heads[earliest]!++, scratch, row);
  }
  for (let row = 0; row < batch.count; row++) copyRow(scratch, row, batch, row);
}

function copyRow(from: RecordBatch, fromRow: number, to: RecordBatch, toRow: number): void {
  to.offsets[toRow] = from.offsets[fromRow]!;
  to.capturedLengths[toRow] = from.capturedLengths[fromRow]!;
  to.wireLengths[toRow] = from.wireLengths[fromRow]!;
  to.times[toRow] = from.times[fromRow]!;
  to.interfaceIds[toRow] = from.interfaceIds[fromRow]!;
}
