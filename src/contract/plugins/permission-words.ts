/** A plugin's permissions in words, each a line to be shown: the same in every question, list and report. */
import type { PluginManifest } from './manifest.ts';

type Asking = Pick<PluginManifest, 'name' | 'language' | 'permissions' | 'endpoint'>;

/** Empty for a Lua plugin that asks for nothing. Also what `plugins.install` compares with what the user accepted. */
export function permissionWords({ name, language, permissions, endpoint }: Asking): string[] {
  return [
    ...(language === 'js' ? [ORDINARY_CODE] : []),
    ...(permissions.store ? ['Keep small values of its own that survive restarts'] : []),
    ...permissions.http.map((host) => `Send requests over the network to ${host}`),
    ...(permissions.sessions ? ['Look at the sessions that packet logs belong to'] : []),
    ...(permissions.interfaces ? ['See this machine’s interfaces: their names, addresses and rates'] : []),
    // Lua has neither files nor connections of its own.
    ...(language === 'js' ? permissions.files.map(fileWords) : []),
    ...(language === 'js' ? permissions.network.map(networkWords) : []),
    ...(endpoint.auth === 'none' ? [`Answer web requests at /plugins/${name}/ without a key`] : []),
    ...endpoint.origins.map((origin) => `Answer requests that pages of ${origin} make`),
  ];
}

const ORDINARY_CODE =
  'Run as ordinary Node.js code: how far it is kept from other files, programs and the network depends on the runtime, and its status says so';

function fileWords(folder: string): string {
  return folder === 'data'
    ? 'Read and write files in a folder of its own'
    : `Read and write files in the folder that is set as “${folder.slice('config:'.length)}”`;
}

function networkWords(server: string): string {
  return `Connect over the network to what is set as “${server.slice('config:'.length)}”`;
}
