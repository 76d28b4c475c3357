/** One symbol that is open, in Lua: each call in a coroutine of its own, so that it may await what it likes. */
import type { SymbolOpening } from '#contract/plugins/symbols.ts';
import type { Outcome } from '../outcome.ts';
import type { SourceHooks, SymbolCall, SymbolCode } from '../runtime.ts';
import type { LuaEntries } from './lua-entries.ts';
import type { LuaRuns } from './lua-runs.ts';

/** Functions of ours that Lua holds by number, as long as they may be called. */
export class LuaHooks {
  private readonly held = new Map<number, SourceHooks>();
  private last = 0;

  add(hooks: SourceHooks): number {
    this.held.set(++this.last, hooks);
    return this.last;
  }

  get(number: number): SourceHooks | undefined {
    return this.held.get(number);
  }

  remove(number: number): void {
    this.held.delete(number);
  }
}

export interface LuaSymbolParts {
  readonly runs: LuaRuns;
  readonly entries: LuaEntries;
  readonly hooks: LuaHooks;
}

export class LuaSymbol implements SymbolCode {
  private readonly opening: SymbolOpening;
  private readonly parts: LuaSymbolParts;
  /** Number of what its context may call; null: nothing. */
  private readonly hooks: number | null;

  constructor(opening: SymbolOpening, hooks: SourceHooks | null, parts: LuaSymbolParts) {
    this.opening = opening;
    this.parts = parts;
    this.hooks = hooks === null ? null : parts.hooks.add(hooks);
  }

  async call({ method, values, emit, limitMs }: SymbolCall): Promise<Outcome<unknown>> {
    const { runs, entries, hooks } = this.parts;
    const { id, kind, name, config, meta } = this.opening;
    const emitter =
      emit === undefined ? null : hooks.add({ emit, emitPackets: () => undefined, finished: () => undefined });
    const input = {
      id,
      kind,
      name,
      method,
      values,
      count: values.length,
      emit: emitter,
      hooks: this.hooks,
      context: { config, name, ...meta },
    };
    const outcome = await runs.run(entries.symbol, [], { limitMs, input, isEndless: limitMs === null });
    if (emitter !== null) hooks.remove(emitter);
    if (!outcome.ok) return outcome;
    const { value } = outcome;
    return { ok: true, value: value.length < 2 ? value[0] : value };
  }

  release(): void {
    const { runs, entries, hooks } = this.parts;
    if (this.hooks !== null) hooks.remove(this.hooks);
    runs.callOwn(entries.release, [this.opening.id]);
  }
}
