/**
 * `netloupe plugin test DIR|NAME`: the plugin on a capture, alone and repeatably. Its output goes to stdout, what is to be said of
 * it to stderr: how it went, what it costs, and where it differs from what is expected.
 */
import path from 'node:path';
import { failure } from '#base/result.ts';
import { formatCount, formatDuration } from '#base/units-format.ts';
import type { PluginTrial } from '#contract/plugins/status.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { EXIT_DONE, EXIT_OTHER, EXIT_USAGE, exitCodeOf, failureText } from '../exit-codes.ts';
import { aborted, stopSignal } from '../interrupts.ts';
import { findPackageRoot, type PackageRoot } from '../package-root.ts';
import { createPluginEngine, runPlugins } from '../plugins/plugin-engine.ts';
import { EXPECTED_FILE } from '../plugins/template.ts';
import { compareOutput, linePrinter } from '../plugins/test-output.ts';
import { watchFolder } from '../plugins/watch-folder.ts';
import { refuse } from '../refuse.ts';
import { note, printExact } from '../terminal.ts';
import { checkFile } from '../input-files.ts';

export interface PluginTestOptions {
  /** Default: the capture that ships with the program. */
  readonly read?: string;
  readonly expect?: string;
  /** Write what came out to the expectation. */
  readonly update?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

interface TestPlan {
  readonly root: PackageRoot;
  readonly source: string;
  readonly capture: string;
  /** Null: that of the plugin itself. */
  readonly expect: string | null;
  /** The capture is the one that the plugin's own expectation is about. */
  readonly sample: boolean;
  readonly update: boolean;
  readonly json: boolean;
}

export async function pluginTestCommand(source: string, options: PluginTestOptions): Promise<number> {
  const root = findPackageRoot();
  const capture = options.read ?? root.samplePath;
  if (capture === null) {
    return refuse(failure('not-found', 'The sample capture is missing', { remedy: 'Name one with --read' }).failure);
  }
  const found = await checkFile(capture);
  if (!found.ok) return refuse(found.failure);
  const plan: TestPlan = {
    root,
    source,
    capture,
    expect: options.expect ?? null,
    sample: options.read === undefined,
    update: options.update === true,
    json: options.json === true,
  };
  const stop = stopSignal();
  const interrupted = aborted(stop.signal).then(() => EXIT_OTHER);
  if (options.watch !== true) return Promise.race([testOnce(plan), interrupted]);
  return watch(plan, stop.signal);
}

/** Runs again whenever something in the folder changes, until interrupted. */
async function watch(plan: TestPlan, signal: AbortSignal): Promise<number> {
  const changes = await watchFolder(plan.source, plan.update ? path.normalize(EXPECTED_FILE) : null);
  if (!changes.ok) return refuse(changes.failure);
  const interrupted = aborted(signal);
  for (;;) {
    await Promise.race([testOnce(plan), interrupted]);
    if (signal.aborted) break;
    note(`Waiting for a change in ${plan.source} (Ctrl+C ends it)`);
    const changed = await Promise.race([changes.value.next(), interrupted]);
    if (typeof changed !== 'string') break;
    note(`\n${changed} changed`);
  }
  changes.value.close();
  return EXIT_DONE;
}

async function testOnce(plan: TestPlan): Promise<number> {
  const { root, source, capture } = plan;
  const storage = await runPlugins(root, [source], { trial: true });
  if (!storage.ok) {
    note(failureText(storage.failure));
    return EXIT_USAGE;
  }
  const [plugin] = (await storage.value.list()).plugins;
  if (plugin === undefined) return EXIT_USAGE;
  const { engine, platform } = createPluginEngine(root, DEFAULT_SETTINGS, storage.value);
  const lines = linePrinter();
  const trial = await platform.tryPlugin(plugin, capture, plan.json ? undefined : lines.take);
  await lines.end();
  if (plan.json) await printExact(`${JSON.stringify(trial, null, 1)}\n`);
  await engine.close();
  storage.value.dispose();
  if (!plan.json && (trial.packets > 0 || trial.failure === null)) note(trialText(trial));
  if (trial.failure !== null) {
    note(failureText(trial.failure));
    return trial.failure.code === 'damaged' ? exitCodeOf(trial.failure) : EXIT_OTHER;
  }
  const own = plan.sample || plan.update ? path.join(plugin.folder, EXPECTED_FILE) : null;
  const expectation = plan.expect ?? own;
  const compared =
    expectation === null
      ? EXIT_DONE
      : await compareOutput(trial, expectation, { ...plan, named: plan.expect !== null });
  return trial.errors > 0 ? EXIT_OTHER : compared;
}

export function trialText(trial: PluginTrial): string {
  const { id, version, capture, packets, logs, handled, errors, alerts, flows } = trial;
  const { us_per_log: cost, call_p50_ms: half, call_p99_ms: nearlyAll } = trial;
  const parts = [
    `${formatCount(packets)} packets`,
    `${formatCount(logs)} packet logs, ${formatCount(handled)} handled`,
    errors === 0 ? 'no errors' : `${formatCount(errors)} ${errors === 1 ? 'call' : 'calls'} failed`,
    ...(flows === 0 ? [] : [`${formatCount(flows)} ${flows === 1 ? 'flow' : 'flows'} observed`]),
    ...(alerts === 0 ? [] : [`${formatCount(alerts)} ${alerts === 1 ? 'alert' : 'alerts'}`]),
    ...(half === null || nearlyAll === null
      ? []
      : [`a call takes ${formatDuration(half / 1000)}, 99 of 100 at most ${formatDuration(nearlyAll / 1000)}`]),
    ...(cost === null || cost <= 0 ? [] : [`${formatDuration(cost / 1e6)} of CPU a log`]),
  ];
  return `${id} ${version} on ${capture}: ${parts.join('; ')}`;
}
