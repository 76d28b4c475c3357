/** The engine on plain Node, joined to this machine. */
import { createEngine, type Engine } from '#main/engine/engine.ts';
import type { Settings } from '#contract/settings.ts';
import { createHostPorts, type HostPorts } from '#main/host/host-ports.ts';
import type { PackageRoot } from './package-root.ts';

export interface CliEngine {
  readonly engine: Engine;
  readonly ports: HostPorts;
}

export function createCliEngine(root: PackageRoot, settings: Settings): CliEngine {
  const ports = createHostPorts();
  const engine = createEngine(ports, {
    version: root.version,
    host: 'headless',
    platform: process.platform,
    samplePath: root.samplePath,
    settings,
  });
  return { engine, ports };
}
