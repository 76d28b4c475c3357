/** A plugin's permissions in words, each a line to be shown: the same in every question, list and report. */
import type { PluginManifest } from './manifest.ts';

export function permissionWords({ permissions }: Pick<PluginManifest, 'permissions'>): string[] {
  return [
    ...(permissions.store ? ['Keep small values of its own that survive restarts'] : []),
    ...permissions.http.map((host) => `Send requests over the network to ${host}`),
    ...(permissions.sessions ? ['Look at the sessions that packet logs belong to'] : []),
    ...(permissions.interfaces ? ['See this machine’s interfaces: their names, addresses and rates'] : []),
    ...permissions.files.map((folder) =>
      folder === 'data'
        ? 'Read and write files in a folder of its own'
        : `Read and write files in the folder that is set as “${folder.slice('config:'.length)}”`,
    ),
  ];
}
