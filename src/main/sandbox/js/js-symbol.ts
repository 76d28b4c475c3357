/** One symbol that is open, in JavaScript: methods of an exported object, called as such. */
import type { SymbolOpening } from '#contract/plugins/symbols.ts';
import { LATE, withinTime } from '../call-budget.ts';
import type { SandboxClock } from '../clock.ts';
import { faulty, type Fault, type Outcome } from '../outcome.ts';
import type { SourceHooks, SymbolCall, SymbolCode } from '../runtime.ts';
import { pathOf } from '../symbols/symbol-paths.ts';
import { isThenable } from './thenable.ts';

export interface JsSymbolParts {
  readonly opening: SymbolOpening;
  readonly hooks: SourceHooks | null;
  readonly clock: SandboxClock;
  /** What is exported under `sinks.NAME`. */
  find(path: string): unknown;
  /** An exported function, called as what it is exported as. */
  callable(name: string): (...values: readonly unknown[]) => unknown;
  faultOf(thrown: unknown): Fault;
}

type Methods = Readonly<Record<string, (...values: readonly unknown[]) => unknown>>;

export class JsSymbol implements SymbolCode {
  private readonly parts: JsSymbolParts;
  /** The same for all calls, and the plugin's to put its own things on. */
  private readonly context: object;

  constructor(parts: JsSymbolParts) {
    this.parts = parts;
    const { opening, hooks } = parts;
    const { config, meta, name } = opening;
    const own = hooks === null ? {} : sourceContext(hooks);
    this.context = { config: structuredClone(config), name, ...meta, ...own };
  }

  async call({ method, values, emit, limitMs }: SymbolCall): Promise<Outcome<unknown>> {
    const { clock, faultOf } = this.parts;
    const given = [...values, ...(emit === undefined ? [] : [emit]), ...(method === 'validate' ? [] : [this.context])];
    try {
      const answer = this.invoke(method, given);
      if (!isThenable(answer)) return { ok: true, value: answer };
      const settled = limitMs === null ? await answer : await withinTime(clock, limitMs, answer);
      return settled === LATE ? faulty(`took longer than ${limitMs} ms`) : { ok: true, value: settled };
    } catch (error) {
      return { ok: false, fault: faultOf(error) };
    }
  }

  release(): void {
    // The context goes with this object.
  }

  private invoke(method: SymbolCall['method'], values: readonly unknown[]): unknown {
    const { opening, find, callable } = this.parts;
    if (opening.kind === 'stage') return callable(method)(...values);
    const symbol = find(pathOf(opening));
    return typeof symbol === 'function' ? symbol(...values) : (symbol as Methods)[method]!(...values);
  }
}

function sourceContext({ emit, emitPackets, finished }: SourceHooks): object {
  return { emit, emit_packets: emitPackets, finished };
}
