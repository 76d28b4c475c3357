/** Lines of a Zeek log, TSV or JSON, as values by name. */
import type { Lookup } from './cell-reader.ts';

/** What a TSV log says of itself, and how its lines are read. */
export class ZeekHeader {
  separator: string = '\t';
  #setSeparator: string = ',';
  #emptyField: string = '(empty)';
  #unsetField: string = '-';
  #positions: ReadonlyMap<string, number> = new Map();
  #isSet: readonly boolean[] = [];
  path: string | null = null;

  get hasFields(): boolean {
    return this.#positions.size > 0;
  }

  has(name: string): boolean {
    return this.#positions.has(name);
  }

  /** A line that begins with `#`. */
  line(text: string): void {
    if (text.startsWith('#separator ')) {
      this.separator = unescaped(text.slice('#separator '.length));
      return;
    }
    const [directive, ...values] = text.split(this.separator);
    const [first = ''] = values;
    if (directive === '#set_separator') this.#setSeparator = unescaped(first);
    else if (directive === '#empty_field') this.#emptyField = first;
    else if (directive === '#unset_field') this.#unsetField = first;
    else if (directive === '#path') this.path = first;
    else if (directive === '#fields') this.#positions = new Map(values.map((name, position) => [name, position]));
    else if (directive === '#types') this.#isSet = values.map((type) => /^(?:set|vector|table)\[/.test(type));
  }

  get width(): number {
    return this.#positions.size;
  }

  /** Of a line's values. Sets and vectors are lists. */
  lookup(values: readonly string[]): Lookup {
    return (name) => {
      const position = this.#positions.get(name);
      const value = position === undefined ? undefined : values[position];
      if (position === undefined || value === undefined || value === this.#unsetField) return undefined;
      if (this.#isSet[position] === true) {
        if (value === this.#emptyField || value === '') return [];
        return value.split(this.#setSeparator).map((each) => (each === this.#unsetField ? null : unescaped(each)));
      }
      return value === this.#emptyField ? '' : unescaped(value);
    };
  }
}

/** Of a line of JSON; null: it is none. */
export function jsonLookup(line: string): Lookup | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const object = parsed as Readonly<Record<string, unknown>>;
  return (name) => (Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined);
}

const ESCAPES = /(?:\\x[0-9a-fA-F]{2})+/g;

/** `\x09` is the byte 9: Zeek writes so what is not printable or has a meaning of its own. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text;
  return text.replace(ESCAPES, (escapes) => Buffer.from(escapes.replaceAll('\\x', ''), 'hex').toString('utf8'));
}
