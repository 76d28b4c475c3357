/** What the stores of pipelines and alerts use of the connection. */
import type { Result } from '#base/result.ts';
import type {
  PipelineCommandParams,
  PipelineCommandResults,
  PipelineStreamFrames,
  PipelineStreamParams,
} from '#contract/pipelines/commands.ts';

export interface PipelineLink {
  call<K extends keyof PipelineCommandParams>(
    command: K,
    params: PipelineCommandParams[K],
    signal?: AbortSignal,
  ): Promise<Result<PipelineCommandResults[K]>>;
  subscribe<K extends keyof PipelineStreamParams>(
    stream: K,
    params: PipelineStreamParams[K],
    onFrame: (frame: PipelineStreamFrames[K]) => void,
  ): { update(params: PipelineStreamParams[K]): void; close(): void };
}
