/** What plugins ask of the engine, answered: their permissions and arguments are checked here, on the trusted side. */
import type { Result } from '#base/result.ts';
import type { PluginPermissions } from '#contract/plugins/manifest.ts';
import type { Answer, Json, PluginCall } from '#contract/plugins/process.ts';
import type { PluginStoreEntries } from './plugin-store-entries.ts';

/** What the engine knows that plugins may look at. */
export interface EngineFacts {
  /** The session's record, or null where it is no longer held. */
  session(id: string): Json;
  interfaces(): Promise<Json>;
}

export async function answerCall(
  call: PluginCall,
  params: Json,
  permissions: PluginPermissions,
  store: PluginStoreEntries,
  facts: EngineFacts,
): Promise<Answer> {
  const { key, value, id } = fieldsOf(params);
  switch (call) {
    case 'store.set':
      if (!permissions.store) return refused('store');
      if (typeof key !== 'string' || value === undefined)
        return { ok: false, message: 'store.set takes a key and a value' };
      return answerOf(await store.set(key, value));
    case 'store.delete':
      if (!permissions.store) return refused('store');
      if (typeof key !== 'string') return { ok: false, message: 'store.delete takes a key' };
      return answerOf(await store.delete(key));
    case 'sessions.get':
      if (!permissions.sessions) return refused('sessions');
      return { ok: true, value: typeof id === 'string' ? facts.session(id) : null };
    case 'interfaces.list':
      if (!permissions.interfaces) return refused('interfaces');
      return { ok: true, value: await facts.interfaces() };
  }
}

function fieldsOf(params: Json): { readonly [key: string]: Json | undefined } {
  return typeof params === 'object' && params !== null && !Array.isArray(params)
    ? (params as { [key: string]: Json })
    : {};
}

function refused(permission: string): Answer {
  return { ok: false, message: `the manifest does not ask for the permission "${permission}"` };
}

function answerOf(result: Result<null>): Answer {
  return result.ok ? { ok: true, value: null } : { ok: false, message: result.failure.message };
}
