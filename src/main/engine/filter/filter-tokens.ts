/** The text of a display filter in pieces. Never throws; a quote that is not closed reaches to the end, as while somebody still types. */
import { ownValue } from '#base/own-value.ts';

export type FilterTokenKind = 'word' | 'text' | 'operator' | 'and' | 'or' | 'not' | '(' | ')' | ',' | 'end';

export interface FilterToken {
  readonly kind: FilterTokenKind;
  readonly text: string;
  /** Where it stands in the filter, its quotes included. */
  readonly at: number;
  readonly length: number;
}

const SIGNS: readonly (readonly [string, FilterTokenKind, string])[] = [
  ['&&', 'and', 'and'],
  ['||', 'or', 'or'],
  ['==', 'operator', '='],
  ['!=', 'operator', '!='],
  ['<=', 'operator', '<='],
  ['>=', 'operator', '>='],
  ['=', 'operator', '='],
  ['<', 'operator', '<'],
  ['>', 'operator', '>'],
  ['~', 'operator', 'contains'],
  ['!', 'not', 'not'],
  ['(', '(', '('],
  [')', ')', ')'],
  // As Wireshark writes sets.
  ['{', '(', '('],
  ['}', ')', ')'],
  [',', ',', ','],
];
const JOINTS: Readonly<Record<string, FilterTokenKind>> = { and: 'and', or: 'or', not: 'not' };
/** Words that stand between a field and a value. */
const WORD_OPERATORS: Readonly<Record<string, string>> = {
  contains: 'contains',
  icontains: 'contains',
  startswith: 'startswith',
  endswith: 'endswith',
  glob: 'glob',
  matches: 'matches',
  in: 'in',
  cidr: 'cidr',
  exists: 'exists',
  eq: '=',
  ne: '!=',
  gt: '>',
  lt: '<',
  ge: '>=',
  le: '<=',
};

export function filterTokens(source: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < source.length) {
    if (/\s/.test(source[at]!)) at++;
    else at = readToken(source, at, tokens);
  }
  tokens.push({ kind: 'end', text: '', at: source.length, length: 0 });
  return tokens;
}

/** Answers where it ends. */
function readToken(source: string, at: number, tokens: FilterToken[]): number {
  const sign = SIGNS.find(([text]) => source.startsWith(text, at));
  if (sign !== undefined) {
    tokens.push({ kind: sign[1], text: sign[2], at, length: sign[0].length });
    return at + sign[0].length;
  }
  // `-word` leaves out; a `-` inside a word is part of it.
  if (source[at] === '-' && /[^\s-]/.test(source[at + 1] ?? ' ')) {
    tokens.push({ kind: 'not', text: '-', at, length: 1 });
    return at + 1;
  }
  if (source[at] === '"') {
    const end = source.indexOf('"', at + 1);
    const after = end < 0 ? source.length : end + 1;
    const text = source.slice(at + 1, end < 0 ? source.length : end);
    const before = tokens.at(-1);
    // An empty phrase asks for nothing, and so does leaving it out; as a value it is one.
    if (text !== '' || before?.kind === 'operator') tokens.push({ kind: 'text', text, at, length: after - at });
    else if (before?.text === '-') tokens.pop();
    return after;
  }
  let end = at + 1;
  while (end < source.length && !endsWord(source, end)) end++;
  const text = source.slice(at, end);
  // Somebody is about to type what is left out.
  if (text === '-') return end;
  const joint = ownValue(JOINTS, text.toLowerCase());
  tokens.push({ kind: joint ?? 'word', text, at, length: end - at });
  return end;
}

function endsWord(source: string, at: number): boolean {
  const character = source[at]!;
  if (/[\s"(){},=<>~]/.test(character)) return true;
  return source.startsWith('!=', at) || source.startsWith('&&', at) || source.startsWith('||', at);
}

/** The operator that a token stands for behind a field; null for none. */
export function operatorOf({ kind, text }: FilterToken): string | null {
  if (kind === 'operator') return text;
  return kind === 'word' ? (ownValue(WORD_OPERATORS, text.toLowerCase()) ?? null) : null;
}
