/** What a display filter says, once it was read: a tree with everything understood and the place of each piece. */
import type { Comparison } from './comparison.ts';
import type { FilterField } from './filter-fields.ts';

/** Part of the filter's text, in UTF-16 units. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

export interface FieldComparison {
  readonly kind: 'comparison';
  readonly field: FilterField;
  /** The field's name as it was written. */
  readonly name: string;
  readonly nameSpan: Span;
  /** Length 0 where it was left out, as in `port 443`. */
  readonly operatorSpan: Span;
  readonly valueSpans: readonly Span[];
  /** Null: whether there is a value at all. */
  readonly comparison: Comparison | null;
  /** The opposite is asked for: none of the field's values passes. */
  readonly negated: boolean;
}

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  /** A word or phrase in lower case, anywhere. */
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | FieldComparison;

/** Calls back for each comparison, from left to right. */
export function eachComparison(expression: Expression, take: (comparison: FieldComparison) => void): void {
  switch (expression.kind) {
    case 'and':
    case 'or':
      for (const part of expression.parts) eachComparison(part, take);
      break;
    case 'not':
      eachComparison(expression.part, take);
      break;
    case 'comparison':
      take(expression);
      break;
    case 'word':
      break;
  }
}
