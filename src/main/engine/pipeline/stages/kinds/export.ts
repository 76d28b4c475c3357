/** The end `export`: hands records to a sink, as many at once as the file says. Its other keys are the sink's own. */
import { z } from 'zod';
import { success, type Result } from '#base/result.ts';
import { duration } from '#contract/pipelines/config-words.ts';
import { mistakesOf, unknownText } from '#contract/pipelines/mistakes.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Sink, SinkKind } from '../sink.ts';
import type { BatchWish, Stage, StageKind } from '../stage.ts';
import type { SinkRegistry } from '../stage-registry.ts';

export interface ExportConfig {
  readonly sink: SinkKind;
  readonly batch: BatchWish;
  /** Null: without end. */
  readonly attempts: number | null;
  readonly config: unknown;
}

const own = z.looseObject({
  sink: z.string('is missing: the name of the sink'),
  batch_records: z.number().int().min(1).max(10_000).default(256),
  batch_wait: duration({ min: 0, max: 3_600_000 }).default(1000),
  attempts: z.number().int().min(1).optional(),
});

export function exportStage(sinks: SinkRegistry): StageKind<ExportConfig> {
  const config = own.transform(
    ({ sink: name, batch_records: records, batch_wait: waitMs, attempts, ...rest }, context) => {
      const sink = sinks.find(name);
      if (sink === null) {
        context.addIssue({ code: 'custom', path: ['sink'], message: unknownText('sink', name, sinks.names()) });
        return z.NEVER;
      }
      const parsed = sink.config.safeParse(rest);
      if (parsed.success) {
        return { sink, batch: { records, waitMs }, attempts: attempts ?? null, config: parsed.data };
      }
      for (const { path, message } of mistakesOf(parsed.error, [], sink.config)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
      return z.NEVER;
    },
  );
  return {
    name: 'export',
    summary: 'Hands records to a sink.',
    reads: ['record'],
    writes: () => null,
    config,
    detail: ({ sink }) => sink.name,
    async create({ sink, batch, attempts, config: sinkConfig }, context): Promise<Result<Stage>> {
      const { pipeline, stage, folder } = context;
      const opened = await sink.open(sinkConfig, { pipeline, stage, folder, warn: (warning) => context.warn(warning) });
      return opened.ok ? success(new Export(opened.value, batch, attempts)) : opened;
    },
  };
}

class Export implements Stage {
  readonly batch: BatchWish;
  readonly attempts?: number;
  private readonly sink: Sink;
  private closed = false;

  constructor(sink: Sink, batch: BatchWish, attempts: number | null) {
    this.sink = sink;
    this.batch = batch;
    if (attempts !== null) this.attempts = attempts;
  }

  test(): Promise<Result<null>> {
    return this.sink.test();
  }

  process(records: readonly PipelineRecord[]): Promise<Result<null>> {
    return this.sink.collect(records);
  }

  finish(): Promise<Result<null>> {
    this.closed = true;
    return this.sink.close();
  }

  /** Of a run that was cut off. What the sink says then has nobody to go to. */
  async cleanup(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.sink.close();
  }
}
