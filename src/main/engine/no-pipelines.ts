/** The pipeline commands of an engine that was made without pipelines: a plain `netloupe read`, most tests. */
import { failure, type Result } from '#base/result.ts';
import type { PipelineCommandParams, PipelineStreamParams } from '#contract/pipelines/commands.ts';
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';

export type PipelineCommandHandlers = Pick<CommandHandlers, keyof PipelineCommandParams>;
export type PipelineStreamHandlers = Pick<StreamHandlers, keyof PipelineStreamParams>;

export const noPipelineCommands: PipelineCommandHandlers = {
  'pipelines.set_enabled': refuse,
  'pipelines.pause': refuse,
  'pipelines.check': refuse,
  'pipelines.save': refuse,
  'pipelines.read': refuse,
  'pipelines.remove': refuse,
};

export const noPipelineStreams: PipelineStreamHandlers = {
  pipelines: () => ({ take: () => ({ pipelines: [] }), update() {}, close() {} }),
  alerts: () => ({
    take: () => ({ total: 0, by_severity: { info: 0, low: 0, medium: 0, high: 0, critical: 0 }, alerts: [] }),
    update() {},
    close() {},
  }),
};

function refuse(): Promise<Result<never>> {
  return Promise.resolve(failure('unavailable', 'This engine runs without pipelines'));
}
