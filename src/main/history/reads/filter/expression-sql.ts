/** A display filter as a condition in SQL: true of exactly the rows that would pass in memory (filter/row-test.ts). */
import type { Expression, FieldComparison, Span } from '#main/engine/filter/expression.ts';
import { comparisonSql } from './comparison-sql.ts';
import { derivedField } from './derived-sql.ts';
import { NotExpressible } from './not-expressible.ts';
import type { Parameters } from './parameters.ts';
import { hasHalf } from './text-sql.ts';
import type { FoundField, SqlField, SqlFields } from './sql-fields.ts';

export interface FilteredTable {
  readonly fields: SqlFields;
  /** Tests of a word (in lower case), one for each place where it may be in a row. */
  word(term: string): readonly string[];
}

/** Says where in the filter's text. */
export class NotExpressibleAt extends Error {
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

/**
 * Null stands for no. `isNegated`: the opposite is asked for; that is passed down, so that DuckDB leaves the rest of an `AND` or `OR` alone wherever a part
 * decides: it does so only where these are not an operand of something else. Throws NotExpressibleAt.
 */
export function expressionSql(
  expression: Expression,
  table: FilteredTable,
  parameters: Parameters,
  isNegated: boolean = false,
): string {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.parts.map((part) => expressionSql(part, table, parameters, isNegated));
      return `(${parts.join((expression.kind === 'and') === isNegated ? ' OR ' : ' AND ')})`;
    }
    case 'not':
      return expressionSql(expression.part, table, parameters, !isNegated);
    case 'word':
      if (!hasHalf(expression.text)) return anyOf(table.word(expression.text), isNegated);
      throw new NotExpressibleAt(expression.span, 'history cannot be asked for half of a character');
    case 'comparison':
      return comparisonOf(expression, table.fields, parameters, isNegated);
  }
}

/** One of the tests holds; or none does. */
function anyOf(tests: readonly string[], isNegated: boolean): string {
  if (tests.length === 0) return isNegated ? 'true' : 'false';
  const parts = isNegated ? tests.map((test) => `(${test}) IS NOT TRUE`) : tests;
  return parts.length === 1 ? `(${parts[0]!})` : `(${parts.join(isNegated ? ' AND ' : ' OR ')})`;
}

function comparisonOf(
  expression: FieldComparison,
  fields: SqlFields,
  parameters: Parameters,
  isNegated: boolean,
): string {
  const { protocol } = expression.field;
  const condition = anyOf(
    tests(expression, fields, parameters),
    expression.negated !== (isNegated && protocol === null),
  );
  if (protocol === null) return condition;
  const number = fields.field('protocol_num');
  const isProtocol =
    number === null || number.ofSession || number.field.kind !== 'number'
      ? 'false'
      : `${number.field.sql} = ${protocol}`;
  const both = `(${isProtocol} AND ${condition})`;
  return isNegated ? `(${both} IS NOT TRUE)` : both;
}

/** Each of one of the field's values. */
function tests(expression: FieldComparison, fields: SqlFields, parameters: Parameters): string[] {
  const { field } = expression.field;
  return found(expression, fields).map(({ field: own, ofSession }) => {
    const test = at(expression, () => comparisonSql(own, expression.comparison, field, parameters));
    return ofSession && test !== 'false' ? fields.throughSession(test) : test;
  });
}

function found({ field: { field } }: FieldComparison, fields: SqlFields): readonly FoundField[] {
  if (field.derived === undefined) {
    return field.keys.map((key) => fields.field(key)).filter((each) => each !== null);
  }
  // What DNS does not have itself (only sessions have) is not worked out of anything.
  const own = derivedField(field.derived, (key): SqlField | null => fields.field(key)?.field ?? null);
  return own === null ? [] : [{ field: own, ofSession: false }];
}

function at<T>({ valueSpans, nameSpan }: FieldComparison, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotExpressible) throw new NotExpressibleAt(valueSpans[0] ?? nameSpan, error.message);
    throw error;
  }
}
