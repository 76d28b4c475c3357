/** The checks that both hosts have, in the order in which they matter to somebody who sees nothing captured. */
import type { DoctorCheck } from '#contract/settings-commands.ts';
import type { Doctor } from '#main/engine/settings-ports.ts';
import type { PluginPorts } from '#main/engine/pipeline/plugins/ports.ts';
import type { HostPorts } from '../host-ports.ts';
import { captureCheck, helpersCheck, libpcapCheck } from './capture-checks.ts';
import { trouble, type NamedCheck } from './check.ts';
import { clockCheck, dataFolderCheck, programCheck, temporaryFilesCheck } from './machine-checks.ts';
import { defaultRouteCheck, overlapCheck } from './network-checks.ts';
import { pluginRightsCheck, pluginsCheck } from './plugin-checks.ts';

export interface DoctorParts {
  readonly ports: Pick<HostPorts, 'capturePermission' | 'interfaces' | 'libpcapVersion'>;
  readonly host: 'desktop' | 'headless';
  readonly version: string;
  /** The data folder. */
  readonly home: string;
  readonly plugins: Pick<PluginPorts['storage'], 'list'>;
  /** What only this host has. */
  readonly more?: readonly NamedCheck[];
}

export function createDoctor({ ports, host, version, home, plugins, more = [] }: DoctorParts): Doctor {
  const checks: readonly NamedCheck[] = [
    captureCheck(ports, host),
    helpersCheck(ports),
    libpcapCheck(ports),
    defaultRouteCheck(ports),
    overlapCheck(ports),
    clockCheck(),
    dataFolderCheck(home),
    temporaryFilesCheck(),
    pluginsCheck(plugins, home),
    pluginRightsCheck(host),
    programCheck(version),
    ...more,
  ];
  return { run: () => Promise.all(checks.map(runCheck)) };
}

async function runCheck(check: NamedCheck): Promise<DoctorCheck> {
  try {
    return await check.run();
  } catch (error) {
    const says = `This could not be found out: ${error instanceof Error ? error.message : String(error)}`;
    return trouble({ id: check.id, title: check.title }, 'unknown', says, { text: 'Run the checks again' });
  }
}
