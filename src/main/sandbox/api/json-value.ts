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
  const json = walk.visit(value, '', 0);
  return walk.problem === null ? { ok: true, value: json } : { ok: false, problem: walk.problem };
}

class Walk {
  problem: string | null = null;
  /** Objects between the top and what is looked at. */
  private readonly above = new Set<object>();

  visit(value: unknown, path: string, depth: number): Json {
    if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') {
      return value === undefined && path === '' ? this.refuse('nothing', path) : (value ?? null);
    }
    if (typeof value === 'number') return Number.isFinite(value) ? value : this.refuse(`the number ${value}`, path);
    if (typeof value !== 'object')
      return this.refuse(typeof value === 'bigint' ? 'a bigint' : `a ${typeof value}`, path);
    if (depth > DEEPEST) return this.refuse(`something nested deeper than ${DEEPEST}`, path);
    if (this.above.has(value)) return this.refuse('something that contains itself', path);
    const own = 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON as () => unknown)() : value;
    if (own !== value) return this.visit(own, path, depth + 1);
    this.above.add(value);
    const copy = Array.isArray(value) ? this.array(value, path, depth) : this.object(value, path, depth);
    this.above.delete(value);
    return copy;
  }

  private array(values: readonly unknown[], path: string, depth: number): Json {
    const copy: Json[] = [];
    for (let index = 0; index < values.length && this.problem === null; index++) {
      copy.push(this.visit(values[index] ?? null, `${path}[${index}]`, depth + 1));
    }
    return copy;
  }

  private object(value: object, path: string, depth: number): Json {
    const kind = kindOf(value);
    if (kind !== null) return this.refuse(kind, path);
    const entries: [string, Json][] = [];
    for (const [key, part] of Object.entries(value)) {
      if (this.problem !== null) break;
      if (part !== undefined) entries.push([key, this.visit(part, `${path}.${key}`, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  private refuse(what: string, path: string): null {
    const where = path === '' ? '' : ` at ${path.replace(/^\./, '').slice(0, 200)}`;
    this.problem ??= `${what}${where}, which is not JSON`;
    return null;
  }
}

/** Objects whose own properties are not what they are about. */
function kindOf(value: object): string | null {
  if (value instanceof Promise) return 'a promise that was not awaited';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'bytes';
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return name === 'Object' || name === 'Error' || name === 'Arguments' ? null : `a ${name}`;
}
