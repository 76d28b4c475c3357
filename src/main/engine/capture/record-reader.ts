/** What a capture format has to provide; `StreamingSource` does the rest (reading, batching, the end). */
import type { Failure } from '#base/result.ts';
import type { ByteWindow } from './byte-window.ts';
import type { CaptureInterface } from './packet-source.ts';
import type { RecordBatch } from './record-batch.ts';

export interface RecordReader {
  readonly interfaces: readonly CaptureInterface[];
  readonly kernelDrops: number;
  readonly interfaceDrops: number;
  /** Set when the input cannot be followed any further; `position` of the window is where the damage begins. */
  readonly damage: Failure | null;
  /**
   * Appends whole records to the batch and moves the window's position behind them, until the batch is full (answers
   * 0), the input is damaged (answers 0), or bytes are missing: answers how many are needed from the position on.
   */
  index(window: ByteWindow, batch: RecordBatch): number;
  /** The input ends here: null where that is between two records, else what is cut short. */
  endsHere(window: ByteWindow): Failure | null;
}
