/** Pipelines as hosts see them: what the command line uses beside the protocol. */
import type { Failure, Result } from '#base/result.ts';
import type { PipelineCommandHandlers, PipelineStreamHandlers } from './no-pipelines.ts';
import type { PlacedMistake } from '#contract/pipelines/mistakes.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { ChannelStatus, PipelineStatus, StageStatus } from '#contract/pipelines/status.ts';

export interface StageTrouble {
  readonly stage: string;
  readonly failure: Failure;
}

/** One pipeline from a text, run once. */
export interface PipelineJob {
  readonly name: string;
  readonly health: 'stop' | 'warn';
  /** It takes what happens in a capture. */
  readonly needsCapture: boolean;
  /** Plugins that its stages name. */
  readonly plugins: readonly string[];
  stages(): readonly StageStatus[];
  channels(): readonly ChannelStatus[];
  /** Makes the stages; what could not be made. */
  prepare(): Promise<readonly StageTrouble[]>;
  /** Health checks of all stages. */
  test(): Promise<readonly StageTrouble[]>;
  start(): Promise<Result<null>>;
  /** Ends its sources, lets through what is under way for so long, and cleans up. */
  stop(drainMs: number): Promise<void>;
  /** Resolves when its sources have ended, or a stage gave up, and everything is cleaned up. */
  end(): Promise<void>;
  /** Why it ended before its sources did. */
  readonly failure: StageTrouble | null;
  /** Records that its sources gave and that did not get through, once it has ended. */
  readonly undelivered: number;
}

export interface JobOptions {
  /** Relative paths start from it. */
  readonly folder: string;
  /** A stage that fails for so long gives up. */
  readonly giveUpAfterMs: number | null;
}

export interface PipelinePlatform {
  readonly commands: PipelineCommandHandlers;
  readonly streams: PipelineStreamHandlers;
  /** Starts what is kept and enabled; answers once each of them runs or has said why it does not. */
  start(): Promise<void>;
  /** By name. */
  status(): readonly PipelineStatus[];
  job(
    text: string,
    options: JobOptions,
  ):
    | { readonly job: PipelineJob; readonly mistakes: readonly [] }
    | { readonly job: null; readonly mistakes: readonly PlacedMistake[] };
  /** Alerts of plugins and pipelines about a session, newest first. */
  alertsAbout(sessionId: string): readonly AlertRow[];
  /** Every alert of plugins and pipelines as it comes. Returns how to stop. */
  onAlert(listener: (alert: AlertRow) => void): () => void;
  /** No more captures: what their sources hold goes out, and they end. */
  finish(): void;
  /** Ends what runs; what is under way goes through, within bounds. */
  close(): Promise<void>;
}
