/** A plugin that is a Lua program. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PluginRequest, PluginStart } from '#contract/plugins/process.ts';
import type { HostApi } from '../api/host-api.ts';
import type { CallMonitor } from '../call-monitor.ts';
import { faulty, type Outcome } from '../outcome.ts';
import type { SymbolOpening } from '#contract/plugins/symbols.ts';
import type {
  FoundExports,
  LogReceiver,
  Observer,
  ObserverSetup,
  PluginRuntime,
  SourceHooks,
  SymbolCode,
} from '../runtime.ts';
import { LUA_OPERATIONS } from './host-operations.ts';
import { LUA_REGISTRYINDEX } from './lua-api.ts';
import { takeEntries, type LuaEntries } from './lua-entries.ts';
import { LuaHost } from './lua-host.ts';
import { startLuaMachine, type LuaMachine } from './lua-machine.ts';
import { LuaObserver } from './lua-observer.ts';
import { LuaPromises } from './lua-promises.ts';
import { LuaReceiver } from './lua-receiver.ts';
import { LuaRuns } from './lua-runs.ts';
import { LuaStack } from './lua-stack.ts';
import { LuaHooks, LuaSymbol } from './lua-symbol.ts';
import { OWN_CHUNK } from './lua-traces.ts';
import { PluginModules } from './plugin-modules.ts';
import { API } from './prelude-api.ts';
import { ENTRIES } from './prelude-entries.ts';
import { OBSERVERS } from './prelude-observers.ts';
import { WORLD } from './prelude-world.ts';

/** What the build needs to start and the texts of a batch, besides what is the plugin's. */
const LEAST_MEMORY_BYTES: number = 24 * 1024 * 1024;
const encoder = new TextEncoder();

export function openLuaRuntime(start: PluginStart, host: HostApi, monitor: CallMonitor): PluginRuntime {
  const build = readFileSync(createRequire(import.meta.url).resolve('wasmoon/dist/glue.wasm'));
  return new LuaRuntime(build, start, host, monitor);
}

class LuaRuntime implements PluginRuntime {
  private readonly start: PluginStart;
  private readonly monitor: CallMonitor;
  private readonly machine: LuaMachine;
  private readonly runs: LuaRuns;
  private readonly lua: LuaHost;
  private readonly entries: LuaEntries;
  private readonly hooks = new LuaHooks();
  private batch: Uint8Array = new Uint8Array(0);
  private observing: LuaObserver | null = null;
  private isStarted = false;
  private isClosed = false;

  constructor(build: Uint8Array, start: PluginStart, host: HostApi, monitor: CallMonitor) {
    this.start = start;
    this.monitor = monitor;
    const { limits } = start;
    const memoryBytes = Math.max(LEAST_MEMORY_BYTES, limits.memory_mb * 1_000_000);
    // A trial run is the same each time.
    this.machine = startLuaMachine(build, memoryBytes, () => (this.isStarted || !start.deterministic ? Date.now() : 0));
    const { api } = this.machine;
    const stack = new LuaStack(api);
    const runLimits = { instructions: limits.instructions, memoryMb: limits.memory_mb, timeless: start.deterministic };
    this.runs = new LuaRuns(this.machine, stack, monitor.clock, runLimits);
    const promises = new LuaPromises((message) =>
      monitor.fault('a promise that nobody awaited', faulty(message).fault),
    );
    this.lua = new LuaHost({
      api,
      stack,
      runs: this.runs,
      promises,
      host,
      monitor,
      modules: new PluginModules(start.folder, start.main),
      hooks: this.hooks,
      observer: () => this.observing,
      batch: () => this.batch,
      timer: (callback, repeats) => void this.callBack(callback, repeats),
    });
    this.entries = this.makeWorld(stack);
    this.runs.useProgress(this.entries.progress);
    this.isStarted = true;
  }

  async load(): Promise<Outcome<FoundExports>> {
    const outcome = await this.runs.run(this.entries.load, [], { limitMs: null });
    if (!outcome.ok) return outcome;
    const kinds = new Map(Object.entries(outcome.value[0] as Readonly<Record<string, string>>));
    const names = [...kinds.keys()].filter((name) => !name.includes('.')).sort();
    const members = (table: string): readonly string[] =>
      [...kinds.keys()].flatMap((name) => {
        const [first, second, third] = name.split('.');
        return first === table && second !== undefined && third === undefined ? [second] : [];
      });
    return { ok: true, value: { kindOf: (name) => kinds.get(name) ?? null, names, members } };
  }

  async call(name: 'init' | 'test' | 'cleanup'): Promise<Outcome<unknown>> {
    return this.runs.run(this.entries[name], [], { limitMs: null });
  }

  /** `{status, body}`, or two values. */
  async request(input: PluginRequest): Promise<Outcome<unknown>> {
    const outcome = await this.runs.run(this.entries.request, [], { limitMs: this.callMs, input });
    if (!outcome.ok) return outcome;
    const { value } = outcome;
    return { ok: true, value: value.length < 2 ? value[0] : value };
  }

  dns(records: readonly unknown[]): Promise<Outcome<unknown>> {
    return this.runs.run(this.entries.dns, [this.start.passConfig], { limitMs: this.callMs, input: records });
  }

  symbol(opening: SymbolOpening, hooks: SourceHooks | null): SymbolCode {
    return new LuaSymbol(opening, hooks, { runs: this.runs, entries: this.entries, hooks: this.hooks });
  }

  receiver(name: LogReceiver['name']): LogReceiver {
    return new LuaReceiver({
      name,
      callMs: this.callMs,
      passConfig: this.start.passConfig,
      runs: this.runs,
      entries: this.entries,
      monitor: this.monitor,
      offer: (bytes) => {
        this.batch = bytes;
      },
      forgetSample: () => this.lua.forgetSample(),
    });
  }

  observer(setup: ObserverSetup): Observer {
    this.observing = new LuaObserver({
      ...setup,
      callMs: this.callMs,
      runs: this.runs,
      entries: this.entries,
      monitor: this.monitor,
      offer: (bytes) => {
        this.batch = bytes;
      },
    });
    return this.observing;
  }

  heapBytes(): number {
    const outcome = this.runs.callOwn(this.entries.memory, []);
    return outcome.ok ? Math.round(Number(outcome.value[0])) : 0;
  }

  close(): void {
    this.isClosed = true;
  }

  private get callMs(): number {
    return this.start.limits.call_ms;
  }

  private async callBack(callback: number, repeats: boolean): Promise<void> {
    if (this.isClosed) return;
    try {
      const outcome = await this.runs.run(this.entries.timer, [callback, repeats], { limitMs: this.callMs });
      if (!outcome.ok) this.monitor.fault(repeats ? 'timers.every' : 'timers.after', outcome.fault);
    } catch (error) {
      // The machine itself: nothing can go on. As a rejection it would count as one of the plugin's.
      setImmediate(() => {
        throw error;
      });
    }
  }

  /** Runs our own Lua code, which makes the world that the plugin will see. */
  private makeWorld(stack: LuaStack): LuaEntries {
    const { api, L } = this.machine;
    const host = this.machine.addFunction(1, true, (thread) => this.lua.perform(thread!));
    const text = encoder.encode(`${LUA_OPERATIONS}${WORLD}${API}${ENTRIES}${OBSERVERS}\nreturn entries\n`);
    const status = stack.withBytes(text, (code) =>
      stack.withBytes(encoder.encode(`=${OWN_CHUNK}\0t\0`), (name) =>
        api.luaL_loadbufferx(L, code, text.length, name, name + OWN_CHUNK.length + 2),
      ),
    );
    if (status !== 0) throw new Error(stack.text(L, -1));
    api.lua_pushcclosure(L, host, 0);
    api.luaopen_base(L);
    api.luaopen_table(L);
    api.luaopen_string(L);
    api.luaopen_math(L);
    api.luaopen_utf8(L);
    api.luaopen_coroutine(L);
    api.luaopen_os(L);
    api.luaopen_debug(L);
    if (api.lua_pcallk(L, 9, 1, 0, 0, 0) !== 0) throw new Error(stack.text(L, -1));
    const entries = takeEntries(api, L, stack);
    api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(entries.array));
    stack.useArrayMeta(entries.array, api.lua_topointer(L, -1));
    api.lua_settop(L, 0);
    return entries;
  }
}
