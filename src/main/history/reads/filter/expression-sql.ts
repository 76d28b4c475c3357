/** A display filter as a condition in SQL: true of exactly the rows that would pass in memory (filter/row-test.ts). */
import type { Expression, FieldComparison, Span } from '#main/engine/filter/expression.ts';
import { comparisonSql } from './comparison-sql.ts';
import { derivedField } from './derived-sql.ts';
import { NotExpressible } from './not-expressible.ts';
import type { Parameters } from './parameters.ts';
import { hasHalf } from './text-sql.ts';
import { SESSION_ALIAS, type FoundField, type SqlField, type SqlFields } from './sql-fields.ts';

export interface FilteredTable {
  readonly fields: SqlFields;
  /** A word (in lower case) anywhere in a row. */
  word(term: string): string;
}

/** Says where in the filter's text. */
export class NotExpressibleAt extends Error {
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

/** Null stands for no. Throws NotExpressibleAt. */
export function expressionSql(expression: Expression, table: FilteredTable, parameters: Parameters): string {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.parts.map((part) => expressionSql(part, table, parameters));
      return `(${parts.join(expression.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return not(expressionSql(expression.part, table, parameters));
    case 'word':
      if (!hasHalf(expression.text)) return table.word(expression.text);
      throw new NotExpressibleAt(expression.span, 'history cannot be asked for half of a character');
    case 'comparison':
      return comparisonOf(expression, table.fields, parameters);
  }
}

function not(condition: string): string {
  return `((${condition}) IS NOT TRUE)`;
}

function comparisonOf(expression: FieldComparison, fields: SqlFields, parameters: Parameters): string {
  const { protocol } = expression.field;
  const found = anyValue(expression, fields, parameters);
  const condition = expression.negated ? not(found) : found;
  if (protocol === null) return condition;
  const number = fields.field('protocol_num');
  if (number === null || number.ofSession || number.field.kind !== 'number') return 'false';
  return `(${number.field.sql} = ${protocol} AND ${condition})`;
}

/** One of the field's values passes. Where it has none, nothing does. */
function anyValue(expression: FieldComparison, fields: SqlFields, parameters: Parameters): string {
  const { field } = expression.field;
  const tests = found(expression, fields).map(({ field: own, ofSession }) => {
    const test = at(expression, () => comparisonSql(own, expression.comparison, field, parameters));
    return ofSession && test !== 'false' ? throughSession(test, fields.alias) : test;
  });
  return tests.length === 0 ? 'false' : tests.length === 1 ? tests[0]! : `(${tests.join(' OR ')})`;
}

function found({ field: { field } }: FieldComparison, fields: SqlFields): readonly FoundField[] {
  if (field.derived === undefined) {
    return field.keys.map((key) => fields.field(key)).filter((each) => each !== null);
  }
  // What DNS does not have itself (only sessions have) is not worked out of anything.
  const own = derivedField(field.derived, (key): SqlField | null => fields.field(key)?.field ?? null);
  return own === null ? [] : [{ field: own, ofSession: false }];
}

function throughSession(test: string, alias: string): string {
  return `${alias}.session_id IN (SELECT ${SESSION_ALIAS}.session_id FROM sessions ${SESSION_ALIAS} WHERE ${test})`;
}

function at<T>({ valueSpans, nameSpan }: FieldComparison, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotExpressible) throw new NotExpressibleAt(valueSpans[0] ?? nameSpan, error.message);
    throw error;
  }
}
