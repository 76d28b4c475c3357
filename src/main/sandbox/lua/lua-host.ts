/**
 * What Lua code may ask of us: one C function, which takes the number of an operation and its values (host-operations.ts).
 * It never raises an error for what is asked: it answers `false` and what is wrong, and the Lua side raises it.
 */
import { protocolName } from '#base/protocol-names.ts';
import { SESSION_STATES } from '#contract/records.ts';
import { PAYLOAD_FILTERS } from '#contract/payload-filters.ts';
import { LOG_LEVELS, type PluginLogLevel } from '#contract/plugins/status.ts';
import type { HostApi } from '../api/host-api.ts';
import { asJson } from '../api/json-value.ts';
import type { CallMonitor } from '../call-monitor.ts';
import { HOST_OPERATIONS as OPERATIONS } from './host-operations.ts';
import type { LuaApi } from './lua-api.ts';
import { LuaAbort, LuaPanic } from './lua-machine.ts';
import { messageOf, type LuaPromises } from './lua-promises.ts';
import type { LuaObserver } from './lua-observer.ts';
import type { LuaRuns } from './lua-runs.ts';
import type { LuaStack } from './lua-stack.ts';
import { ownTrace } from './lua-traces.ts';
import type { LuaHooks } from './lua-symbol.ts';
import type { PluginModules } from './plugin-modules.ts';

export interface LuaHostParts {
  readonly api: LuaApi;
  readonly stack: LuaStack;
  readonly runs: LuaRuns;
  readonly promises: LuaPromises;
  readonly host: HostApi;
  readonly monitor: CallMonitor;
  readonly modules: PluginModules;
  /** What symbols that are open may call, by number. */
  readonly hooks: LuaHooks;
  /** Null: the plugin observes no flows. */
  observer(): LuaObserver | null;
  /** Bytes that were encoded for Lua to decode. */
  batch(): Uint8Array;
  /** A callback of the plugin is due. */
  timer(callback: number, repeats: boolean): void;
}

/** Its second value is bytes, and no text. */
const EMIT_PACKETS = 'emit_packets';

type Operation = (L: number) => number;
type HostCall = (values: readonly unknown[]) => unknown;

export class LuaHost {
  private readonly parts: LuaHostParts;
  private readonly operations = new Map<number, Operation>();
  private readonly calls: ReadonlyMap<string, HostCall>;
  private readonly cancels = new Map<number, () => void>();
  private lastTimer = 0;
  private sampledMs = Number.NaN;

  constructor(parts: LuaHostParts) {
    this.parts = parts;
    const { api, stack, runs, promises, monitor } = parts;
    this.calls = new Map(Object.entries(this.hostCalls()));
    const none =
      (perform: (L: number) => void): Operation =>
      (L) => {
        perform(L);
        return 0;
      };
    const operations: Record<keyof typeof OPERATIONS, Operation> = {
      LOG: none((L) => this.log(L)),
      CALL: (L) => this.call(L),
      WAIT: none((L) => {
        const promise = promises.get(stack.number(L, 2));
        if (promise === undefined) return;
        promise.isAwaited = true;
        runs.waitFor(promise);
      }),
      TAKE: (L) => this.take(L),
      RELEASE: none((L) => promises.release(stack.number(L, 2))),
      FAULT: none((L) => {
        const message = runs.words(stack.text(L, 3));
        monitor.fault(stack.text(L, 2), { message, trace: ownTrace(stack.text(L, 4)) });
      }),
      SAMPLE: none(() => this.sample()),
      SOURCE: (L) => this.source(L),
      INPUT: (L) => {
        stack.push(L, runs.input);
        return 1;
      },
      BATCH: (L) => {
        stack.pushBytes(L, parts.batch());
        return 1;
      },
      STEP: (L) => {
        const step = parts.observer()?.next(api.lua_toboolean(L, 2) !== 0) ?? [];
        for (const value of step) api.lua_pushnumber(L, value);
        return step.length;
      },
      FLOW: (L) => {
        api.lua_pushboolean(L, parts.observer()?.say(stack.number(L, 2)) === true ? 1 : 0);
        return 1;
      },
      RECORD: none((L) => parts.observer()?.record(() => stack.value(L, 2))),
    };
    for (const [name, operation] of Object.entries(operations)) {
      this.operations.set(OPERATIONS[name as keyof typeof OPERATIONS], operation);
    }
    this.perform = (L) => {
      try {
        return this.operations.get(api.lua_tonumberx(L, 1, 0))?.(L) ?? 0;
      } catch (error) {
        // Not an error in what was asked: Lua's own, on its way to whoever catches it.
        if (error === Number.POSITIVE_INFINITY || error instanceof LuaAbort || error instanceof LuaPanic) throw error;
        return this.refuse(L, messageOf(error));
      }
    };
  }

  /** The C function: takes a thread, answers how many values it left on it. */
  readonly perform: Operation;

  private refuse(L: number, message: string): number {
    const { api, stack } = this.parts;
    api.lua_pushboolean(L, 0);
    stack.pushText(L, message);
    return 2;
  }

  private answer(L: number, value: unknown): number {
    const { api, stack } = this.parts;
    api.lua_pushboolean(L, 1);
    stack.push(L, value);
    return 2;
  }

  private log(L: number): void {
    const { stack, host } = this.parts;
    const level = stack.text(L, 2) as PluginLogLevel;
    if (LOG_LEVELS.includes(level)) host.log(level, stack.text(L, 3));
  }

  private call(L: number): number {
    const { api, stack, promises } = this.parts;
    const name = stack.text(L, 2);
    const called = this.calls.get(name);
    if (called === undefined) return this.refuse(L, `there is no ${name}`);
    const values: unknown[] = [];
    const top = api.lua_gettop(L);
    try {
      for (let at = 3; at <= top; at++) {
        values.push(at === 4 && name === EMIT_PACKETS ? stack.copiedBytes(L, at) : stack.value(L, at));
      }
    } catch (error) {
      return this.refuse(L, `${name} takes something else: ${messageOf(error)}`);
    }
    const answer = called(values);
    return this.answer(L, answer instanceof Promise ? promises.add(answer) : answer);
  }

  private take(L: number): number {
    const { stack, promises } = this.parts;
    const outcome = promises.get(stack.number(L, 2))?.outcome;
    if (outcome === undefined || outcome === null) return this.refuse(L, 'this is no promise of the host');
    return outcome.ok ? this.answer(L, outcome.value) : this.refuse(L, outcome.message);
  }

  private sample(): void {
    const { monitor } = this.parts;
    const now = monitor.clock.nowMs();
    if (Number.isNaN(this.sampledMs)) this.sampledMs = now;
    else {
      monitor.times.add(now - this.sampledMs);
      this.sampledMs = Number.NaN;
    }
  }

  /** A call that was timed did not come to its end. */
  forgetSample(): void {
    this.sampledMs = Number.NaN;
  }

  private source(L: number): number {
    const { api, stack, modules } = this.parts;
    const module = stack.value(L, 2);
    const source = typeof module === 'string' ? modules.readModule(module) : modules.readMain();
    if (!source.ok) return this.refuse(L, source.message);
    api.lua_pushboolean(L, 1);
    stack.pushBytes(L, source.text);
    stack.pushText(L, `@${source.name}`);
    return 3;
  }

  private hostCalls(): Readonly<Record<string, HostCall>> {
    const { host } = this.parts;
    const { id, version, engine, config, dataFolder } = host.start;
    return {
      plugin: () => ({ id, version, engine }),
      config: () => config,
      data_folder: () => dataFolder,
      /** From 0. */
      protocols: () => Array.from({ length: 256 }, (_, number) => protocolName(number)),
      states: () => SESSION_STATES,
      filters: () => PAYLOAD_FILTERS,
      'store.get': ([key]) => host.storeGet(key),
      'store.set': async ([key, value]) => host.storeSet(key, value),
      'store.delete': async ([key]) => host.storeDelete(key),
      'store.keys': () => host.storeKeys(),
      'http.request': ([request]) => host.httpRequest(request),
      emit_alert: ([alert]) => host.emitAlert(alert),
      'sessions.get': ([session]) => host.sessionsGet(session),
      'interfaces.list': () => host.interfacesList(),
      'timers.after': ([milliseconds, callback]) => this.setTimer('after', milliseconds, callback),
      'timers.every': ([milliseconds, callback]) => this.setTimer('every', milliseconds, callback),
      'timers.cancel': ([number]) => this.cancelTimer(Number(number)),
      emit: ([number, records]) => this.parts.hooks.get(Number(number))?.emit(records),
      [EMIT_PACKETS]: ([number, bytes]) => this.parts.hooks.get(Number(number))?.emitPackets(bytes),
      finished: ([number]) => this.parts.hooks.get(Number(number))?.finished(),
      'json.encode': ([value]) => {
        const json = asJson(value);
        if (!json.ok) throw new TypeError(`json.encode: ${json.problem}`);
        return JSON.stringify(json.value);
      },
      'json.decode': ([text]) => {
        if (typeof text !== 'string') throw new TypeError('json.decode takes text');
        try {
          return JSON.parse(text) as unknown;
        } catch (error) {
          throw new SyntaxError(`json.decode: ${messageOf(error)}`, { cause: error });
        }
      },
    };
  }

  private setTimer(kind: 'after' | 'every', milliseconds: unknown, callback: unknown): number {
    const number = ++this.lastTimer;
    const repeats = kind === 'every';
    const cancel = this.parts.host.timers[kind](milliseconds, () => {
      if (!repeats) this.cancels.delete(number);
      this.parts.timer(Number(callback), repeats);
    });
    this.cancels.set(number, cancel);
    return number;
  }

  private cancelTimer(number: number): void {
    this.cancels.get(number)?.();
    this.cancels.delete(number);
  }
}
