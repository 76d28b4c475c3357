/** The engine as the hosts see it: the one thing that entry points import from here. */
import type { EngineService } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { CaptureController, type ViewerLimits } from './capture-controller.ts';
import type { EnginePorts } from './engine-ports.ts';
import { HistoryPlatform } from './history-platform.ts';
import { createPipelines } from './create-pipelines.ts';
import { createPlugins } from './create-plugins.ts';
import { createService } from './engine-service.ts';
import { InterfaceMonitor } from './interface-monitor.ts';
import { Imports } from './exchange/imports.ts';
import { LazyExchange } from './exchange/lazy-exchange.ts';
import { observeCapture } from './observe-capture.ts';
import type { ObserveOutcome, ObserveRequest } from './observe-request.ts';
import type { PipelinePlatform } from './pipeline-platform.ts';
import type { PluginPlatform } from './plugin-platform.ts';
import { liveRecorder } from './recorded-capture.ts';
import { readCapture } from './read-capture.ts';
import { SettingsKeeper } from './settings-keeper.ts';
import type { ReadOutcome, ReadRequest } from './read-request.ts';
import { ExportManager } from './store/export-manager.ts';
import { Turns } from './store/slicer.ts';
import { Ticker } from './ticker.ts';

export interface EngineOptions {
  readonly version: string;
  readonly host: 'desktop' | 'headless';
  readonly platform: string;
  /** Path of the capture that ships with the program, where it is there. */
  readonly samplePath: string | null;
  readonly settings?: Settings;
  /** How much the viewer holds; see DEFAULT_VIEWER_LIMITS. */
  readonly limits?: ViewerLimits;
}

export interface Engine {
  /** Commands and streams for the channel: the viewer's engine, which holds recent rows. */
  readonly service: EngineService;
  /** Reads inputs and streams rows out, holding nothing that grows with the input: the command line's engine. */
  readCapture(request: ReadRequest): Promise<ReadOutcome>;
  /** Runs observers over an input and streams one record a flow out. */
  observeCapture(request: ObserveRequest): Promise<ObserveOutcome>;
  /** Null in an engine that was given none. Plugins that are enabled run once it is started. */
  readonly plugins: PluginPlatform | null;
  /** Null in an engine that was given none. Pipelines that are enabled run once it is started, after plugins. */
  readonly pipelines: PipelinePlatform | null;
  /** Stops capture, exports and timers. Idempotent. */
  close(): Promise<void>;
}

export const DEFAULT_VIEWER_LIMITS: ViewerLimits = { packets: 262_144, dns: 65_536, endedSessions: 500_000 };

const EXPORT_ID_BYTES = 16;

/** Joins the stages over the given ports. Several engines in one process do not share anything. */
export function createEngine(ports: EnginePorts, options: EngineOptions): Engine {
  const settings = options.settings ?? DEFAULT_SETTINGS;
  const keeper = new SettingsKeeper(ports.settings ?? null, settings);
  const { clock } = ports;
  const turns = new Turns(clock);
  const ticker: Ticker = new Ticker(clock, () => controller.state === 'running');
  const limits = options.limits ?? DEFAULT_VIEWER_LIMITS;
  const monitor = new InterfaceMonitor(ports.interfaces, clock);
  const { version, host, platform, samplePath } = options;
  const { plugins: pluginPorts, pipelines: pipelinePorts } = ports;
  const plugins =
    pluginPorts === undefined
      ? null
      : createPlugins({ ports, plugins: pluginPorts, settings: () => keeper.latest, monitor, version, samplePath });
  const pipelines = pipelinePorts === undefined ? null : createPipelines({ ports, pipelines: pipelinePorts, plugins });
  const feeds = plugins?.feeds ?? null;
  const history =
    ports.history === undefined
      ? null
      : new HistoryPlatform({ ports, history: ports.history, turns, settings: keeper, monitor, version });
  const imports =
    history === null
      ? null
      : new Imports({
          exchange: history.client,
          show: (dataset) => history.show(dataset),
          lost: (reason) => controller.lost(reason),
        });
  if (history !== null) history.onOpened = () => void imports?.openAgain();
  const controller = new CaptureController(
    ports,
    keeper,
    limits,
    () => ticker.nudge(),
    {
      plugins: feeds,
      pipelines: pipelines?.feeds ?? null,
    },
    history === null ? null : liveRecorder(history.recorder),
    history?.packets ?? null,
    imports,
  );
  pipelines?.platform.onAlert((alert) => history?.recorder.alert(alert));
  history?.start();
  plugins?.facts.lookIn(() => controller.current.data.sessions);
  const files = ports.exchange === undefined ? null : new LazyExchange(ports, ports.exchange, version);
  const exchange = history?.client ?? files;
  const exports = new ExportManager(ports.exportFiles, turns, () => hexOf(ports.randomBytes(EXPORT_ID_BYTES)));
  const about = { version, host, platform, samplePath };
  return {
    service: createService({
      ports,
      turns,
      about,
      controller,
      settings: keeper,
      exports,
      monitor,
      ticker,
      plugins: plugins?.platform ?? null,
      pipelines: pipelines?.platform ?? null,
      history,
      exchange,
    }),
    plugins: plugins?.platform ?? null,
    pipelines: pipelines?.platform ?? null,
    readCapture: (request) => readCapture(ports, settings, request, plugins, pipelines?.feeds ?? null, exchange),
    observeCapture: (request) => observeCapture(ports, settings, request, plugins),
    async close() {
      ticker.close();
      await Promise.all([exports.close(), controller.stop()]);
      // Their last records may be for plugins.
      await pipelines?.platform.close();
      await plugins?.platform.close();
      await history?.close();
      await files?.close();
      monitor.close();
    },
  };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
