/** The engine on plain Node, joined to this machine. */
import { createEngine, type Engine } from '#main/engine/engine.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { Settings } from '#contract/settings.ts';
import { createHostPorts, type HostPorts } from '#main/host/host-ports.ts';
import type { PackageRoot } from './package-root.ts';

export type CliPlugins = Required<EnginePorts>['plugins'];

export interface CliEngine {
  readonly engine: Engine;
  readonly ports: HostPorts;
}

/** `plugins` null: an engine without. */
export function createCliEngine(root: PackageRoot, settings: Settings, plugins: CliPlugins | null = null): CliEngine {
  const ports = createHostPorts();
  const engine = createEngine(plugins === null ? ports : { ...ports, plugins }, {
    version: root.version,
    host: 'headless',
    platform: process.platform,
    samplePath: root.samplePath,
    settings,
  });
  return { engine, ports };
}
