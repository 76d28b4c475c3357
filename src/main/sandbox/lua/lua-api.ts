/**
 * Lua's C API as the wasm build exports it: the part that is used. Pointers and the state `L` are addresses in wasm memory;
 * lua_Integer and lua_Unsigned are bigints. Calls that can raise a Lua error throw `Infinity` through their caller (see lua-machine.ts) and
 * are made inside of a call from Lua only, where somebody catches it.
 */
import type { WasmMemory, WasmTable } from './wasm-types.ts';

export const LUA_REGISTRYINDEX = -1_001_000;
export const LUA_YIELD = 1;
export const LUA_MASKCOUNT = 8;

export const TYPE_NIL = 0;
export const TYPE_BOOLEAN = 1;
export const TYPE_NUMBER = 3;
export const TYPE_STRING = 4;
export const TYPE_TABLE = 5;
export const TYPE_FUNCTION = 6;

export interface LuaApi {
  readonly memory: WasmMemory;
  readonly __indirect_function_table: WasmTable;
  __wasm_call_ctors(): void;
  __errno_location(): number;
  malloc(bytes: number): number;
  free(address: number): void;
  setThrew(threw: number, value: number): void;
  stackSave(): number;
  stackRestore(address: number): void;

  luaL_newstate(): number;
  luaL_loadbufferx(L: number, text: number, bytes: number, name: number, mode: number): number;
  luaL_ref(L: number, table: number): number;
  luaL_unref(L: number, table: number, ref: number): void;
  luaL_traceback(L: number, of: number, message: number, level: number): void;
  luaopen_base(L: number): number;
  luaopen_coroutine(L: number): number;
  luaopen_debug(L: number): number;
  luaopen_math(L: number): number;
  luaopen_os(L: number): number;
  luaopen_string(L: number): number;
  luaopen_table(L: number): number;
  luaopen_utf8(L: number): number;

  lua_checkstack(L: number, slots: number): number;
  lua_createtable(L: number, array: number, fields: number): void;
  lua_getmetatable(L: number, at: number): number;
  lua_gettop(L: number): number;
  lua_isinteger(L: number, at: number): number;
  lua_isyieldable(L: number): number;
  lua_newthread(L: number): number;
  lua_next(L: number, at: number): number;
  lua_pcallk(L: number, values: number, results: number, handler: number, context: number, k: number): number;
  lua_pushboolean(L: number, value: number): void;
  lua_pushcclosure(L: number, fn: number, upvalues: number): void;
  lua_pushinteger(L: number, value: bigint): void;
  lua_pushlstring(L: number, text: number, bytes: number): number;
  lua_pushnil(L: number): void;
  lua_pushnumber(L: number, value: number): void;
  lua_pushvalue(L: number, at: number): void;
  lua_rawget(L: number, at: number): number;
  lua_rawgeti(L: number, at: number, index: bigint): number;
  lua_rawlen(L: number, at: number): bigint;
  lua_rawset(L: number, at: number): void;
  lua_rawseti(L: number, at: number, index: bigint): void;
  lua_resume(L: number, from: number, values: number, results: number): number;
  lua_sethook(L: number, hook: number, mask: number, count: number): void;
  lua_setmetatable(L: number, at: number): number;
  lua_settop(L: number, top: number): void;
  lua_toboolean(L: number, at: number): number;
  lua_tolstring(L: number, at: number, bytes: number): number;
  lua_tonumberx(L: number, at: number, isNumber: number): number;
  lua_topointer(L: number, at: number): number;
  lua_type(L: number, at: number): number;
  lua_xmove(from: number, to: number, count: number): void;
  lua_yieldk(L: number, results: number, context: number, k: number): number;
}
