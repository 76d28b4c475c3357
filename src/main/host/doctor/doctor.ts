/** The checks that both hosts have, in the order in which they matter to somebody who sees nothing captured. */
import type { DoctorCheck } from '#contract/settings-commands.ts';
import type { Doctor, SettingsHome } from '#main/engine/settings-ports.ts';
import type { PluginPorts } from '#main/engine/pipeline/plugins/ports.ts';
import type { HostPorts } from '../host-ports.ts';
import { captureCheck, helperCheck, libpcapCheck } from './capture-checks.ts';
import { trouble, type NamedCheck } from './check.ts';
import { diskCheck } from './disk-check.ts';
import { groupCheck } from './group-check.ts';
import { clockCheck, dataFolderCheck, programCheck } from './machine-checks.ts';
import { defaultRouteCheck, interfacesCheck } from './network-checks.ts';
import { overlapCheck } from './overlap-check.ts';
import { pluginRightsCheck, pluginsCheck } from './plugin-checks.ts';

export interface DoctorParts {
  readonly ports: Pick<HostPorts, 'capturePermission' | 'interfaces' | 'libpcapVersion'>;
  readonly host: 'desktop' | 'headless';
  readonly version: string;
  /** The data folder. */
  readonly home: string;
  readonly plugins: Pick<PluginPorts['storage'], 'list'>;
  /** How much history may be kept is among them. */
  readonly settings?: Pick<SettingsHome, 'read' | 'path'> | undefined;
  /** What only this host has. */
  readonly more?: readonly NamedCheck[];
}

export function createDoctor({ ports, host, version, home, plugins, settings, more = [] }: DoctorParts): Doctor {
  const checks = (chosen: readonly string[]): readonly NamedCheck[] => [
    captureCheck(ports),
    // Helpers that belong to a group are Linux's way.
    ...(process.platform === 'linux' ? [helperCheck(ports), groupCheck(ports)] : []),
    libpcapCheck(ports),
    interfacesCheck(ports),
    defaultRouteCheck(ports),
    overlapCheck(ports, chosen),
    clockCheck(),
    dataFolderCheck(home),
    diskCheck(home, settings),
    pluginsCheck(plugins, home),
    pluginRightsCheck(host),
    programCheck(version),
    ...more,
  ];
  return { run: (chosen = []) => Promise.all(checks(chosen).map(runCheck)) };
}

async function runCheck(check: NamedCheck): Promise<DoctorCheck> {
  try {
    return await check.run();
  } catch (error) {
    const says = `This could not be found out: ${error instanceof Error ? error.message : String(error)}`;
    return trouble({ id: check.id, title: check.title }, 'unknown', says, { text: 'Run the checks again' });
  }
}
