/**
 * Values of a plugin as JSON values: plain copies that can be sent and kept. Where `JSON.stringify` would quietly leave
 * something out (a function, a Map), this says what is in the way.
 */
import type { Json } from '#contract/plugins/process.ts';

export type JsonCheck =
  | { readonly ok: true; readonly value: Json }
  /** `problem`: "a function, which is not JSON", for a sentence. */
  | { readonly ok: false; readonly problem: string };

const DEEPEST = 100;

/** May throw what a getter or `toJSON` of the plugin throws. */
export function asJson(value: unknown): JsonCheck {
  const walk = new Walk();
  const json = walk.visit(value);
  return walk.problem === null ? { ok: true, value: json } : { ok: false, problem: walk.problem };
}

class Walk {
  problem: string | null = null;
  /** Objects between the top and what is looked at. */
  private readonly above = new Set<object>();
  /** Keys that lead there; text is made of them only where something is wrong. */
  private readonly path: (string | number)[] = [];
  /** `toJSON` may go on for ever, too. */
  private depth = 0;

  visit(value: unknown): Json {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (value === undefined) return this.path.length === 0 ? this.refuse('nothing') : null;
    if (typeof value === 'number') return Number.isFinite(value) ? value : this.refuse(`the number ${value}`);
    if (typeof value !== 'object') return this.refuse(typeof value === 'bigint' ? 'a bigint' : `a ${typeof value}`);
    if (this.depth > DEEPEST) return this.refuse(`something nested deeper than ${DEEPEST}`);
    if (this.above.has(value)) return this.refuse('something that contains itself');
    this.depth++;
    const copy = this.inside(value);
    this.depth--;
    return copy;
  }

  private inside(value: object): Json {
    const own = 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON as () => unknown)() : value;
    if (own !== value) return this.visit(own);
    this.above.add(value);
    const copy = Array.isArray(value) ? this.array(value) : this.object(value);
    this.above.delete(value);
    return copy;
  }

  private array(values: readonly unknown[]): Json {
    const copy: Json[] = [];
    for (let index = 0; index < values.length && this.problem === null; index++) {
      this.path.push(index);
      copy.push(this.visit(values[index] ?? null));
      this.path.pop();
    }
    return copy;
  }

  private object(value: object): Json {
    const kind = kindOf(value);
    if (kind !== null) return this.refuse(kind);
    const entries: [string, Json][] = [];
    for (const [key, part] of Object.entries(value)) {
      if (this.problem !== null) break;
      if (part === undefined) continue;
      this.path.push(key);
      entries.push([key, this.visit(part)]);
      this.path.pop();
    }
    return Object.fromEntries(entries);
  }

  private refuse(what: string): null {
    this.problem ??= `${what}${this.place()}, which is not JSON`;
    return null;
  }

  private place(): string {
    const text = this.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    return text === '' ? '' : ` at ${text.replace(/^\./, '').slice(0, 200)}`;
  }
}

/** Objects whose own properties are not what they are about. */
function kindOf(value: object): string | null {
  if (value instanceof Promise) return 'a promise that was not awaited';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'bytes';
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return name === 'Object' || name === 'Error' || name === 'Arguments' ? null : `a ${name}`;
}
