/** Values of options, checked while the command line is parsed. */
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '#base/quantity-text.ts';
import { nearestText } from '#base/nearest-text.ts';
import { CHAIN_NAMES, type ChainName } from '#contract/observers.ts';

/** Longest delay a timer takes. */
const MAX_DURATION_MS = 2 ** 31 - 1;

/** `10s`, `1.5m`, `500ms`, `2h`; a bare number is seconds. Milliseconds. */
export function durationMs(text: string): number {
  const value = (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : parseDuration(text)) ?? Number.NaN;
  if (!(value >= 1 && value <= MAX_DURATION_MS)) {
    throw new InvalidArgumentError('Give a duration such as 10s, 500ms, 5m or 2h (at most 24 days).');
  }
  return value;
}

export interface OutputTarget {
  /** `-` is standard output. */
  readonly path: string;
  readonly format: 'csv' | 'jsonl' | 'parquet';
}

/** The suffix chooses the format; standard output and devices are CSV. */
export function outputTarget(text: string): OutputTarget {
  if (text === '-' || text.startsWith('/dev/')) return { path: text, format: 'csv' };
  const suffix = /\.[^./\\]+$/.exec(text)?.[0].toLowerCase();
  if (suffix === '.csv') return { path: text, format: 'csv' };
  if (suffix === '.jsonl') return { path: text, format: 'jsonl' };
  if (suffix === '.parquet') return { path: text, format: 'parquet' };
  throw new InvalidArgumentError('The name must end in .csv, .jsonl or .parquet, or be - for CSV on standard output.');
}

/** For options that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return [...(previous ?? []), value];
}

/** Built-in observers by name; the option may be given several times. */
export function chainNames(value: string, previous: readonly ChainName[] | undefined): readonly ChainName[] {
  const name = CHAIN_NAMES.find((known) => known === value);
  if (name !== undefined) return [...(previous ?? []), name];
  const nearest = nearestText(value, CHAIN_NAMES);
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw new InvalidArgumentError(`There is no such chain.${hint} There are ${CHAIN_NAMES.join(', ')}.`);
}

export function token(text: string): string {
  if (!/^[\x21-\x7e]{16,256}$/.test(text)) {
    throw new InvalidArgumentError('A token is 16 to 256 printable ASCII characters without spaces.');
  }
  return text;
}

export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

export function lineCount(text: string): number {
  const count = Number(text);
  if (!(Number.isInteger(count) && count >= 1 && count <= 2000)) {
    throw new InvalidArgumentError('Give a number from 1 to 2000.');
  }
  return count;
}

const MOST_ROWS = 500;

/** Rows that are printed at most. */
export function rowLimit(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MOST_ROWS) throw new InvalidArgumentError(`Give a number from 1 to ${MOST_ROWS}.`);
  return value;
}
