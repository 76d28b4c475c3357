/** `netloupe observe`: what chains note of each flow, one JSON record a flow. */
import { formatCount } from '#base/units-format.ts';
import type { ChainName } from '#contract/observers.ts';
import type { Settings } from '#contract/settings.ts';
import type { ObserveCounts, ObserveOutcome } from '#main/engine/observe-request.ts';
import { observerChains } from '#main/engine/observer-chains.ts';
import type { CaptureInput } from '#main/engine/read-request.ts';
import { createCliEngine } from '../cli-engine.ts';
import { EXIT_DONE, EXIT_OTHER, EXIT_USAGE, failureText } from '../exit-codes.ts';
import { finishOutputs } from '../finish-outputs.ts';
import { checkInputs } from '../input-files.ts';
import { stopSignal } from '../interrupts.ts';
import { liveInput } from '../live-input.ts';
import { findPackageRoot } from '../package-root.ts';
import { cliPlugins, runPlugins } from '../plugins/plugin-engine.ts';
import { watchPlugins } from '../plugins/plugin-watch.ts';
import { createProgress } from '../progress.ts';
import { checkTargets, openOutputs } from '../record-outputs.ts';
import { refuse } from '../refuse.ts';
import { loadSettings } from '../settings-file.ts';
import { note, print } from '../terminal.ts';

export interface ObserveOptions {
  readonly chain?: readonly ChainName[];
  readonly interface?: readonly string[];
  readonly bpf?: string;
  /** Milliseconds. */
  readonly duration?: number;
  /** Names, folders or files. */
  readonly plugin?: readonly string[];
  /** `-` and nothing are standard output. */
  readonly output?: string;
  readonly listChains?: boolean;
  readonly config?: string;
  /** Undefined: where stderr is a terminal. */
  readonly progress?: boolean;
}

const DEFAULT_CHAINS: readonly ChainName[] = ['basic'];

export async function observeCommand(file: string | undefined, options: ObserveOptions): Promise<number> {
  if (options.listChains === true) {
    await print(chainList());
    return EXIT_DONE;
  }
  const settings = await loadSettings(options.config);
  if (!settings.ok) return refuse(settings.failure);
  const { interface: interfaces } = options;
  if ((file === undefined) === (interfaces === undefined)) {
    note('netloupe: Name a capture (- is standard input), or an interface with -i');
    return EXIT_USAGE;
  }
  if (file === undefined)
    return observe(liveInput(interfaces ?? [], options.bpf, settings.value), options, settings.value);
  const problem = await checkInputs('observe', [file]);
  if (problem !== null) return refuse(problem);
  return observe({ kind: 'file', path: file }, options, settings.value);
}

async function observe(input: CaptureInput, options: ObserveOptions, settings: Settings): Promise<number> {
  const target = { output: { path: options.output ?? '-', format: 'jsonl' as const } };
  const checked = checkTargets(target, input.kind === 'file' ? [input.path] : []);
  if (!checked.ok) return refuse(checked.failure);
  const root = findPackageRoot();
  const plugins = options.plugin === undefined ? null : await runPlugins(root, options.plugin, { trial: false });
  if (plugins?.ok === false) {
    note(failureText(plugins.failure));
    return EXIT_USAGE;
  }
  const stop = stopSignal();
  const opened = await openOutputs(target, () => stop.abort());
  if (!opened.ok) return refuse(opened.failure);
  const outputs = opened.value;
  const { output } = outputs.rows;
  if (output === undefined || output.format === 'parquet') throw new Error('Records of flows are written as lines');
  const given = plugins === null ? null : { ...cliPlugins(root, plugins.value), everyLine: true };
  const { engine } = createCliEngine(root, settings, given);
  const attended = plugins === null ? null : await watchPlugins(engine, (await plugins.value.list()).plugins);
  if (attended?.ok === false) {
    await outputs.abort();
    await engine.close();
    return refuse(attended.failure);
  }
  const watch = attended?.value ?? null;
  const progress = createProgress([input], options.progress);
  let timer: NodeJS.Timeout | undefined;
  let outcome: ObserveOutcome;
  try {
    outcome = await engine.observeCapture({
      input,
      chains: options.chain ?? (watch === null ? DEFAULT_CHAINS : null),
      ...(watch !== null && { plugins: () => watch.settle() }),
      sink: output.sink,
      signal: stop.signal,
      onProgress: progress.update,
      onStarted(backend, limits): void {
        note(`Capturing on ${(options.interface ?? []).join(', ')} with ${backend}`);
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
  const repeatable = input.kind === 'file' && input.path !== '-';
  const refused = refusedWhole(outcome);
  const code = await finishOutputs(outputs, outcome.failure, refused || (outputs.failed && repeatable));
  await engine.close();
  await watch?.run.flush();
  if (!refused) note(countsText(outcome.counts, options.chain !== undefined || watch === null));
  return code === EXIT_DONE && watch?.isWell === false ? EXIT_OTHER : code;
}

/** Not one packet could be made out, and not because of damage. */
function refusedWhole({ failure, counts }: ObserveOutcome): boolean {
  if (failure === null || failure.code === 'damaged') return false;
  return counts.packets === 0 || (failure.code === 'unsupported' && counts.short === counts.packets);
}

/** `all`: of flows, too, which are those of built-in observers. */
function countsText({ packets, short, nonIp, flows, ignored, evicted }: ObserveCounts, all: boolean): string {
  const skipped = `${formatCount(short)} short, ${formatCount(nonIp)} non-IP`;
  if (!all) return `${formatCount(packets)} packets (${skipped})`;
  const told = `${formatCount(ignored)} ignored, ${formatCount(evicted)} evicted`;
  return `${formatCount(packets)} packets (${skipped}), ${formatCount(flows)} flows (${told})`;
}

function chainList(): string {
  const chains = observerChains();
  const width = Math.max(...chains.flatMap(({ keys }) => keys.map(({ name }) => name.length)));
  return chains
    .map(({ name, summary, keys }) => {
      const lines = keys.map((key) => `  ${key.name.padEnd(width)}  ${key.meaning}`);
      return `${name}: ${summary}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
