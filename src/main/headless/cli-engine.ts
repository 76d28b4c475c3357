/** The engine on plain Node, joined to this machine. */
import { createEngine, type Engine } from '#main/engine/engine.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { Settings } from '#contract/settings.ts';
import { createDoctor } from '#main/host/doctor/doctor.ts';
import { createQueryPorts } from '#main/host/history/query-ports.ts';
import { createHostPorts, type HostPorts } from '#main/host/host-ports.ts';
import { createPipelinePorts } from '#main/host/pipelines/pipeline-ports.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { historyFolder, packetFolder } from '#main/host/history/history-folder.ts';
import { createPacketFolder } from '#main/host/history/packet-folder.ts';
import { cliChecks } from './cli-checks.ts';
import { reportedHistory } from './crash-reports.ts';
import type { PackageRoot } from './package-root.ts';
import { programHost } from './program-host.ts';

export type CliPlugins = Required<EnginePorts>['plugins'];

export type CliSettingsHome = Required<EnginePorts>['settings'];

export type CliHistory = Required<EnginePorts>['history'];

export interface CliEngine {
  readonly engine: Engine;
  readonly ports: HostPorts;
}

/**
 * `plugins` null: an engine without. `history`: live captures are recorded in the user's data folder, or files are compared in memory. `pipelines`: those that the user keeps, what is named only, or none. `settingsHome` null:
 * `settings` hold to the end.
 */
export function createCliEngine(
  root: PackageRoot,
  settings: Settings,
  plugins: CliPlugins | null = null,
  pipelines: 'kept' | 'named' | null = null,
  settingsHome: CliSettingsHome | null = null,
  history: 'kept' | 'memory' | null = null,
): CliEngine {
  const ports = createHostPorts();
  const pipelinePorts =
    pipelines === null
      ? null
      : createPipelinePorts({
          clock: ports.clock,
          home: dataHome(),
          programFolder: root.folder,
          environment: process.env,
          randomBytes: (count) => ports.randomBytes(count),
          kept: pipelines === 'kept',
        });
  const enginePorts: EnginePorts = {
    ...ports,
    ...(plugins !== null && {
      plugins,
      doctor: createDoctor({
        ports,
        host: programHost().kind,
        version: root.version,
        home: dataHome(),
        plugins: plugins.storage,
        settings: settingsHome ?? undefined,
        more: cliChecks(root),
      }),
    }),
    ...(pipelinePorts !== null && { pipelines: pipelinePorts }),
    ...(settingsHome !== null && { settings: settingsHome }),
    ...(!history && { exchange: keptHistory(root).spawner }),
    ...(history !== null && {
      history:
        history === 'kept'
          ? reported(root, keptHistory(root))
          : { spawner: keptHistoryPlace(root).spawner, folder: null },
    }),
  };
  const engine = createEngine(enginePorts, {
    version: root.version,
    host: 'headless',
    platform: process.platform,
    samplePath: root.samplePath,
    settings,
  });
  return { engine, ports };
}

function reported(root: PackageRoot, kept: CliHistory): CliHistory {
  return { ...kept, spawner: reportedHistory(root, kept.spawner) };
}

export function keptHistoryPlace(root: PackageRoot): Pick<CliHistory, 'spawner'> & { readonly folder: string } {
  return { spawner: programHost().history(root), folder: historyFolder(dataHome()) };
}

/** What the app and `serve` share. */
export function keptHistory(root: PackageRoot): CliHistory {
  return {
    ...keptHistoryPlace(root),
    packets: createPacketFolder(packetFolder(dataHome())),
    ...createQueryPorts(dataHome()),
  };
}
