/** Values of one row of a foreign file, by name, as what our columns hold. The first that cannot be is remembered: its row is refused. */
import { formatAddress, parseAddress } from '#base/addresses.ts';
import { parseTime } from './parse-time.ts';

/** What a file has under a name; undefined: nothing. */
export type Lookup = (name: string) => unknown;

export const nothing: Lookup = () => undefined;

export class CellReader {
  mistake: string | null = null;
  #lookup: Lookup = nothing;

  /** The next row. */
  begin(lookup: Lookup): this {
    this.mistake = null;
    this.#lookup = lookup;
    return this;
  }

  raw(name: string): unknown {
    const value = this.#lookup(name);
    return value === undefined ? null : value;
  }

  text(name: string): string | null {
    const value = this.raw(name);
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
    return this.#wrong(name, value, 'text');
  }

  number(name: string): number | null {
    const value = this.raw(name);
    if (value === null || value === '') return null;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') {
      return this.#wrong(name, value, 'a number');
    }
    const number = Number(value);
    return Number.isFinite(number) ? number : this.#wrong(name, value, 'a number');
  }

  /** A whole number from 0 to `most`. */
  count(name: string, most: number = Number.MAX_SAFE_INTEGER): number | null {
    const number = this.number(name);
    if (number === null || (Number.isInteger(number) && number >= 0 && number <= most)) return number;
    return this.#wrong(name, number, `a whole number up to ${most}`);
  }

  boolean(name: string): boolean | null {
    const value = this.raw(name);
    if (value === null || value === '') return null;
    if (value === true || value === 'true' || value === 'T') return true;
    if (value === false || value === 'false' || value === 'F') return false;
    return this.#wrong(name, value, 'true or false');
  }

  /** Microseconds since the epoch. */
  time(name: string): number | null {
    const value = this.raw(name);
    if (value === null || value === '') return null;
    const time = parseTime(value);
    return time ?? this.#wrong(name, value, 'a time');
  }

  /** In the form that ours have. */
  address(name: string): string | null {
    const text = this.text(name);
    if (text === null || text === '') return null;
    const parsed = parseAddress(text);
    return parsed === null ? this.#wrong(name, text, 'an address') : formatAddress(parsed.words, 0, parsed.ipv6);
  }

  list(name: string): readonly unknown[] | null {
    const value = this.raw(name);
    if (value === null) return null;
    return Array.isArray(value) ? (value as readonly unknown[]) : this.#wrong(name, value, 'a list');
  }

  /** What the row cannot be without. */
  needed<T>(name: string, value: T | null): T | null {
    if (value === null) this.mistake ??= `there is no ${name}`;
    return value;
  }

  #wrong(name: string, value: unknown, wanted: string): null {
    const shown = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
    this.mistake ??= `${name} is ${(shown ?? 'nothing').slice(0, 60)}, not ${wanted}`;
    return null;
  }
}
