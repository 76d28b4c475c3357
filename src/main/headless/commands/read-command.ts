/** `netloupe read` and `netloupe capture`: rows out while packets come in, holding nothing that grows with the input. */
import { failure, success, type Result } from '#base/result.ts';
import { formatCount } from '#base/units-format.ts';
import type { Summary } from '#contract/health.ts';
import type { ChainName } from '#contract/observers.ts';
import type { Settings } from '#contract/settings.ts';
import { checkFilter } from '#main/engine/check-filter.ts';
import { importNotes } from '#main/engine/exchange/imports.ts';
import type { CaptureInput, ReadFiles, ReadOutcome } from '#main/engine/read-request.ts';
import { createCliEngine } from '../cli-engine.ts';
import { EXIT_DONE, EXIT_OTHER, EXIT_USAGE, failureText } from '../exit-codes.ts';
import { finishOutputs } from '../finish-outputs.ts';
import { checkInputs } from '../input-files.ts';
import { stopSignal } from '../interrupts.ts';
import type { OutputTarget } from '../option-values.ts';
import { liveInput } from '../live-input.ts';
import { findPackageRoot } from '../package-root.ts';
import { cliPlugins, runPlugins } from '../plugins/plugin-engine.ts';
import { createPluginRun } from '../plugins/plugin-run.ts';
import { createProgress } from '../progress.ts';
import { checkTargets, openOutputs, type RecordOutputs } from '../record-outputs.ts';
import { refuse } from '../refuse.ts';
import { loadSettings } from '../settings-file.ts';
import { summaryText } from '../summary-text.ts';
import { note, noteText, print, printExact } from '../terminal.ts';

const MOST_SAID = 20;

export interface ReadOptions {
  readonly sessions?: OutputTarget;
  readonly packets?: OutputTarget;
  readonly dns?: OutputTarget;
  readonly summary?: 'json' | 'text';
  /** Observers whose keys are columns of sessions, instead of those of the settings. */
  readonly chain?: readonly ChainName[];
  readonly filter?: string;
  /** Made-up addresses and names in rows. */
  readonly redact?: boolean;
  readonly config?: string;
  /** Names, folders or files. */
  readonly plugin?: readonly string[];
  /** Undefined: where stderr is a terminal. */
  readonly progress?: boolean;
}

export interface CaptureOptions extends ReadOptions {
  readonly interface: readonly string[];
  readonly bpf?: string;
  /** Milliseconds. */
  readonly duration?: number;
}

export async function readCommand(files: readonly string[], options: ReadOptions): Promise<number> {
  const settings = await settingsOf(options);
  if (!settings.ok) return refuse(settings.failure);
  const problem = await checkInputs('read', files);
  if (problem !== null) return refuse(problem);
  const inputs = files.map((path): CaptureInput => ({ kind: 'file', path }));
  return run(inputs, options, settings.value, !files.includes('-'));
}

export async function captureCommand(options: CaptureOptions): Promise<number> {
  const settings = await settingsOf(options);
  if (!settings.ok) return refuse(settings.failure);
  const input = liveInput(options.interface, options.bpf, settings.value);
  return run([input], options, settings.value, false);
}

async function settingsOf({ chain, sessions, config, redact, plugin }: ReadOptions): Promise<Result<Settings>> {
  if (redact === true && plugin !== undefined) {
    return failure('usage', '--redact does not reach what plugins say, which may name addresses', {
      remedy: 'Leave out --plugin or --redact',
    });
  }
  const settings = await loadSettings(config);
  if (!settings.ok || chain === undefined) return settings;
  if (sessions === undefined) {
    return failure('usage', '--chain adds columns to sessions, which are not written', {
      remedy: 'Name a file for them with --sessions, or use netloupe observe',
    });
  }
  return success({ ...settings.value, observers: { chains: chain } });
}

/** `repeatable`: the same input can be read again, so nothing unfinished needs to be kept. */
async function run(
  inputs: readonly CaptureInput[],
  options: ReadOptions & Partial<CaptureOptions>,
  settings: Settings,
  repeatable: boolean,
): Promise<number> {
  const paths = inputs.flatMap((input) => (input.kind === 'file' ? [input.path] : []));
  const checked = checkTargets(options, paths);
  if (!checked.ok) return refuse(checked.failure);
  const mistaken = options.filter === undefined ? null : checkFilter(options.filter);
  if (mistaken !== null) return refuse(mistaken);
  const root = findPackageRoot();
  const plugins = options.plugin === undefined ? null : await runPlugins(root, options.plugin, { trial: false });
  if (plugins?.ok === false) {
    note(failureText(plugins.failure));
    return EXIT_USAGE;
  }
  const stop = stopSignal();
  const opened = await openOutputs(options, () => {
    // Nobody reads the rows any more; other outputs may still be wanted.
    if (outputs.count === 1) stop.abort();
  });
  if (!opened.ok) return refuse(opened.failure);
  const outputs: RecordOutputs = opened.value;

  const { engine } = createCliEngine(
    root,
    settings,
    plugins === null ? null : { ...cliPlugins(root, plugins.value), everyLine: true },
  );
  const attended =
    engine.plugins === null || plugins === null
      ? null
      : createPluginRun(engine.plugins, {
          shown: (await plugins.value.list()).plugins.map(({ id }) => id),
          stdoutTaken: outputs.usesStdout,
          onReaderGone: () => {
            if (outputs.count === 0) stop.abort();
          },
        });
  const started = (await attended?.start()) ?? success(null);
  if (!started.ok) {
    await outputs.abort();
    await engine.close();
    return refuse(started.failure);
  }
  // Lines of plugins would be printed through it.
  const progress = createProgress(inputs, attended === null ? options.progress : (options.progress ?? false));
  let timer: NodeJS.Timeout | undefined;
  let outcome: ReadOutcome;
  try {
    outcome = await engine.readCapture({
      inputs,
      filter: options.filter ?? '',
      redact: options.redact === true,
      outputs: outputs.rows,
      signal: stop.signal,
      onProgress: progress.update,
      onFiles: (folder, files) => note(filesText(folder, files)),
      onImported: (imported) => importNotes(imported).forEach(note),
      onStarted(backend, limits): void {
        const names = inputs.flatMap((input) => (input.kind === 'live' ? input.request.interfaces : []));
        const until = options.duration === undefined ? 'until interrupted' : `for ${options.duration / 1000} s`;
        note(`Capturing on ${names.join(', ')} with ${backend} ${until}`);
        for (const limit of limits) note(`  ${limit}`);
        if (options.duration !== undefined) timer = setTimeout(() => stop.abort(), options.duration);
      },
    });
  } catch (error) {
    await outputs.abort();
    throw error;
  } finally {
    clearTimeout(timer);
    progress.stop();
  }
  const code = await finishOutputs(outputs, outcome.failure, refusedWhole(outcome) || (outputs.failed && repeatable));
  const well = (await attended?.finish()) ?? true;
  await engine.close();
  await attended?.flush();
  if (!refusedWhole(outcome)) await printSummary(outcome.summary, options, outputs);
  return code === EXIT_DONE && !well ? EXIT_OTHER : code;
}

/** Of several captures as one: what was not read, the first of it one by one. */
function filesText(folder: string, { count, leftOut }: ReadFiles): string {
  const captures = `${folder}: ${formatCount(count)} ${count === 1 ? 'capture' : 'captures'} in order of time`;
  if (leftOut.length === 0) return captures;
  const said = leftOut.slice(0, MOST_SAID).map(({ reason }) => `  ${reason}`);
  const rest = leftOut.length - said.length;
  if (rest > 0) said.push(`  and ${formatCount(rest)} more`);
  return [`${captures}; not read, or not to the end:`, ...said].join('\n');
}

/** Not one packet could be made out (and not because of damage): there is nothing to write and nothing to sum up. */
function refusedWhole({ failure: ended, summary }: ReadOutcome): boolean {
  if (ended === null || ended.code === 'damaged') return false;
  const undecoded = Object.values(summary.undecoded).reduce((sum, count) => sum + count, 0);
  return summary.packets === 0 || (ended.code === 'unsupported' && undecoded === summary.packets);
}

/** On stdout, unless rows or plugins are there. Without any output it is what the command is for. */
async function printSummary(summary: Summary, options: ReadOptions, outputs: RecordOutputs): Promise<void> {
  const plugins = options.plugin !== undefined;
  const form = options.summary ?? (outputs.count === 0 && !plugins ? 'text' : null);
  if (form === null) {
    if (!outputs.usesStdout) note(briefText(summary));
    return;
  }
  const text = form === 'json' ? `${JSON.stringify(summary)}\n` : summaryText(summary);
  if (outputs.usesStdout || plugins) noteText(text);
  else await (form === 'json' ? printExact(text) : print(text));
}

function briefText(summary: Summary): string {
  const { packets, sessions, dns_transactions: dns } = summary;
  return `${formatCount(packets)} packets, ${formatCount(sessions)} sessions, ${formatCount(dns)} DNS transactions`;
}
