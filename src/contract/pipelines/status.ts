/** What the engine says of its pipelines: to the pane and the command line alike. */
import type { Failure } from '#base/result.ts';
import type { PlacedMistake } from './mistakes.ts';
import type { RecordType } from './record.ts';

/**
 * `disabled`: switched off · `invalid`: its file has mistakes, or its health check failed and it is kept out · `checking`:
 * health checks are under way · `running` · `paused` · `failing`: runs, but a stage cannot get rid of its records and tries
 * again (`cause`) · `stopped`: ended by itself, or by a bug of ours (`cause`).
 */
export const PIPELINE_STATES = ['disabled', 'invalid', 'checking', 'running', 'paused', 'failing', 'stopped'] as const;
export type PipelineState = (typeof PIPELINE_STATES)[number];

/** Since the pipeline was started. */
export interface StageCounters {
  readonly records_in: number;
  readonly records_out: number;
  /** Sources: could not be given, because the pipeline was too slow. Ends: given up for good. */
  readonly dropped: number;
  readonly batches: number;
  /** Batches that it failed at, each attempt counted, and attempts after the first. */
  readonly failures: number;
  readonly retries: number;
  /** Records that wait for it, and those in its hands. */
  readonly waiting: number;
  /** Of processing, waiting for other processes included, microseconds. */
  readonly busy_us: number;
}

export interface StageStatus {
  /** Its own name, or its kind and position. */
  readonly name: string;
  readonly kind: string;
  /** What it is about in a few words: a sink's name, a rule folder, a condition; '' where there is nothing to say. */
  readonly detail: string;
  readonly role: 'source' | 'stage' | 'end';
  /** Of its last health check: null before it. */
  readonly health: { readonly ok: boolean; readonly message: string | null } | null;
  /** What it last failed at or warned of; null once it went well again. */
  readonly trouble: Failure | null;
  readonly counters: StageCounters;
  /** What only this kind of stage counts, by name (snake_case), e.g. records that came too late for their window. */
  readonly counts: Readonly<Record<string, number>>;
}

/** From one stage to another, by their positions in `stages`. */
export interface ChannelStatus {
  readonly name: string;
  readonly type: RecordType;
  readonly from: number;
  readonly to: number;
  /** Records that wait for the reader, and how many may. */
  readonly waiting: number;
  readonly size: number;
}

export interface PipelineStatus {
  /** Name in its file; of a file that cannot be read, the file's name without its suffix. */
  readonly id: string;
  readonly description: string;
  /** Absolute path of its file. */
  readonly file: string;
  /** `bundled`: a sample that ships; enabling it makes a copy in the data folder. `own`: in the data folder. */
  readonly origin: 'bundled' | 'own';
  readonly enabled: boolean;
  readonly state: PipelineState;
  readonly cause: string | null;
  /** Wall clock, milliseconds since the epoch. */
  readonly since_ms: number;
  /** Empty where the file is right. */
  readonly mistakes: readonly PlacedMistake[];
  readonly stages: readonly StageStatus[];
  readonly channels: readonly ChannelStatus[];
  readonly alerts: number;
  /** Records that sources gave and that never got to an end: of a run that was stopped. */
  readonly undelivered: number;
}
