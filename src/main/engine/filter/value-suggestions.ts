/** Values that could be compared with a field: those that rows have, the most frequent first. */
import type { Field } from '#contract/pipelines/fields.ts';
import { SESSION_STATES } from '#contract/records.ts';
import type { FilterSuggestion } from '#contract/views/filter.ts';
import { nearnessOf } from './suggestions.ts';
import { writtenValue } from './value-text.ts';

const MAX_VALUES = 30;
const NOWHERE = 3;

/** All that there can be, whether a row has it or not. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  state: SESSION_STATES,
  end_reason: ['fin', 'rst', 'timeout', 'evicted', 'reused'],
  direction: ['in', 'out'],
  transport: ['udp', 'tcp'],
  status: ['answered', 'nodata', 'nxdomain', 'servfail', 'refused', 'error', 'unanswered', 'unsolicited'],
};

/** With how many rows have them: none that is known of. */
export function knownValues({ name, alias, type }: Field): Map<string, number> {
  const known = type === 'boolean' ? ['true', 'false'] : (KNOWN[alias ?? name] ?? []);
  return new Map(known.map((value) => [value, 0]));
}

/** Those that begin as what was typed, then those that have it in them. */
export function valueSuggestions(counts: ReadonlyMap<string, number>, typed: string): FilterSuggestion[] {
  const sought = typed.toLowerCase();
  const byNearness: [string, number][][] = [[], [], []];
  for (const entry of counts) byNearness[nearnessOf(entry[0], sought) ?? NOWHERE]?.push(entry);
  const found: FilterSuggestion[] = [];
  for (const entries of byNearness) {
    for (const [value, count] of entries.toSorted((left, right) => right[1] - left[1])) {
      if (found.length === MAX_VALUES) return found;
      const insert = writtenValue(value);
      if (insert !== null) found.push({ insert, label: value, detail: null, count });
    }
  }
  return found;
}
