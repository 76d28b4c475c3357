/** `netloupe pipeline check FILE`: whether a pipeline's file is right, its graph, and with --test whether its stages are well. */
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { EXIT_DONE, EXIT_OTHER, EXIT_USAGE, failureText } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { graphText } from '../pipelines/graph-text.ts';
import { mistakeLines, openPipeline } from '../pipelines/open-pipeline.ts';
import { refuse } from '../refuse.ts';
import { note, print, printExact } from '../terminal.ts';

export interface PipelineCheckOptions {
  readonly json?: boolean;
  /** Health checks of all stages, too. */
  readonly test?: boolean;
  readonly plugin?: readonly string[];
}

export async function pipelineCheckCommand(file: string, options: PipelineCheckOptions): Promise<number> {
  const opened = await openPipeline(findPackageRoot(), file, {
    settings: DEFAULT_SETTINGS,
    plugins: options.plugin ?? [],
    giveUpAfterMs: 0,
  });
  if ('kind' in opened) {
    if (opened.kind === 'failure') {
      return refuse(opened.failure);
    }
    if (options.json === true)
      await print(
        `${JSON.stringify({ file, name: null, mistakes: opened.mistakes, stages: [], channels: [], healthy: null }, null, 1)}\n`,
      );
    else note(mistakeLines(file, opened.mistakes));
    return EXIT_USAGE;
  }
  const { job, engine } = opened;
  const troubles: string[] = [];
  if (options.test === true) {
    await engine.plugins?.start();
    const made = await job.prepare();
    for (const { stage, failure } of made.length > 0 ? made : await job.test()) {
      troubles.push(`netloupe: ${stage}: ${failureText(failure).replace(/^netloupe: /, '')}`);
    }
  }
  const stages = job.stages();
  const channels = job.channels();
  await job.end();
  await engine.close();
  opened.plugins?.dispose();
  const healthy = options.test === true ? troubles.length === 0 : null;
  if (options.json === true) {
    await printExact(`${JSON.stringify({ file, name: job.name, mistakes: [], stages, channels, healthy }, null, 1)}\n`);
  } else await print(`${job.name}: ${stages.length} stages\n${graphText(stages, channels)}`);
  for (const trouble of troubles) note(trouble);
  return healthy === false ? EXIT_OTHER : EXIT_DONE;
}
