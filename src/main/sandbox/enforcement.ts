/** What the runtime itself stops a plugin from doing, told as it is and not as one would like it. */
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import type { Enforcement } from '#contract/plugins/status.ts';

/** Node's permission model, where there is one and it is switched on. */
export interface PermissionModel {
  has(scope: string, reference?: string): boolean;
}

/** The first version whose model covers the network; asked for it, older ones just say no. */
const NETWORK_SINCE = 25;

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
  // Without a path they are asked for the working folder, which may well be the plugin's own.
  const deniedFiles = (scope: string): boolean => !permission.has(scope, '/');
  const coversNetwork = Number.parseInt(nodeVersion, 10) >= NETWORK_SINCE;
  return {
    files: deniedFiles('fs.read') && deniedFiles('fs.write') ? 'enforced' : 'declared',
    processes: denied('child') && denied('worker') ? 'enforced' : 'declared',
    network: coversNetwork && denied('net') ? 'enforced' : 'declared',
  };
}
