/** The host API as a JavaScript plugin sees it: `init(context)` receives it, and it is the global `netloupe`. */
import { format } from 'node:util';
import type { PluginLogLevel } from '#contract/plugins/status.ts';
import type { HostApi } from '../api/host-api.ts';

/** `callBack`: runs a callback of the plugin; faults in it are counted and logged. */
export function jsContext(api: HostApi, callBack: (where: string, callback: () => unknown) => void): object {
  const { id, version, engine, config, dataFolder } = api.start;
  const logAs =
    (level: PluginLogLevel) =>
    (...values: unknown[]): void =>
      api.log(level, format(...values));
  const timer = (kind: 'after' | 'every') => (milliseconds: unknown, callback: unknown) => {
    if (typeof callback !== 'function') throw new TypeError(`timers.${kind} takes a function to call back`);
    return api.timers[kind](milliseconds, () => callBack(`timers.${kind}`, callback as () => unknown));
  };
  return deepFreeze({
    plugin: { id, version, engine },
    config: structuredClone(config),
    log: { debug: logAs('debug'), info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
    store: {
      get: (key: unknown) => api.storeGet(key),
      set: async (key: unknown, value: unknown) => api.storeSet(key, value),
      delete: async (key: unknown) => api.storeDelete(key),
      keys: () => api.storeKeys(),
    },
    http: { request: (request: unknown) => api.httpRequest(request) },
    emit_alert: (alert: unknown) => api.emitAlert(alert),
    sessions: { get: (session: unknown) => api.sessionsGet(session) },
    interfaces: { list: () => api.interfacesList() },
    timers: { after: timer('after'), every: timer('every') },
    data_folder: dataFolder,
  });
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
