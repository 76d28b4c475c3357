/**
 * What plugins may ask of Netloupe (plugins/api/netloupe.d.ts), the same for both languages, which only put it into their
 * own clothes. Arguments are what plugins give: anything. What is wrong is thrown, with a text for the plugin's author.
 */
import type { Json, PluginStart } from '#contract/plugins/process.ts';
import type { PluginAlert, PluginLogLevel } from '#contract/plugins/status.ts';
import { checkedAlert } from './alerts.ts';
import type { EngineCalls } from './engine-calls.ts';
import { httpRequest, type HttpResponse } from './http-client.ts';
import type { PluginStore } from './plugin-store.ts';
import type { PluginTimers } from './timers.ts';

export interface HostApiParts {
  readonly start: PluginStart;
  readonly calls: EngineCalls;
  readonly store: PluginStore;
  readonly timers: PluginTimers;
  log(level: PluginLogLevel, text: string): void;
  raise(alert: PluginAlert): void;
}

export class HostApi {
  readonly start: PluginStart;
  readonly timers: PluginTimers;
  private readonly parts: HostApiParts;

  constructor(parts: HostApiParts) {
    this.parts = parts;
    this.start = parts.start;
    this.timers = parts.timers;
  }

  log(level: PluginLogLevel, text: string): void {
    this.parts.log(level, text);
  }

  storeGet(key: unknown): Json | undefined {
    return this.permitted('store', 'store.get').get(key);
  }

  storeSet(key: unknown, value: unknown): Promise<void> {
    return this.permitted('store', 'store.set').set(key, value);
  }

  storeDelete(key: unknown): Promise<void> {
    return this.permitted('store', 'store.delete').delete(key);
  }

  storeKeys(): string[] {
    return this.permitted('store', 'store.keys').keys();
  }

  async httpRequest(request: unknown): Promise<HttpResponse> {
    const { http } = this.start.permissions;
    if (http.length === 0) throw missing('http.request', 'http', '"http": ["HOST"]');
    return httpRequest(request, http);
  }

  emitAlert(alert: unknown): void {
    this.parts.raise(checkedAlert(alert));
  }

  async sessionsGet(id: unknown): Promise<Json> {
    if (!this.start.permissions.sessions) throw missing('sessions.get', 'sessions', '"sessions": true');
    if (typeof id !== 'string') throw new TypeError('sessions.get takes the id of a session');
    return this.parts.calls.call('sessions.get', { id });
  }

  async interfacesList(): Promise<Json> {
    if (!this.start.permissions.interfaces) throw missing('interfaces.list', 'interfaces', '"interfaces": true');
    return this.parts.calls.call('interfaces.list', null);
  }

  private permitted(permission: 'store', call: string): PluginStore {
    if (!this.start.permissions[permission]) throw missing(call, permission, `"${permission}": true`);
    return this.parts.store;
  }
}

function missing(call: string, permission: string, line: string): Error {
  return new Error(`${call} needs the permission "${permission}": ${line} under "permissions" in plugin.json`);
}
