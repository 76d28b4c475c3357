/** Puts pipelines together: feeds from captures, what reads and runs files, those that are kept, and the list of alerts. */
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { AlertList } from './pipeline/manager/alert-list.ts';
import { PipelineFactory } from './pipeline/manager/pipeline-factory.ts';
import { PipelineManager } from './pipeline/manager/pipeline-manager.ts';
import type { PipelinePorts } from './pipeline/manager/pipeline-ports.ts';
import { CaptureFeeds } from './pipeline/sources/capture-feeds.ts';
import type { PipelinePlan } from './pipeline/stages/pipeline-graph.ts';
import type { CreatedPlugins } from './create-plugins.ts';
import type { EnginePorts } from './engine-ports.ts';
import { newHashSeed } from './flow-setup.ts';
import { pipelineCommands, pipelineStreams } from './pipeline-commands.ts';
import type { PipelineJob, PipelinePlatform } from './pipeline-platform.ts';
import { ChangeWatchers } from './plugin-commands.ts';
import { compileDisplayFilter } from './filter/display-filter.ts';

/** Counters are shown anew this often while pipelines run. */
const REFRESH_MS = 1000;
/** Sources of our own that a capture feeds. */
const CAPTURE_SOURCES: ReadonlySet<string> = new Set(['sessions', 'packets', 'dns', 'flows']);
const RUN_NAME_BYTES = 4;

export interface CreatedPipelines {
  readonly platform: PipelinePlatform;
  readonly feeds: CaptureFeeds;
}

export interface PipelineSetup {
  readonly ports: EnginePorts;
  readonly pipelines: PipelinePorts;
  /** Null in an engine without plugins. */
  readonly plugins: Pick<CreatedPlugins, 'platform' | 'output'> | null;
}

export function createPipelines({ ports, pipelines, plugins }: PipelineSetup): CreatedPipelines {
  const { clock } = ports;
  const symbols = plugins?.platform.symbols ?? null;
  const run = hexOf(ports.randomBytes(RUN_NAME_BYTES));
  const feeds = new CaptureFeeds(run, () => newHashSeed(ports));
  const factory = new PipelineFactory({
    clock,
    run,
    ports: pipelines,
    feeds,
    symbols,
    compileFilter: compileDisplayFilter,
  });
  const alerts = new AlertList(clock);
  const listeners = new Set<(alert: AlertRow) => void>();
  const watchers = new ChangeWatchers();
  const manager = new PipelineManager({
    clock,
    factory,
    storage: pipelines.storage,
    alerts,
    changed: () => watchers.tell(),
  });
  alerts.watch(() => {
    const [latest] = alerts.frame(1).alerts;
    if (latest !== undefined) for (const listener of listeners) listener(latest);
  });
  plugins?.output.listen({
    alert: (alert) => alerts.add('plugin', alert.plugin, alert),
    flows: (plugin, records) => feeds.pluginFlows(plugin, records),
  });
  let cancelRefresh: (() => void) | null = null;
  const refresh = (): void => {
    if (manager.isBusy) watchers.tell();
    cancelRefresh = clock.after(REFRESH_MS, refresh);
  };
  const platform: PipelinePlatform = {
    commands: pipelineCommands(manager),
    streams: pipelineStreams(manager, alerts, watchers),
    async start() {
      refresh();
      await manager.start();
    },
    status: () => manager.status(),
    job(text, { folder, giveUpAfterMs }) {
      const { plan, mistakes } = factory.read(text);
      if (plan === null) return { job: null, mistakes };
      const run = factory.run(plan, {
        folder,
        giveUpAfterMs,
        alert: (alert) => alerts.add('pipeline', plan.name, alert),
        changed: () => undefined,
      });
      const job: PipelineJob = {
        name: plan.name,
        health: plan.health,
        needsCapture: plan.stages.some(({ kind }) => CAPTURE_SOURCES.has(kind.kind.name)),
        plugins: pluginsOf(plan),
        stages: () => run.stages(),
        channels: () => run.edges(),
        prepare: () => run.prepare(),
        test: () => run.test(),
        start: () => run.start(),
        stop: (drainMs) => run.stop(drainMs),
        end: () => run.end(),
        get failure() {
          return run.failure;
        },
        get undelivered() {
          return run.undelivered;
        },
      };
      return { job, mistakes: [] };
    },
    alertsAbout: (sessionId) => alerts.about(sessionId),
    onAlert(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    finish: () => feeds.finish(),
    async close() {
      cancelRefresh?.();
      await manager.close();
    },
  };
  return { platform, feeds };
}

/** By what stages say of themselves: `PLUGIN` or `PLUGIN.SYMBOL`. */
function pluginsOf({ stages }: PipelinePlan): readonly string[] {
  const named = stages.flatMap(({ kind, config }) => {
    const { name, detail } = kind.kind;
    const text = detail?.(config) ?? '';
    if (name === 'plugin') return [text];
    const isSymbol = name === 'source' || name === 'enrich' || name === 'export';
    if (isSymbol && text.includes('.')) return [text.slice(0, text.indexOf('.'))];
    if (name === 'flows') return isPluginConfig(config) ? [config.plugin] : [];
    return [];
  });
  return [...new Set(named)];
}

function isPluginConfig(config: unknown): config is { readonly plugin: string } {
  return typeof config === 'object' && config !== null && 'plugin' in config && typeof config.plugin === 'string';
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
