/** A pipeline's file on the command line: read, checked, and joined to an engine that has the plugins it names. */
import path from 'node:path';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { mistakeText, type PlacedMistake } from '#contract/pipelines/mistakes.ts';
import type { Settings } from '#contract/settings.ts';
import type { Engine } from '#main/engine/engine.ts';
import type { PipelineJob, PipelinePlatform } from '#main/engine/pipeline-platform.ts';
import { openFailure } from '#main/host/capture/open-failures.ts';
import { readRegularFile } from '#main/host/plugins/folder-package.ts';
import type { RunStorage } from '#main/host/plugins/run-storage.ts';
import { createCliEngine } from '../cli-engine.ts';
import type { PackageRoot } from '../package-root.ts';
import { cliPlugins, keptPlugins, runPlugins } from '../plugins/plugin-engine.ts';

const MOST_BYTES = 1 << 20;

export interface OpenPipelineOptions {
  readonly settings: Settings;
  /** Beside those that the file names: rules may call functions of plugins. */
  readonly plugins: readonly string[];
  readonly giveUpAfterMs: number;
}

export interface OpenedPipeline {
  readonly job: PipelineJob;
  readonly engine: Engine;
  readonly pipelines: PipelinePlatform;
  /** Null: it needs none. */
  readonly plugins: RunStorage | null;
}

export type PipelineFileProblem =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly PlacedMistake[] };

/** Nothing runs yet. */
export async function openPipeline(
  root: PackageRoot,
  file: string,
  { settings, plugins: more, giveUpAfterMs }: OpenPipelineOptions,
): Promise<OpenedPipeline | PipelineFileProblem> {
  const text = await readText(file);
  if (!text.ok) return { kind: 'failure', failure: text.failure };
  const options = { folder: path.dirname(path.resolve(file)), giveUpAfterMs };
  // Which plugins it needs is known once it is read; those are then all that run.
  const reader = createCliEngine(root, settings, cliPlugins(root, keptPlugins(root)), 'named');
  const read = reader.engine.pipelines!.job(text.value, options);
  await reader.engine.close();
  if (read.job === null) return { kind: 'mistakes', mistakes: read.mistakes };
  const plugins = await pluginsFor(root, read.job.plugins, more);
  if (!plugins.ok) {
    const { message, remedy } = plugins.failure;
    const extra = remedy === undefined ? {} : { remedy };
    return { kind: 'failure', failure: failure('usage', `${file} needs a plugin: ${message}`, extra).failure };
  }
  const storage = plugins.value;
  const { engine } = createCliEngine(root, settings, storage === null ? null : cliPlugins(root, storage), 'named');
  const pipelines = engine.pipelines!;
  const opened = pipelines.job(text.value, options);
  if (opened.job === null) return { kind: 'mistakes', mistakes: opened.mistakes };
  return { job: opened.job, engine, pipelines, plugins: storage };
}

/** Those that are named, for `named` that are not given by their folders anyway; null: none. */
async function pluginsFor(
  root: PackageRoot,
  named: readonly string[],
  given: readonly string[],
): Promise<Result<RunStorage | null>> {
  if (named.length === 0 && given.length === 0) return success(null);
  const own = await runPlugins(root, given, { trial: false });
  if (!own.ok) return own;
  const ids = new Set((await own.value.list()).plugins.map(({ id }) => id));
  const missing = named.filter((name) => !ids.has(name));
  if (missing.length === 0) return own;
  own.value.dispose();
  return runPlugins(root, [...given, ...missing], { trial: false });
}

export function mistakeLines(file: string, mistakes: readonly PlacedMistake[]): string {
  return mistakes.map((mistake) => mistakeText(file, mistake)).join('\n');
}

async function readText(file: string): Promise<Result<string>> {
  try {
    const bytes = await readRegularFile(file, MOST_BYTES, true);
    if (bytes === null) return failure('unreadable', `${file} is no file`, { remedy: 'Name the file of a pipeline' });
    if (bytes.length > MOST_BYTES) return failure('unreadable', `${file} is too large to be a pipeline`);
    return success(bytes.toString('utf8'));
  } catch (error) {
    return openFailure(error, file);
  }
}
