/**
 * An expression as a test of the rows of a table: what `recordTest` would say of the rows' records, without making them. The test may
 * be kept as long as the fields can be read; it remembers what it found of texts and codes, so none is kept for long.
 */
import type { Expression, FieldComparison } from './expression.ts';
import { fieldRowTest, type CostedTest } from './field-row-test.ts';
import { allOf, anyOf, type Test } from './field-tests.ts';
import type { RowFields } from './row-fields.ts';

export function rowTest<Row>(expression: Expression, fields: RowFields<Row>): Test<Row> {
  return costed(expression, fields).test;
}

/** About what one of the searched fields costs. */
const COST_OF_WORD = 8;

function costed<Row>(expression: Expression, fields: RowFields<Row>): CostedTest<Row> {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      // Whatever is asked first, the answer is the same, so what costs least comes first.
      const parts = expression.parts.map((part) => costed(part, fields)).toSorted((a, b) => a.cost - b.cost);
      const tests = parts.map(({ test }) => test);
      const cost = parts.reduce((sum, part) => sum + part.cost, 0);
      return { test: expression.kind === 'and' ? allOf(tests) : anyOf(tests), cost };
    }
    case 'not': {
      const { test, cost } = costed(expression.part, fields);
      return { test: (row) => !test(row), cost };
    }
    case 'word':
      return anywhere(expression.text, fields);
    case 'comparison':
      return comparisonTest(expression, fields);
  }
}

function anywhere<Row>(term: string, { searched }: RowFields<Row>): CostedTest<Row> {
  const tests = searched.map((field) => field(term)).filter((test) => test !== null);
  return { test: tests.length === 0 ? () => false : anyOf(tests), cost: tests.length * COST_OF_WORD };
}

function comparisonTest<Row>(
  { field: { field, protocol }, comparison, negated }: FieldComparison,
  fields: RowFields<Row>,
): CostedTest<Row> {
  const { test: found, cost } = fieldRowTest(field, comparison, fields);
  const test: Test<Row> = negated ? (row) => !found(row) : found;
  if (protocol === null) return { test, cost };
  const isProtocol = fields.field('protocol_num');
  if (isProtocol?.kind === 'coded') return { test: (row) => isProtocol.code(row) === protocol && test(row), cost };
  if (isProtocol?.kind === 'number') return { test: (row) => isProtocol.value(row) === protocol && test(row), cost };
  return { test: () => false, cost: 0 };
}
