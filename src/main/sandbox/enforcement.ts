/** What the runtime itself stops a plugin from doing, told as it is and not as one would like it. */
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import type { Enforcement } from '#contract/plugins/status.ts';

/** Node's permission model, where there is one and it is switched on. */
export interface PermissionModel {
  has(scope: string, reference?: string): boolean;
}

/** The first version whose model covers the network; asked for it, older ones just say no. */
const NETWORK_SINCE = 25;
/**
 * A file that is granted to nobody, unless everything is. Without a path the model is asked for the working folder, which may
 * well be the plugin's own; of `/` Node 20 says that it is granted where two folders below it are.
 */
const ANY_OTHER_FILE = '/never-granted';

/** `nodeVersion`: as in process.versions.node. */
export function enforcementOf(
  language: PluginLanguage,
  permission: PermissionModel | undefined,
  nodeVersion: string,
): Enforcement {
  // A Lua program reaches nothing but what it is handed.
  if (language === 'lua') return { files: 'enforced', processes: 'enforced', network: 'enforced' };
  if (permission === undefined) return { files: 'declared', processes: 'declared', network: 'declared' };
  const denied = (scope: string): boolean => !permission.has(scope);
  const deniedFiles = (scope: string): boolean => !permission.has(scope, ANY_OTHER_FILE);
  const coversNetwork = Number.parseInt(nodeVersion, 10) >= NETWORK_SINCE;
  return {
    files: deniedFiles('fs.read') && deniedFiles('fs.write') ? 'enforced' : 'declared',
    processes: denied('child') && denied('worker') ? 'enforced' : 'declared',
    network: coversNetwork && denied('net') ? 'enforced' : 'declared',
  };
}
