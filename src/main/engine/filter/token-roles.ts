/** What each piece of a filter is, and what could stand after the last one, whether it is right and complete or not. */
import type { FilterPiece, FilterPieceKind } from '#contract/views/filter.ts';
import { filterField, impliedOperator } from './filter-fields.ts';
import { filterTokens, operatorOf, type FilterToken } from './filter-tokens.ts';

export type Expected =
  /** A word, a field, `not` or `(`. */
  | { readonly what: 'term' }
  /** Behind a word that is a field's name. */
  | { readonly what: 'operator'; readonly field: string }
  | { readonly what: 'value'; readonly field: string; readonly inList: boolean }
  /** Behind a whole term: `and`, `or`, or the next term. */
  | { readonly what: 'joint' };

interface Step {
  readonly kind: FilterPieceKind;
  readonly expected: Expected;
}

const TERM: Expected = { what: 'term' };
const JOINT: Expected = { what: 'joint' };

export function filterPieces(source: string): FilterPiece[] {
  const pieces: FilterPiece[] = [];
  walk(filterTokens(source), (token, kind) => pieces.push({ at: token.at, length: token.length, kind }));
  return pieces;
}

/** What may stand behind these tokens. */
export function expectedAfter(tokens: readonly FilterToken[]): Expected {
  return walk(tokens, () => {});
}

function walk(tokens: readonly FilterToken[], take: (token: FilterToken, kind: FilterPieceKind) => void): Expected {
  let expected = TERM;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'end') break;
    const step =
      (expected.what === 'value' ? valueStep(token, expected) : null) ?? anyStep(token, tokens[at + 1], expected);
    take(token, step.kind);
    expected = step.expected;
  }
  return expected;
}

/** Null: it is no part of a value. */
function valueStep(token: FilterToken, expected: Expected & { readonly what: 'value' }): Step | null {
  if (token.kind === 'word' || token.kind === 'text')
    return { kind: 'value', expected: expected.inList ? expected : JOINT };
  if (token.kind === '(' && !expected.inList) return { kind: 'bracket', expected: { ...expected, inList: true } };
  if (token.kind === ')' && expected.inList) return { kind: 'bracket', expected: JOINT };
  return token.kind === ',' && expected.inList ? { kind: 'bracket', expected } : null;
}

function anyStep(token: FilterToken, next: FilterToken | undefined, expected: Expected): Step {
  const field = expected.what === 'operator' ? expected.field : '';
  switch (token.kind) {
    case 'and':
    case 'or':
    case 'not':
      return { kind: 'joint', expected: TERM };
    case '(':
    case ',':
      return { kind: 'bracket', expected: TERM };
    case ')':
      return { kind: 'bracket', expected: JOINT };
    case 'operator':
      return { kind: 'operator', expected: { what: 'value', field, inList: false } };
    case 'text':
    case 'end':
      return { kind: 'word', expected: JOINT };
    case 'word':
      return wordStep(token, next, expected);
  }
}

function wordStep(token: FilterToken, next: FilterToken | undefined, expected: Expected): Step {
  const operator = operatorOf(token);
  if (expected.what === 'operator' && operator !== null) {
    const value: Expected = { what: 'value', field: expected.field, inList: false };
    return { kind: 'operator', expected: operator === 'exists' ? JOINT : value };
  }
  const name = token.text;
  if (next !== undefined && operatorOf(next) !== null)
    return { kind: 'field', expected: { what: 'operator', field: name } };
  if (impliedOperator(name) !== null && (next?.kind === 'word' || next?.kind === 'text')) {
    return { kind: 'field', expected: { what: 'value', field: name, inList: false } };
  }
  return { kind: 'word', expected: filterField(name) === undefined ? JOINT : { what: 'operator', field: name } };
}
