/** Reads the text of a display filter (docs/filter.md). The first mistake ends it, with its place. Never throws. */
import { meant } from '#base/nearest-text.ts';
import type { FilterMistake } from '#contract/views/filter.ts';
import { understand, type Comparison } from './comparison.ts';
import type { Expression, Span } from './expression.ts';
import { FILTER_NAMES, filterField, impliedOperator, type FilterField } from './filter-fields.ts';
import { filterTokens, operatorOf, type FilterToken } from './filter-tokens.ts';
import type { Operator } from './operators.ts';

export type ParsedFilter =
  /** Null: nothing is asked for. */
  | { readonly ok: true; readonly expression: Expression | null }
  | { readonly ok: false; readonly mistake: FilterMistake };

export function parseFilter(source: string): ParsedFilter {
  try {
    return { ok: true, expression: new FilterParser(source).whole() };
  } catch (error) {
    if (!(error instanceof Mistaken)) throw error;
    const { at, length } = error.span;
    return { ok: false, mistake: { at, length, message: error.message, remedy: null } };
  }
}

const MAX_DEPTH = 100;

class Mistaken extends Error {
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

class FilterParser {
  private readonly tokens: readonly FilterToken[];
  private position = 0;
  private depth = 0;

  constructor(source: string) {
    this.tokens = filterTokens(source);
  }

  whole(): Expression | null {
    if (this.peek().kind === 'end') return null;
    const expression = this.disjunction();
    if (this.peek().kind !== 'end') throw unexpected(this.peek(), 'a word, `and`, `or` or the end');
    return expression;
  }

  private disjunction(): Expression {
    const parts = [this.conjunction()];
    while (this.takes('or')) parts.push(this.conjunction());
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }

  /** Side by side is `and`. */
  private conjunction(): Expression {
    const parts = [this.negation()];
    for (;;) {
      const joined = this.takes('and');
      const { kind } = this.peek();
      if (!joined && (kind === 'or' || kind === ')' || kind === 'end' || kind === ',' || kind === 'operator')) break;
      parts.push(this.negation());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
  }

  private negation(): Expression {
    let negated = false;
    while (this.takes('not')) negated = !negated;
    const part = this.term();
    return negated ? { kind: 'not', part } : part;
  }

  private term(): Expression {
    const token = this.take();
    if (token.kind === '(') {
      if (++this.depth > MAX_DEPTH) throw new Mistaken(token, `parentheses are nested deeper than ${MAX_DEPTH}`);
      const inner = this.disjunction();
      this.depth--;
      if (!this.takes(')')) throw unexpected(this.peek(), 'the closing )');
      return inner;
    }
    if (token.kind === 'text') return anywhere(token);
    if (token.kind !== 'word') throw unexpected(token, 'a word, a field, `not` or `(`');
    const operator = operatorOf(this.peek());
    if (operator !== null) return this.comparison(token, operator, this.take());
    const implied = impliedOperator(token.text);
    if (implied !== null && (this.peek().kind === 'word' || this.peek().kind === 'text')) {
      return this.comparison(token, implied, { at: token.at + token.length, length: 0 });
    }
    return anywhere(token);
  }

  private comparison(name: FilterToken, operatorText: string, operatorSpan: Span): Expression {
    const field = filterField(name.text);
    if (field === undefined) {
      throw new Mistaken(name, `there is no field \`${name.text}\`${meant(name.text, FILTER_NAMES)}`);
    }
    const values =
      operatorText === 'exists'
        ? []
        : operatorText === 'in' || operatorText === 'cidr'
          ? this.values()
          : [this.value()];
    return {
      kind: 'comparison',
      field,
      name: name.text,
      nameSpan: spanOf(name),
      operatorSpan: spanOf(operatorSpan),
      valueSpans: values.map(spanOf),
      comparison: operatorText === 'exists' ? null : understood(field, operatorText, values),
      negated: operatorText === '!=',
    };
  }

  /** In parentheses or braces, parted by commas or white space. */
  private values(): FilterToken[] {
    if (!this.takes('(')) return [this.value()];
    const values: FilterToken[] = [];
    while (!this.takes(')')) {
      values.push(this.value());
      this.takes(',');
    }
    return values;
  }

  private value(): FilterToken {
    const token = this.take();
    if (token.kind !== 'word' && token.kind !== 'text') throw unexpected(token, 'a value');
    return token;
  }

  private peek(): FilterToken {
    return this.tokens[this.position]!;
  }

  /** The end stays where it is, however often it is taken. */
  private take(): FilterToken {
    const token = this.peek();
    if (token.kind !== 'end') this.position++;
    return token;
  }

  private takes(kind: FilterToken['kind']): boolean {
    if (this.peek().kind !== kind) return false;
    this.position++;
    return true;
  }
}

function understood({ field }: FilterField, operatorText: string, values: readonly FilterToken[]): Comparison {
  let mistaken: Mistaken | null = null;
  const comparison = understand({
    field,
    operator: (operatorText === '!=' ? '=' : operatorText) as Operator,
    operatorText,
    values: values.map(({ text }) => (operatorText === 'matches' ? `(?i)${text}` : text)),
    mistake(position, message) {
      mistaken ??= new Mistaken(values[position]!, message);
    },
  });
  if (comparison !== null) return comparison;
  throw mistaken ?? new Mistaken({ at: 0, length: 0 }, 'cannot be read');
}

function anywhere(token: FilterToken): Expression {
  return { kind: 'word', text: token.text.toLowerCase(), span: spanOf(token) };
}

function spanOf({ at, length }: Span): Span {
  return { at, length };
}

function unexpected(token: FilterToken, expected: string): Mistaken {
  const found = token.kind === 'end' ? 'the end' : `\`${token.text}\``;
  return new Mistaken(token, `expected ${expected}, but found ${found}`);
}
