/**
 * Where the records of a pipeline come from. A source gives batches by itself, from `start` until `stop` or until it has
 * no more. It may let go of a batch once it is `done`: until then it is on its way inside the pipeline.
 */
import type { Result } from '#base/result.ts';
import type { PipelineRecord, RecordType } from '#contract/pipelines/record.ts';
import type { z } from 'zod';
import type { StageContext } from './stage.ts';

/** What becomes of a batch that a source gave. Neither promise is ever rejected. */
export interface Given {
  /** There is room for the next one. False: the pipeline has ended and this batch is not wanted any more. */
  readonly taken: Promise<boolean>;
  /** It and everything that was made of it has left the pipeline. False: the pipeline ended before. */
  readonly done: Promise<boolean>;
}

export interface SourceOutput {
  /** At most MAX_BATCH records. To be called again only once the batch before was taken; while the pipeline is paused, none is. */
  give(records: readonly PipelineRecord[]): Given;
  /** Packet time has come this far: everything that comes now is of a later time. */
  advance(timeUs: number): void;
  /** Time begins anew: what comes now may be of any time. `epoch` counts up, the same for all sources that see the same. */
  restart(epoch: number): void;
  /** Records that were there and could not be given, because the pipeline was too slow for them. */
  dropped(count: number): void;
  /** Nothing more will come. */
  end(): void;
}

export interface Source {
  /** It calls `advance`. For others time is the wall clock, so that windows end behind them, too. */
  readonly tellsTime?: boolean;
  /** Health check, before any data flows. */
  test?(): Promise<Result<null>>;
  start(output: SourceOutput): Promise<Result<null>>;
  /** Gives what it still holds and then calls `end`. Not called where it ended by itself. */
  stop(): Promise<void>;
  /** While paused, a source should not make records at all; `give` waits in any case. */
  setPaused?(paused: boolean): void;
  /** Once, after everything, however it ended. */
  cleanup?(): Promise<void>;
}

/** Records in one batch at most. */
export const MAX_BATCH = 256;

export interface SourceKind<Config = unknown> {
  readonly name: string;
  /** One line for the pane and the documentation. */
  readonly summary: string;
  readonly writes: RecordType;
  readonly config: z.ZodType<Config>;
  /** As StageKind's. */
  detail?(config: Config): string;
  create(config: Config, context: StageContext): Result<Source> | Promise<Result<Source>>;
}
