/**
 * Values on a Lua stack. Everything that makes something in Lua may raise "not enough memory" there, so pushing is for
 * functions that Lua called; looking at values is not.
 */
import { assert } from '#base/assert.ts';
import {
  LUA_REGISTRYINDEX,
  TYPE_BOOLEAN,
  TYPE_FUNCTION,
  TYPE_NIL,
  TYPE_NUMBER,
  TYPE_STRING,
  TYPE_TABLE,
  type LuaApi,
} from './lua-api.ts';

const DEEPEST = 100;
const SCRATCH_BYTES = 65_536;
const SHORT_CHARACTERS = 64;
/** Slots that one level of a value needs. */
const SLOTS = 6;
const KINDS = ['nil', 'boolean', 'userdata', 'number', 'string', 'table', 'function', 'userdata', 'coroutine'];
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Something in Lua that has no counterpart here: it says what it is, and nothing else. */
function opaque(kind: string): object {
  return { [Symbol.toStringTag]: kind };
}

export class LuaStack {
  private readonly api: LuaApi;
  private scratch = 0;
  private scratchBytes = 0;
  private readonly lengthAt: number;
  private view: DataView;
  private memory: Uint8Array;
  /** Registry reference of the metatable that marks arrays, and its address. */
  private arrayMeta = 0;
  private arrayMetaAddress = 0;

  constructor(api: LuaApi) {
    this.api = api;
    this.memory = new Uint8Array(api.memory.buffer);
    this.view = new DataView(api.memory.buffer);
    this.lengthAt = api.malloc(8);
    this.reserve(SCRATCH_BYTES);
  }

  /** The metatable of `netloupe.array`; empty arrays get it. */
  useArrayMeta(reference: number, address: number): void {
    this.arrayMeta = reference;
    this.arrayMetaAddress = address;
  }

  kindAt(L: number, at: number): string {
    return KINDS[this.api.lua_type(L, at)] ?? 'nothing';
  }

  number(L: number, at: number): number {
    return this.api.lua_tonumberx(L, at, 0);
  }

  /** Of a string; bytes that are not UTF-8 become U+FFFD. Anything else is ''. */
  text(L: number, at: number): string {
    return this.api.lua_type(L, at) === TYPE_STRING ? textOf(this.bytes(L, at)) : '';
  }

  /** Of a string, as they are. */
  copiedBytes(L: number, at: number): Uint8Array {
    if (this.api.lua_type(L, at) !== TYPE_STRING)
      throw new TypeError(`a ${this.kindAt(L, at)} instead of a string of bytes`);
    return this.bytes(L, at).slice();
  }

  /**
   * A value as JavaScript has it: tables as arrays or objects (cycles stay cycles), functions as functions that do nothing,
   * nil as undefined. Throws where it cannot be one.
   */
  value(L: number, at: number): unknown {
    return this.read(L, at, new Map(), 0);
  }

  pushText(L: number, text: string): void {
    if (text.length <= SHORT_CHARACTERS && this.pushShort(L, text)) return;
    // Three bytes a character at most.
    const address = this.reserve(text.length * 3);
    const { written } = encoder.encodeInto(text, this.bytesAt(address, text.length * 3));
    this.api.lua_pushlstring(L, address, written);
  }

  /** False: it is not all ASCII. Most names and values are, and short, where calling an encoder costs more than this does. */
  private pushShort(L: number, text: string): boolean {
    const { scratch } = this;
    this.refresh();
    const { memory } = this;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return false;
      memory[scratch + at] = code;
    }
    this.api.lua_pushlstring(L, scratch, text.length);
    return true;
  }

  pushBytes(L: number, bytes: Uint8Array): void {
    const address = this.reserve(bytes.length);
    this.bytesAt(address, bytes.length).set(bytes);
    this.api.lua_pushlstring(L, address, bytes.length);
  }

  /** A JSON value, or undefined; null and undefined are nil. */
  push(L: number, value: unknown, depth: number = 0): void {
    const { api } = this;
    if (depth > DEEPEST) throw new RangeError(`it is nested deeper than ${DEEPEST}`);
    if (depth > 0 && api.lua_checkstack(L, SLOTS) === 0) throw new RangeError('it is nested too deep');
    if (typeof value === 'string') this.pushText(L, value);
    else if (typeof value === 'boolean') api.lua_pushboolean(L, value ? 1 : 0);
    else if (typeof value === 'number') {
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) api.lua_pushinteger(L, BigInt(value));
      else api.lua_pushnumber(L, value);
    } else if (Array.isArray(value)) this.pushArray(L, value, depth);
    else if (typeof value === 'object' && value !== null) this.pushFields(L, value, depth);
    else api.lua_pushnil(L);
  }

  /** Calls `use` with the address of a copy of these bytes. */
  withBytes<T>(bytes: Uint8Array, use: (address: number) => T): T {
    const address = this.api.malloc(Math.max(1, bytes.length));
    assert(address !== 0, 'memory for a text');
    this.bytesAt(address, bytes.length).set(bytes);
    try {
      return use(address);
    } finally {
      this.api.free(address);
    }
  }

  private pushArray(L: number, values: readonly unknown[], depth: number): void {
    const { api } = this;
    api.lua_createtable(L, values.length, 0);
    values.forEach((value, index) => {
      this.push(L, value, depth + 1);
      api.lua_rawseti(L, -2, BigInt(index + 1));
    });
    if (values.length > 0) return;
    api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(this.arrayMeta));
    api.lua_setmetatable(L, -2);
  }

  private pushFields(L: number, value: object, depth: number): void {
    const { api } = this;
    const entries = Object.entries(value);
    api.lua_createtable(L, 0, entries.length);
    for (const [key, part] of entries) {
      this.pushText(L, key);
      this.push(L, part, depth + 1);
      api.lua_rawset(L, -3);
    }
  }

  private read(L: number, at: number, known: Map<number, unknown>, depth: number): unknown {
    const { api } = this;
    switch (api.lua_type(L, at)) {
      case TYPE_STRING:
        return this.text(L, at);
      case TYPE_NUMBER:
        return api.lua_tonumberx(L, at, 0);
      case TYPE_BOOLEAN:
        return api.lua_toboolean(L, at) !== 0;
      case TYPE_TABLE:
        return this.readTable(L, at, known, depth);
      case TYPE_FUNCTION:
        return () => undefined;
      case TYPE_NIL:
        return undefined;
      default:
        return opaque(this.kindAt(L, at));
    }
  }

  /** An array where the keys are 1 … n, or where it says that it is one; else an object, its keys in order. */
  private readTable(L: number, at: number, known: Map<number, unknown>, depth: number): unknown {
    const { api } = this;
    const address = api.lua_topointer(L, at);
    const before = known.get(address);
    if (before !== undefined) return before;
    if (depth > DEEPEST || api.lua_checkstack(L, SLOTS) === 0)
      throw new RangeError(`it is nested deeper than ${DEEPEST}`);
    const length = Number(api.lua_rawlen(L, at));
    const array: unknown[] | null = this.isArray(L, at, length) ? [] : null;
    const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    known.set(address, array ?? object);
    const fields: [string, unknown][] = [];
    const table = at < 0 ? api.lua_gettop(L) + 1 + at : at;
    api.lua_pushnil(L);
    while (api.lua_next(L, table) !== 0) {
      const value = this.read(L, -1, known, depth + 1);
      if (array === null) fields.push([this.key(L, -2), value]);
      else array[api.lua_tonumberx(L, -2, 0) - 1] = value;
      api.lua_settop(L, -2);
    }
    // Lua's own order is another one each time.
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, value] of fields) object[key] = value;
    return array ?? object;
  }

  private isArray(L: number, at: number, length: number): boolean {
    const { api } = this;
    if (length === 0) {
      if (api.lua_getmetatable(L, at) === 0) return false;
      const isMarked = api.lua_topointer(L, -1) === this.arrayMetaAddress;
      api.lua_settop(L, -2);
      return isMarked && this.isEmpty(L, at);
    }
    const table = at < 0 ? api.lua_gettop(L) + 1 + at : at;
    let count = 0;
    api.lua_pushnil(L);
    while (api.lua_next(L, table) !== 0) {
      api.lua_settop(L, -2);
      const number = api.lua_isinteger(L, -1) === 0 ? 0 : api.lua_tonumberx(L, -1, 0);
      if (number < 1 || number > length) {
        api.lua_settop(L, -2);
        return false;
      }
      count++;
    }
    return count === length;
  }

  private isEmpty(L: number, at: number): boolean {
    const table = at < 0 ? this.api.lua_gettop(L) + 1 + at : at;
    this.api.lua_pushnil(L);
    if (this.api.lua_next(L, table) === 0) return true;
    this.api.lua_settop(L, -3);
    return false;
  }

  private key(L: number, at: number): string {
    const type = this.api.lua_type(L, at);
    if (type === TYPE_STRING) return this.text(L, at);
    if (type === TYPE_NUMBER) return String(this.api.lua_tonumberx(L, at, 0));
    throw new TypeError(`it has a ${this.kindAt(L, at)} as a key`);
  }

  private bytes(L: number, at: number): Uint8Array {
    const address = this.api.lua_tolstring(L, at, this.lengthAt);
    this.refresh();
    return this.memory.subarray(address, address + this.view.getUint32(this.lengthAt, true));
  }

  private bytesAt(address: number, count: number): Uint8Array {
    this.refresh();
    return this.memory.subarray(address, address + count);
  }

  /** Memory that grew is another buffer. */
  private refresh(): void {
    const { buffer } = this.api.memory;
    if (this.memory.buffer === buffer) return;
    this.memory = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  /** Address of at least so many bytes, which hold until the next call. */
  private reserve(bytes: number): number {
    if (bytes <= this.scratchBytes) return this.scratch;
    const size = Math.max(bytes, this.scratchBytes * 2);
    const address = this.api.malloc(size);
    if (address === 0) throw new RangeError('not enough memory');
    if (this.scratch !== 0) this.api.free(this.scratch);
    this.scratch = address;
    this.scratchBytes = size;
    return address;
  }
}

/** Short ASCII without a decoder, which costs more than that. */
function textOf(bytes: Uint8Array): string {
  const { length } = bytes;
  if (length > SHORT_CHARACTERS) return decoder.decode(bytes);
  for (let at = 0; at < length; at++) if (bytes[at]! > 127) return decoder.decode(bytes);
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}
