/** Registry references of what the Lua side lets us call (prelude-entries.ts). */
import { LUA_REGISTRYINDEX, type LuaApi } from './lua-api.ts';
import type { LuaStack } from './lua-stack.ts';

const NAMES = [
  'load',
  'init',
  'test',
  'cleanup',
  'request',
  'timer',
  'symbol',
  'release',
  'memory',
  'decode',
  'each',
  'bulk',
  'dns',
  'forget',
  'observers_open',
  'observers_batch',
  'observe',
  'progress',
  'array',
] as const;

export type LuaEntries = Readonly<Record<(typeof NAMES)[number], number>>;

/** The table of entries is on top of the stack, and is taken off it. */
export function takeEntries(api: LuaApi, L: number, stack: LuaStack): LuaEntries {
  const entries = {} as Record<(typeof NAMES)[number], number>;
  for (const name of NAMES) {
    stack.pushText(L, name);
    api.lua_rawget(L, -2);
    entries[name] = api.luaL_ref(L, LUA_REGISTRYINDEX);
  }
  api.lua_settop(L, 0);
  return entries;
}
