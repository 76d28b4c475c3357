/** Every command and stream of the protocol, over the engine's parts. Params were checked by the channel. */
import { failure, success } from '#base/result.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import {
  PROTOCOL_VERSION,
  type CommandHandlers,
  type EngineService,
  type HelloResult,
  type StreamHandlers,
  type StreamProducer,
} from '#contract/protocol.ts';
import type { CaptureController } from './capture-controller.ts';
import { ComparedCaptures } from './compare/compared-captures.ts';
import { compareCommands } from './compare-commands.ts';
import { statusFrame } from './capture-status.ts';
import { doctorCommands } from './doctor-commands.ts';
import type { EnginePorts } from './engine-ports.ts';
import { dnsCommands, dnsStreams } from './dns-commands.ts';
import { exportJob, type ExportWorld } from './exchange/start-export.ts';
import { queryExport } from './exchange/query-export.ts';
import { filterCommands } from './filter-commands.ts';
import type { InterfaceMonitor } from './interface-monitor.ts';
import { settingsCommands } from './settings-commands.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import { noHistoryCommands, noHistoryStreams } from './no-history.ts';
import { noPipelineCommands, noPipelineStreams } from './no-pipelines.ts';
import { noPluginCommands, noPluginStreams } from './no-plugins.ts';
import type { Exchange } from './exchange/parquet-rows.ts';
import type { HistoryPlatform } from './history-platform.ts';
import { historyCommands, historyStreams } from './history-commands.ts';
import type { PipelinePlatform } from './pipeline-platform.ts';
import type { PluginPlatform } from './plugin-platform.ts';
import { packetBytes } from './packet-bytes.ts';
import { sessionDetails } from './session-details.ts';
import { redactedTexts } from './redacted-texts.ts';
import type { ExportManager } from './store/export-manager.ts';
import { Slicer, type Turns } from './store/slicer.ts';
import { SparklineView } from './store/sparkline-view.ts';
import { ViewStream } from './store/view-stream.ts';
import { sparklineSource, sumsStreams } from './sums-streams.ts';
import { interfacesStream, shownInterfaces } from './interface-stream.ts';
import { viewSource } from './view-source.ts';
import type { Ticker } from './ticker.ts';
import { memoryReach } from './travel/memory-reach.ts';
import { travelledSession, type DetailsWorld } from './travel/travel-details.ts';
import { travelStreams } from './travel/travel-streams.ts';
import { travelledValues } from './travel/travel-values.ts';

export interface ServiceParts {
  readonly ports: EnginePorts;
  /** Views and exports take turns. */
  readonly turns: Turns;
  /** What `hello` answers beside the protocol. */
  readonly about: Omit<HelloResult, 'protocol'>;
  readonly controller: CaptureController;
  readonly settings: SettingsKeeper;
  readonly exports: ExportManager;
  readonly monitor: InterfaceMonitor;
  readonly ticker: Ticker;
  /** Null in an engine without plugins. */
  readonly plugins: PluginPlatform | null;
  /** Null in an engine without pipelines. */
  readonly pipelines: PipelinePlatform | null;
  /** What goes beyond the memory of the capture on view; null in an engine without a history. */
  readonly history: HistoryPlatform | null;
  /** Who writes Parquet and opens exports; null: nobody. */
  readonly exchange: Exchange | null;
}

const ID_BYTES = 16;

export function createService(parts: ServiceParts): EngineService {
  return { commands: createCommands(parts), streams: createStreams(parts) };
}

function createCommands({
  ports,
  turns,
  about,
  controller,
  settings,
  exports,
  plugins,
  pipelines,
  history,
  exchange,
}: ServiceParts): CommandHandlers {
  const alertsAbout = (sessionId: string): readonly AlertRow[] => pipelines?.alertsAbout(sessionId) ?? [];
  const details: DetailsWorld = {
    reader: history,
    mayBeOlder: () => memoryReach(controller.current, 'sessions', null).kind !== 'file',
    redactor: () => controller.current.data.redactor,
    alertsAbout,
  };
  const exporting: ExportWorld = {
    controller,
    clock: ports.clock,
    reader: history,
    exchange,
    packetDisk: history?.packets ?? null,
    newId: () => hexOf(ports.randomBytes(ID_BYTES)),
  };
  return {
    async hello({ protocol }) {
      if (protocol !== PROTOCOL_VERSION) {
        return failure('unsupported', `This view speaks protocol ${protocol}, the engine ${PROTOCOL_VERSION}`, {
          remedy: 'Reload the view',
        });
      }
      return success({ protocol: PROTOCOL_VERSION, ...about });
    },
    async 'interfaces.list'({ redact }) {
      const [readings, defaultRoute, permission] = await Promise.all([
        ports.interfaces.read(),
        ports.interfaces.defaultRoute(),
        ports.capturePermission(),
      ]);
      const interfaces = shownInterfaces(
        controller,
        redact,
        readings.map((reading) => reading.info),
      );
      return success({ interfaces, defaultRoute, permission });
    },
    'capture.start': (params) => controller.startLive(params),
    'capture.open': ({ path, more }) => controller.open(path, more),
    'capture.stop': () => controller.stop(),
    'capture.close': () => controller.close(),
    'sessions.details': (params, signal) =>
      travelledSession(details, params, signal, () =>
        sessionDetails(controller.current.data, params, { slicer: new Slicer(turns), alertsAbout }),
      ),
    async 'export.start'(params) {
      const context = { version: about.version, nowUs: ports.clock.nowUs(), alertsAbout };
      const job = exportJob(exporting, params, context);
      return job.ok ? exports.start(params, job.value) : job;
    },
    'packets.bytes': (params) => Promise.resolve(packetBytes(controller.current.data, params)),
    'export.cancel': ({ exportId }) => exports.cancel(exportId),
    ...dnsCommands(controller, turns, details),
    ...filterCommands(viewSource(controller, ports.clock), turns, travelledValues(history, controller)),
    ...doctorCommands(ports.doctor, history),
    ...settingsCommands(settings, controller),
    ...noHistoryCommands,
    'history.export': queryExport(exporting, exports),
    ...(history !== null && {
      ...historyCommands(history),
      ...compareCommands({
        reader: history,
        redactor: () => controller.current.data.redactor,
        captures: new ComparedCaptures({ ports, turns, settings, version: about.version, reader: history }),
      }),
    }),
    ...(plugins?.commands ?? noPluginCommands),
    ...(pipelines?.commands ?? noPipelineCommands),
  };
}

function createStreams({
  ports,
  turns,
  controller,
  exports,
  monitor,
  ticker,
  plugins,
  pipelines,
  history,
}: ServiceParts): StreamHandlers {
  const source = viewSource(controller, ports.clock);
  const inMemory: Pick<StreamHandlers, 'view' | 'overview' | 'groups' | 'dns_summary'> = {
    view(params, notify) {
      const rows = new ViewStream(source, params, turns, notify);
      const view = new SparklineView(rows, params, () => sparklineSource(controller, ports.clock), turns, notify);
      const unwatch = ticker.watch(() => rows.tick());
      return {
        take: () => view.take(),
        update: (changed) => view.update(changed),
        close() {
          unwatch();
          view.close();
        },
      };
    },
    ...sumsStreams(controller, ports.clock, turns, ticker),
    ...dnsStreams(controller, ports.clock, turns, ticker),
  };
  const told = { ...(plugins?.streams ?? noPluginStreams), ...(pipelines?.streams ?? noPipelineStreams) };
  return {
    status(_params, notify) {
      // Interfaces are sampled as long as any view is open, so that their last ten minutes are there when asked for.
      const ends = [ticker.watch(notify), monitor.watch(() => {})];
      return plainProducer(
        () => statusFrame(controller, ports),
        () => ends.forEach((end) => end()),
      );
    },
    interfaces: interfacesStream(controller, monitor),
    exports: (_params, notify) => plainProducer(() => ({ exports: exports.list() }), exports.watch(notify)),
    ...(history === null
      ? inMemory
      : travelStreams(inMemory, { controller, clock: ports.clock, turns, ticker, reader: history })),
    ...(history === null ? noHistoryStreams : historyStreams(history)),
    ...told,
    ...redactedTexts(told, () => controller.current.data.redactor),
  };
}

/** A stream without parameters: whoever notified has something new to take. */
function plainProducer<K extends 'status' | 'exports'>(
  take: StreamProducer<K>['take'],
  close: () => void,
): StreamProducer<K> {
  return { take, update() {}, close };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
