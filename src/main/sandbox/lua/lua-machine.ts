/**
 * Lua 5.4 in WebAssembly: wasmoon's build of it, without wasmoon's JavaScript. What the build asks of the world is answered
 * here, and that is: memory up to a limit, the time and the calendar. There are no files, no processes and no environment
 * behind it, so nothing that runs in it can reach any.
 *
 * Lua errors are C's longjmp, which is a JavaScript exception of the value `Infinity` here; every other exception passes
 * through Lua without any `pcall` seeing it. That is how a call that used up its limits is ended (`LuaAbort`).
 */
import { assert, assertDefined } from '#base/assert.ts';
import { calendarImports } from './calendar.ts';
import type { LuaApi } from './lua-api.ts';
import { wasm } from './wasm-types.ts';

const PAGE_BYTES = 65_536;
const MEMORY_STEP_BYTES: number = 1024 * 1024;
/** Of the wasm build itself. */
const MOST_MEMORY_BYTES: number = 2048 * 1024 * 1024;
/** "Function not implemented", in this C library. */
const ENOSYS = 52;
const LONGJMP = Number.POSITIVE_INFINITY;

/** Ends the Lua code that is running, whatever it would like to catch. */
export class LuaAbort extends Error {
  override readonly name: string = 'LuaAbort';
  /** Lua's traceback of where it was. */
  readonly trace: string;

  constructor(message: string, trace: string) {
    super(message);
    this.trace = trace;
  }
}

/** Lua gave up: out of memory where nothing could catch it. The machine cannot be used any more. */
export class LuaPanic extends Error {
  override readonly name: string = 'LuaPanic';
}

export interface LuaMachine {
  readonly api: LuaApi;
  /** The main thread. */
  readonly L: number;
  /** How many times it was refused more memory. */
  refusals(): number;
  /** Puts a function of ours where C finds it; answers its address. Its parameters and its result are i32. */
  addFunction(parameters: number, hasResult: boolean, fn: (...values: number[]) => number | void): number;
}

/**
 * `build`: bytes of the wasm file. `now`: wall clock, milliseconds; while the machine starts Lua takes from it, and from
 * nothing else that varies, the seeds of its hashes (which decide the order of `pairs`) and of its random numbers.
 */
export function startLuaMachine(build: Uint8Array, memoryBytes: number, now: () => number): LuaMachine {
  const module = new wasm.Module(build);
  let api: LuaApi | null = null;
  let refusals = 0;
  const machine = (): LuaApi => assertDefined(api, 'Lua runs');
  const provided = importsFor(machine, Math.min(memoryBytes, MOST_MEMORY_BYTES), now, () => {
    refusals++;
  });
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module: from, name } of wasm.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = provided[name] ?? (() => -ENOSYS);
  }
  const made = new wasm.Instance(module, imports).exports as LuaApi;
  api = made;
  made.__wasm_call_ctors();
  const L = made.luaL_newstate();
  assert(L !== 0, 'Lua has memory to start in');
  return { api: made, L, refusals: () => refusals, addFunction: (...args) => addFunction(made, ...args) };
}

function importsFor(
  machine: () => LuaApi,
  memoryBytes: number,
  now: () => number,
  refused: () => void,
): Readonly<Record<string, unknown>> {
  const functions: ((a: number, b: number) => void)[] = [];
  return {
    ...calendarImports(machine),
    emscripten_date_now: now,
    _emscripten_get_now_is_monotonic: () => 1,
    /** Calls a function that may longjmp: C's setjmp. */
    invoke_vii: (index: number, a: number, b: number) => {
      const { __indirect_function_table: table, stackSave, stackRestore, setThrew } = machine();
      const called = (functions[index] ??= table.get(index) as (a: number, b: number) => void);
      const stack = stackSave();
      try {
        called(a, b);
      } catch (thrown) {
        stackRestore(stack);
        if (thrown !== LONGJMP) throw thrown;
        setThrew(1, 0);
      }
    },
    _emscripten_throw_longjmp: () => {
      throw LONGJMP;
    },
    emscripten_resize_heap: (wanted: number) => {
      const { memory } = machine();
      const bytes = wanted >>> 0;
      if (bytes > memoryBytes) {
        refused();
        return 0;
      }
      const rounded = Math.min(memoryBytes, Math.ceil(bytes / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES);
      try {
        memory.grow(Math.ceil((rounded - memory.buffer.byteLength) / PAGE_BYTES));
        return 1;
      } catch {
        return 0; // the system has no more: Lua raises its own error
      }
    },
    // What the C library would say on its way out goes nowhere.
    fd_write: (_file: number, _parts: number, _count: number, _written: number) => ENOSYS,
    environ_sizes_get: (count: number, bytes: number) => {
      const view = new DataView(machine().memory.buffer);
      view.setUint32(count, 0, true);
      view.setUint32(bytes, 0, true);
      return 0;
    },
    environ_get: () => 0,
    abort: () => {
      throw new LuaPanic('Lua ran out of memory and had to stop');
    },
    exit: () => {
      throw new LuaPanic('Lua asked to exit');
    },
  };
}

/**
 * C calls what is in its table, and only functions of a wasm module can be there: so each gets a module that imports it and
 * exports it again.
 */
function addFunction(
  api: LuaApi,
  parameters: number,
  hasResult: boolean,
  fn: (...values: number[]) => number | void,
): number {
  const i32 = 0x7f;
  const type = [0x60, parameters, ...Array.from({ length: parameters }, () => i32), ...(hasResult ? [1, i32] : [0])];
  const magic = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]; // "\0asm", version 1
  const types = [1, type.length + 1, 1, ...type];
  const imports = [2, 7, 1, 1, 0x65, 1, 0x66, 0, 0]; // e.f
  const names = [7, 5, 1, 1, 0x66, 0, 0]; // f
  const bytes = Uint8Array.from([...magic, ...types, ...imports, ...names]);
  const { exports } = new wasm.Instance(new wasm.Module(bytes), { e: { f: fn } });
  const table = api.__indirect_function_table;
  const index = table.grow(1);
  table.set(index, (exports as { readonly f: unknown }).f);
  return index;
}
