/** What could come next in a filter that is being written: fields, operators, and how parts are joined. */
import { FIELDS, type Field, type FlatKind } from '#contract/pipelines/fields.ts';
import type { FilterSuggestion } from '#contract/views/filter.ts';
import { ALIASES, filterField, HOST, isThere } from './filter-fields.ts';
import type { RowFields } from './row-fields.ts';

const MAX_FIELDS = 50;

/** What people look for most; the others follow in their own order. */
const FIRST = ['host', 'ip', 'port', 'service', 'query', 'hostname', 'state', 'proto', 'bytes', 'process', 'country'];

interface Candidate {
  readonly name: string;
  readonly field: Field;
  readonly detail: string;
  /** Somebody else's name for one of ours. */
  readonly isAlias: boolean;
}

const CANDIDATES: readonly Candidate[] = [
  { name: HOST.name, field: HOST, detail: HOST.summary, isAlias: false },
  ...FIELDS.map((field) => ({
    name: field.name,
    field,
    detail: field.summary,
    isAlias: field.alias !== undefined || field.name.includes('.'),
  })),
  ...Object.entries(ALIASES).map(([name, own]) => ({
    name,
    field: filterField(name)!.field,
    detail: `\`${own}\``,
    isAlias: true,
  })),
];

/** The best first; what no row of the table has is left out. */
export function fieldSuggestions(prefix: string, kind: FlatKind, fields: RowFields<never>): FilterSuggestion[] {
  const sought = prefix.toLowerCase();
  return CANDIDATES.flatMap((candidate, order) => {
    const nearness = nearnessOf(candidate.name, sought);
    if (nearness === null || (sought === '' && candidate.isAlias) || !isThere(candidate.field, fields)) return [];
    const first = FIRST.indexOf(candidate.name);
    const ranks = [
      nearness,
      Number(!candidate.field.kinds.includes(kind)),
      Number(candidate.isAlias),
      first < 0 ? FIRST.length : first,
      order,
    ];
    return [{ candidate, ranks }];
  })
    .toSorted((left, right) => compareRanks(left.ranks, right.ranks))
    .slice(0, MAX_FIELDS)
    .map(({ candidate: { name, detail } }) => ({ insert: name, label: name, detail, count: null }));
}

function compareRanks(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((rank, position) => rank !== right[position]);
  return at < 0 ? 0 : left[at]! - right[at]!;
}

/** 0: it begins so; 1: a part of it does; 2: it has it in it; 3: it has its letters, in that order. Null: none of this. */
export function nearnessOf(text: string, sought: string): number | null {
  const lower = text.toLowerCase();
  if (lower.startsWith(sought)) return 0;
  const at = lower.indexOf(sought);
  if (at >= 0) return lower.split(/[._-]/).some((part) => part.startsWith(sought)) ? 1 : 2;
  let from = 0;
  for (const letter of sought) {
    from = lower.indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return sought.length > 1 ? 3 : null;
}

const MEANINGS = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  '~': 'has in it',
  in: 'is one of (…)',
  startswith: 'begins with',
  endswith: 'ends with',
  glob: 'is like, with * and ?',
  matches: 'matches the regular expression',
  exists: 'has a value',
} as const;

type Sign = keyof typeof MEANINGS;

const SIZES: readonly Sign[] = ['=', '!=', '<', '<=', '>', '>='];
const TEXTS: readonly Sign[] = ['=', '~', '!=', 'startswith', 'endswith', 'in', 'glob', 'matches', 'exists'];

const SIGNS: Readonly<Record<Field['type'], readonly Sign[]>> = {
  text: TEXTS,
  name: TEXTS,
  number: [...SIZES, 'in', 'exists'],
  time: ['>=', '<=', '>', '<', '=', 'exists'],
  boolean: ['=', 'exists'],
  protocol: ['=', '!=', 'in', 'exists'],
  address: ['=', '!=', 'in', '~', 'startswith', 'exists'],
  any: [...SIZES, '~', 'in', 'startswith', 'endswith', 'glob', 'matches', 'exists'],
};

export function operatorSuggestions(prefix: string, { type }: Field): FilterSuggestion[] {
  const sought = prefix.toLowerCase();
  // Who writes it out knows it by this name.
  const isSought = (sign: Sign): boolean => sign.startsWith(sought) || (sign === '~' && 'contains'.startsWith(sought));
  return SIGNS[type]
    .filter(isSought)
    .map((sign) => ({ insert: sign, label: sign, detail: MEANINGS[sign], count: null }));
}

const JOINTS: readonly FilterSuggestion[] = [
  { insert: 'and', label: 'and', detail: 'both must hold', count: null },
  { insert: 'or', label: 'or', detail: 'one must hold', count: null },
];

export function jointSuggestions(prefix: string): FilterSuggestion[] {
  return JOINTS.filter(({ label }) => label.startsWith(prefix.toLowerCase()));
}
