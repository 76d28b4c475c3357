/** `netloupe pipeline run FILE`: one pipeline over a capture, from files or live, to the end of both. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { formatCount } from '#base/units-format.ts';
import type { Summary } from '#contract/health.ts';
import type { Settings } from '#contract/settings.ts';
import type { Engine } from '#main/engine/engine.ts';
import type { PipelineJob, StageTrouble } from '#main/engine/pipeline-platform.ts';
import type { CaptureInput, ReadOutcome } from '#main/engine/read-request.ts';
import { EXIT_DONE, EXIT_OTHER, EXIT_USAGE, failureText } from '../exit-codes.ts';
import { checkInputs } from '../input-files.ts';
import { aborted, stopSignal } from '../interrupts.ts';
import { liveInput } from '../live-input.ts';
import { findPackageRoot } from '../package-root.ts';
import { countersText } from '../pipelines/graph-text.ts';
import { mistakeLines, openPipeline, type OpenedPipeline } from '../pipelines/open-pipeline.ts';
import { createProgress } from '../progress.ts';
import { refuse } from '../refuse.ts';
import { loadSettings } from '../settings-file.ts';
import { note, noteText, printExact } from '../terminal.ts';

export interface PipelineRunOptions {
  readonly read?: readonly string[];
  readonly interface?: readonly string[];
  readonly bpf?: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly config?: string;
  readonly plugin?: readonly string[];
  readonly summary?: 'json' | 'text';
  /** Milliseconds: a stage that fails for so long gives up. */
  readonly giveUp: number;
  readonly progress?: boolean;
}

/** What is under way when the command is interrupted gets this long, whatever --give-up says. */
const INTERRUPTED_DRAIN_MS = 10_000;
/** Waiting for the last records for longer than this is said. */
const UNSAID_DRAIN_MS = 2000;

export async function pipelineRunCommand(file: string, options: PipelineRunOptions): Promise<number> {
  const settings = await loadSettings(options.config);
  if (!settings.ok) return refuse(settings.failure);
  const inputs = await inputsOf(options, settings.value);
  if (!inputs.ok) return refuse(inputs.failure);
  const opened = await openPipeline(findPackageRoot(), file, {
    settings: settings.value,
    plugins: options.plugin ?? [],
    giveUpAfterMs: options.giveUp,
  });
  if ('kind' in opened) {
    if (opened.kind === 'failure') return refuse(opened.failure);
    note(mistakeLines(file, opened.mistakes));
    return EXIT_USAGE;
  }
  const code = await run(opened, inputs.value, options);
  opened.plugins?.dispose();
  return code;
}

async function run(
  opened: OpenedPipeline,
  inputs: readonly CaptureInput[],
  options: PipelineRunOptions,
): Promise<number> {
  const { job, engine, pipelines } = opened;
  const misfit = misfitOf(job, inputs);
  if (misfit !== null) {
    await engine.close();
    return refuse(misfit);
  }
  let alerts = 0;
  pipelines.onAlert(() => alerts++);
  const stop = stopSignal();
  const keptOut = await Promise.race([startUp(engine, job), aborted(stop.signal).then(() => EXIT_OTHER)]);
  if (keptOut !== null) {
    await job.end();
    await engine.close();
    return keptOut;
  }
  const outcome = await runThrough(opened, inputs, options, stop);
  await engine.close();
  const code = tell(job, outcome);
  await printSummary(job, outcome?.summary ?? null, alerts, options.summary ?? 'text');
  return code;
}

/** Reads the inputs, then waits for what is under way. Null: there was no input to read. */
async function runThrough(
  { job, engine, pipelines }: OpenedPipeline,
  inputs: readonly CaptureInput[],
  options: PipelineRunOptions,
  stop: AbortController,
): Promise<ReadOutcome | null> {
  const started = await job.start();
  if (!started.ok) return null;
  const over = new AbortController();
  const signal = AbortSignal.any([stop.signal, over.signal]);
  // A pipeline that has ended takes nothing any more.
  const ended = job.end().then(() => over.abort());
  let timer: NodeJS.Timeout | undefined;
  const limit = (): void => {
    if (options.duration !== undefined) timer = setTimeout(() => over.abort(), options.duration);
  };
  if (inputs.length === 0) limit();
  const outcome = inputs.length === 0 ? null : await readAll(engine, inputs, options, signal, limit);
  if (outcome === null) await Promise.race([ended, aborted(signal)]);
  // Flows that observers of plugins look at are told once the plugins have handled all headers.
  await engine.plugins?.drain();
  pipelines.finish();
  const slow = outcome === null ? undefined : setTimeout(() => noteWaiting(job), UNSAID_DRAIN_MS);
  // Sources of plugins have their own end, or none.
  if (outcome !== null && !over.signal.aborted) await Promise.race([ended, aborted(stop.signal)]);
  clearTimeout(timer);
  const drained = job.stop(stop.signal.aborted ? INTERRUPTED_DRAIN_MS : options.giveUp + INTERRUPTED_DRAIN_MS);
  // Interrupted while it drains: from then on there is little time, too.
  const hurried = aborted(stop.signal).then(() => job.stop(INTERRUPTED_DRAIN_MS));
  await Promise.race([drained, hurried]);
  clearTimeout(slow);
  return outcome;
}

function noteWaiting(job: PipelineJob): void {
  const records = `${formatCount(job.undelivered)} records`;
  note(`Everything is read; waiting for ${records} to be handed on (Ctrl+C gives them up)`);
  for (const { name: stage, trouble } of job.stages()) if (trouble !== null) noteTrouble({ stage, failure: trouble });
}

async function readAll(
  engine: Engine,
  inputs: readonly CaptureInput[],
  options: PipelineRunOptions,
  signal: AbortSignal,
  onStarted: () => void,
): Promise<ReadOutcome> {
  const progress = createProgress(inputs, options.progress);
  const outcome = await engine.readCapture({
    inputs,
    filter: '',
    outputs: {},
    signal,
    onProgress: progress.update,
    onStarted(backend, limits): void {
      note(`Capturing on ${(options.interface ?? []).join(', ')} with ${backend}`);
      for (const one of limits) note(`  ${one}`);
      onStarted();
    },
  });
  progress.stop();
  return outcome;
}

async function inputsOf(options: PipelineRunOptions, settings: Settings): Promise<Result<readonly CaptureInput[]>> {
  const { read = [], interface: interfaces = [] } = options;
  const problem = await checkInputs('pipeline run FILE --read', read);
  if (problem !== null) return { ok: false, failure: problem };
  if (interfaces.length === 0) return success(read.map((path): CaptureInput => ({ kind: 'file', path })));
  return success([liveInput(interfaces, options.bpf, settings)]);
}

function misfitOf(job: PipelineJob, inputs: readonly CaptureInput[]): Failure | null {
  if (job.needsCapture && inputs.length === 0) {
    const remedy = 'Name a capture with --read, or an interface with -i';
    return failure('usage', `The pipeline ${job.name} takes records from a capture`, { remedy }).failure;
  }
  if (!job.needsCapture && inputs.length > 0) {
    const remedy = 'Leave --read and -i out, or give it a source such as sessions';
    return failure('usage', `The pipeline ${job.name} takes nothing from a capture`, { remedy }).failure;
  }
  return null;
}

async function startUp(engine: Engine, job: PipelineJob): Promise<number | null> {
  await engine.plugins?.start();
  return keptOutBy(job);
}

/** Makes and tests all stages. The exit status where that keeps the pipeline out; null: it may run. */
async function keptOutBy(job: PipelineJob): Promise<number | null> {
  const made = await job.prepare();
  if (made.length > 0) {
    for (const trouble of made) noteTrouble(trouble);
    const isWrong = made.some(({ failure: { code } }) => code === 'invalid' || code === 'usage');
    return isWrong ? EXIT_USAGE : EXIT_OTHER;
  }
  const ill = await job.test();
  for (const trouble of ill) noteTrouble(trouble);
  if (ill.length === 0) return null;
  if (job.health === 'warn') {
    note('  It runs nevertheless: health is "warn"');
    return null;
  }
  return EXIT_OTHER;
}

/** The exit status: that of the input first, then of the pipeline. */
function tell(job: PipelineJob, outcome: ReadOutcome | null): number {
  let code = EXIT_DONE;
  if (job.failure !== null) {
    noteTrouble(job.failure);
    code = EXIT_OTHER;
  }
  if (job.undelivered > 0) {
    note(`netloupe: ${formatCount(job.undelivered)} records were not delivered`);
    code = EXIT_OTHER;
  }
  // What went on all the same: records that a sink keeps for the next run, values that have no column.
  for (const { name: stage, trouble } of job.stages()) {
    if (trouble !== null && stage !== job.failure?.stage) noteTrouble({ stage, failure: trouble });
  }
  const ended = outcome?.failure ?? null;
  if (ended === null) return code;
  return refuse(ended);
}

async function printSummary(
  job: PipelineJob,
  capture: Summary | null,
  alerts: number,
  form: 'json' | 'text',
): Promise<void> {
  const stages = job.stages();
  if (form === 'json') {
    const failed = job.failure === null ? null : { stage: job.failure.stage, message: job.failure.failure.message };
    const { name: pipeline, undelivered } = job;
    await printExact(`${JSON.stringify({ pipeline, stages, alerts, undelivered, failure: failed, capture })}\n`);
    return;
  }
  if (capture !== null) note(`${formatCount(capture.packets)} packets, ${formatCount(capture.sessions)} sessions`);
  if (alerts > 0) note(`${formatCount(alerts)} ${alerts === 1 ? 'alert' : 'alerts'}`);
  noteText(countersText(stages));
}

function noteTrouble({ stage, failure: reason }: StageTrouble): void {
  note(`netloupe: ${stage}: ${failureText(reason).replace(/^netloupe: /, '')}`);
}
