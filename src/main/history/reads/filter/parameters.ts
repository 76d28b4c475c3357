/** Texts that a statement is given beside its SQL: what users wrote never becomes part of that. Each is bound under a name of its own, `$f0`, `$f1`, … */
export class Parameters {
  readonly #names: Map<string, string> = new Map();
  readonly #prefix: string;

  /** `prefix`: a letter, so that several of them can be bound together. */
  constructor(prefix: 'f' | 'l' = 'f') {
    this.#prefix = prefix;
  }

  /** What stands for the text in SQL. */
  text(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = `${this.#prefix}${this.#names.size}`;
      this.#names.set(text, name);
    }
    return `$${name}::VARCHAR`;
  }

  /** Those that a statement has: no others may be bound. */
  of(sql: string): Record<string, string> {
    const used = new Set(Array.from(sql.matchAll(/\$([fl]\d+)::/g), ([, name]) => name));
    return Object.fromEntries(
      Array.from(this.#names, ([text, name]) => [name, text]).filter(([name]) => used.has(name)),
    );
  }

  texts(texts: Iterable<string>): string {
    return Array.from(texts, (text) => this.text(text)).join(', ');
  }
}

/** A number that is ours: whole ones as such, so that the statistics of a column can be held against them. */
export function numberSql(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isFinite(value)) return `'${value}'::DOUBLE`;
  return value > 0 ? `'Infinity'::DOUBLE` : value < 0 ? `'-Infinity'::DOUBLE` : `'NaN'::DOUBLE`;
}

/** Microseconds since the epoch, whole. */
export function timeSql(us: number): string {
  return `make_timestamp(${Math.floor(us)})`;
}
