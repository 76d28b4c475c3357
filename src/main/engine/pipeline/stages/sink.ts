/**
 * Where records leave Netloupe. A sink is opened for one stage of one pipeline and is given one batch at a time. What it
 * answered with success it keeps or has handed on for good; what it failed at comes again, so every sink delivers at least
 * once, and `record_id` tells duplicates.
 */
import type { Failure, Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { z } from 'zod';

export interface Sink {
  /** Can it be reached, may it be written? Before any data, and between two batches when the user asks. */
  test(): Promise<Result<null>>;
  collect(records: readonly PipelineRecord[]): Promise<Result<null>>;
  /** Everything that was collected is out, or kept where the next run finds it. */
  close(): Promise<Result<null>>;
}

export interface SinkContext {
  readonly pipeline: string;
  readonly stage: string;
  /** Folder that relative paths start from. */
  readonly folder: string;
  /** Shown with the stage: the other end is away, records are spooled. */
  warn(failure: Failure): void;
}

export interface SinkKind<Config = unknown> {
  /** `file`, `syslog`, `webhook`; sinks of plugins are `PLUGIN.SYMBOL`. */
  readonly name: string;
  readonly summary: string;
  readonly config: z.ZodType<Config>;
  open(config: Config, context: SinkContext): Promise<Result<Sink>>;
}
