/**
 * Calls into Lua. Each runs in a coroutine of its own, so that it can wait for promises, and within limits: a hook is
 * called every so many instructions, counts them, looks at the clock, and ends a call that used up what it may have in a
 * way that no `pcall` sees (lua-machine.ts). A call that takes its time is also made to yield now and then, wherever it is,
 * so that the rest of the process has its turn.
 */
import { assert } from '#base/assert.ts';
import type { SandboxClock } from '../clock.ts';
import { faulty, type Outcome } from '../outcome.ts';
import { LUA_MASKCOUNT, LUA_REGISTRYINDEX, LUA_YIELD, type LuaApi } from './lua-api.ts';
import { LuaAbort, type LuaMachine } from './lua-machine.ts';
import type { HeldPromise } from './lua-promises.ts';
import type { LuaStack } from './lua-stack.ts';
import { ownTrace } from './lua-traces.ts';

/** Instructions between two looks at the limits, at most. */
const HOOK_INTERVAL = 4000;
const SLICE_MS = 20;
/**
 * A machine that is refused memory collects its garbage at once and goes on with what it found. Where it finds little each
 * time it does nothing else any more, and this is where we end it.
 */
const MOST_REFUSALS = 8;
const OUT_OF_MEMORY = 'not enough memory';
/** What a coroutine waits for that yields to nobody. */
const NEVER: Promise<void> = new Promise(() => undefined);

export interface RunLimits {
  readonly instructions: number;
  readonly memoryMb: number;
  /** Code that runs is not measured by the clock: only what it waits for. */
  readonly timeless: boolean;
}

export interface RunOptions {
  /** Milliseconds that it may take; null: only instructions count. */
  readonly limitMs: number | null;
  /** It makes many calls, the number of the present one is in `progress`; limits are for each. */
  readonly isMany?: boolean;
  /** It may go on for ever: limits are from one wait to the next. */
  readonly isEndless?: boolean;
  readonly input?: unknown;
}

interface Run extends RunOptions {
  readonly thread: number;
  readonly ref: number;
  spent: number;
  call: number;
  callStartedMs: number;
  callStartedCpuMs: number;
  /** Of the machine, when the call began. */
  refusals: number;
  resumedMs: number;
  waitsFor: HeldPromise | null;
  /** We made it yield, to have a turn. */
  isPaused: boolean;
}

/** What an entry of the Lua side answered after `true`. */
export type RunOutcome = Outcome<readonly unknown[]>;

export class LuaRuns {
  private readonly machine: LuaMachine;
  private readonly api: LuaApi;
  private readonly L: number;
  private readonly stack: LuaStack;
  private readonly clock: SandboxClock;
  private readonly limits: RunLimits;
  private readonly interval: number;
  private readonly hook: number;
  /** Where lua_resume writes how many values there are. */
  private readonly countAt: number;
  /** Threads whose last call came to its end. */
  private readonly idle: { readonly thread: number; readonly ref: number }[] = [];
  /** The one whose Lua code is running. */
  private current: Run | null = null;
  private progress = 0n;

  constructor(machine: LuaMachine, stack: LuaStack, clock: SandboxClock, limits: RunLimits) {
    this.machine = machine;
    this.api = machine.api;
    this.L = machine.L;
    this.stack = stack;
    this.clock = clock;
    this.limits = limits;
    this.interval = Math.max(100, Math.min(HOOK_INTERVAL, Math.floor(limits.instructions / 4)));
    this.hook = machine.addFunction(2, false, (thread) => this.look(thread!));
    this.countAt = machine.api.malloc(4);
  }

  /** Registry reference of the table in which the number of the present call is. */
  useProgress(ref: number): void {
    this.progress = BigInt(ref);
  }

  /** What the call that is running was given. */
  get input(): unknown {
    return this.current?.input;
  }

  /** The call that is running is about to yield until this is settled. */
  waitFor(promise: HeldPromise): void {
    if (this.current !== null) this.current.waitsFor = promise;
  }

  /** Calls an entry (by registry reference) with numbers and booleans. Answers what it answers, or how it went wrong. */
  async run(entry: number, values: readonly (number | boolean)[], options: RunOptions): Promise<RunOutcome> {
    const { api, clock } = this;
    const run = this.begin(entry, options);
    for (const value of values) {
      if (typeof value === 'number') api.lua_pushinteger(run.thread, BigInt(value));
      else api.lua_pushboolean(run.thread, value ? 1 : 0);
    }
    let given = values.length;
    for (;;) {
      const resumed = this.resume(run, given);
      if (!resumed.ok) return this.abandon(run, resumed);
      if (resumed.value !== LUA_YIELD) return this.finish(run, resumed.value);
      given = 0;
      const { waitsFor } = run;
      run.waitsFor = null;
      if (run.isPaused) {
        run.isPaused = false;
        await clock.turn();
      } else if (!(await this.wait(run, waitsFor?.settled ?? NEVER))) {
        const why = waitsFor === null ? ': it yielded outside of a coroutine of its own, and nobody resumes that' : '';
        return this.abandon(run, faulty(`took longer than ${run.limitMs} ms${why}`));
      } else if (run.isEndless === true) this.beginAnew(run);
    }
  }

  /** Number of the call that a run of many was at when it ended. */
  presentCall(): number {
    const { api, L } = this;
    api.lua_rawgeti(L, LUA_REGISTRYINDEX, this.progress);
    api.lua_rawgeti(L, -1, 1n);
    const call = api.lua_tonumberx(L, -1, 0);
    api.lua_settop(L, -3);
    return call;
  }

  /** Calls an entry that is ours alone: it makes no calls of the plugin's code and never yields. No limits. */
  callOwn(entry: number, values: readonly number[]): RunOutcome {
    const { api, L } = this;
    api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(entry));
    for (const value of values) api.lua_pushinteger(L, BigInt(value));
    const status = api.lua_pcallk(L, values.length, 2, 0, 0, 0);
    const outcome: RunOutcome =
      status === 0 ? { ok: true, value: [this.stack.value(L, -1)] } : faulty(this.words(this.stack.text(L, -1)));
    api.lua_settop(L, 0);
    return outcome;
  }

  /** What is said of limits in the machine's own words, in ours. */
  words(message: string): string {
    return message === OUT_OF_MEMORY ? `used more than ${this.limits.memoryMb} MB of memory` : message;
  }

  private begin(entry: number, options: RunOptions): Run {
    const { api, L } = this;
    let { thread, ref } = this.idle.pop() ?? { thread: 0, ref: 0 };
    if (thread === 0) {
      thread = api.lua_newthread(L);
      ref = api.luaL_ref(L, LUA_REGISTRYINDEX);
      api.lua_sethook(thread, this.hook, LUA_MASKCOUNT, this.interval);
    }
    api.lua_rawgeti(thread, LUA_REGISTRYINDEX, BigInt(entry));
    const now = this.clock.nowMs();
    return {
      ...options,
      thread,
      ref,
      spent: 0,
      call: 0,
      callStartedMs: now,
      callStartedCpuMs: this.clock.cpuMs(),
      refusals: this.machine.refusals(),
      resumedMs: now,
      waitsFor: null,
      isPaused: false,
    };
  }

  /** The status that lua_resume answers. */
  private resume(run: Run, values: number): Outcome<number> {
    const { api } = this;
    assert(this.current === null, 'Lua calls us and we call Lua, and not the other way round');
    const cStack = api.stackSave();
    this.current = run;
    run.resumedMs = this.clock.nowMs();
    try {
      const status = api.lua_resume(run.thread, 0, values, this.countAt);
      // What a plugin yields outside of a coroutine of its own goes nowhere.
      if (status === LUA_YIELD) api.lua_settop(run.thread, -this.resultCount() - 1);
      return { ok: true, value: status };
    } catch (thrown) {
      api.stackRestore(cStack);
      if (thrown instanceof LuaAbort) return faulty(thrown.message, ownTrace(thrown.trace));
      if (thrown instanceof RangeError) return faulty('ran out of stack');
      throw thrown;
    } finally {
      this.current = null;
    }
  }

  private finish(run: Run, status: number): RunOutcome {
    const { api, stack } = this;
    const { thread } = run;
    if (status !== 0) return this.abandon(run, faulty(this.words(stack.text(thread, -1))));
    const count = this.resultCount();
    const outcome = this.outcomeOf(thread, count);
    api.lua_settop(thread, 0);
    this.idle.push(run);
    return outcome;
  }

  private outcomeOf(thread: number, count: number): RunOutcome {
    const { api, stack } = this;
    const first = api.lua_gettop(thread) - count + 1;
    if (api.lua_toboolean(thread, first) === 0) {
      return faulty(this.words(stack.text(thread, first + 1)), ownTrace(stack.text(thread, first + 2)));
    }
    try {
      const values: unknown[] = [];
      for (let at = first + 1; at < first + count; at++) values.push(stack.value(thread, at));
      return { ok: true, value: values };
    } catch (error) {
      return faulty(`answered a table that cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Its thread is left as it is, and to the garbage collector. */
  private abandon<T>(run: Run, outcome: T): T {
    this.api.luaL_unref(this.L, LUA_REGISTRYINDEX, run.ref);
    return outcome;
  }

  private resultCount(): number {
    return new DataView(this.api.memory.buffer).getUint32(this.countAt, true);
  }

  /** False: it took too long. */
  private async wait(run: Run, settled: Promise<void>): Promise<boolean> {
    if (run.limitMs === null) {
      await settled;
      return true;
    }
    this.noteCall(run);
    const left = run.callStartedMs + run.limitMs - this.clock.nowMs();
    return new Promise((resolve) => {
      const cancel = this.clock.after(Math.max(0, left), () => resolve(false));
      void settled.then(() => {
        cancel();
        resolve(true);
      });
    });
  }

  /** Limits are for each call: where the next one has begun, counting begins anew. */
  private noteCall(run: Run): void {
    if (run.isMany !== true) return;
    const call = this.presentCall();
    if (call === run.call) return;
    run.call = call;
    this.beginAnew(run);
  }

  private beginAnew(run: Run): void {
    run.spent = 0;
    run.refusals = this.machine.refusals();
    run.callStartedMs = this.clock.nowMs();
    run.callStartedCpuMs = this.clock.cpuMs();
  }

  /** The hook. `thread`: the coroutine that is running, perhaps one of the plugin's own. */
  private look(thread: number): void {
    const run = this.current;
    if (run === null) return;
    const { api, limits } = this;
    this.noteCall(run);
    run.spent += this.interval;
    if (run.spent > limits.instructions) {
      this.end(thread, `used more than ${limits.instructions} instructions in one call`);
    }
    if (this.machine.refusals() - run.refusals > MOST_REFUSALS) this.end(thread, this.words(OUT_OF_MEMORY));
    const now = this.clock.nowMs();
    if (run.limitMs !== null && !limits.timeless && now - run.callStartedMs > run.limitMs) {
      if (this.clock.cpuMs() - run.callStartedCpuMs > run.limitMs) {
        this.end(thread, `took longer than ${run.limitMs} ms`);
      }
    }
    if (thread === run.thread && now - run.resumedMs > SLICE_MS && api.lua_isyieldable(thread) !== 0) {
      run.isPaused = true;
      api.lua_yieldk(thread, 0, 0, 0);
    }
  }

  private end(thread: number, message: string): never {
    throw new LuaAbort(message, this.traceOf(thread));
  }

  private traceOf(thread: number): string {
    try {
      this.api.luaL_traceback(thread, thread, 0, 0);
      return this.stack.text(thread, -1);
    } catch {
      return ''; // no memory for it
    }
  }
}
