/**
 * One comparison with one field as SQL: what filter/value-tests.ts says of a value. What is asked may come out as null, which stands for no: only a
 * negation has to tell the two apart.
 */
import type { Field } from '#contract/pipelines/fields.ts';
import { AddressMemory } from '#main/engine/filter/address-sets.ts';
import type { Comparison, SizeOperator, TextComparison } from '#main/engine/filter/comparison.ts';
import { passes } from '#main/engine/filter/field-tests.ts';
import { timeOfText } from '#main/engine/filter/literals.ts';
import { valueTest } from '#main/engine/filter/value-tests.ts';
import { addressSql } from './address-sql.ts';
import { NotExpressible } from './not-expressible.ts';
import { numberSql, timeSql, type Parameters } from './parameters.ts';
import { globSql, patternSql } from './pattern-sql.ts';
import type { SqlField } from './sql-fields.ts';
import { folded, foldedHas, hasHalf, timeText } from './text-sql.ts';

/** `comparison` null: whether there is a value. Throws NotExpressible. */
export function comparisonSql(
  field: SqlField,
  comparison: Comparison | null,
  type: Field,
  parameters: Parameters,
): string {
  if (field.kind === 'constant') {
    const test = comparison === null ? () => true : valueTest(comparison, type, new AddressMemory());
    return passes(field.value, test) ? 'true' : 'false';
  }
  const isList = field.kind === 'texts' || field.kind === 'numbers';
  if (comparison === null) return isList ? `len(${field.sql}) > 0` : `${field.sql} IS NOT NULL`;
  switch (comparison.kind) {
    case 'number':
      return sizes(field, 'number', comparison.operator, comparison.numbers.map(numberSql));
    case 'time':
      return sizes(
        field,
        'time',
        comparison.operator,
        comparison.times.map((time) => timeSql(timeOfText(time))),
      );
    case 'address':
      if (field.kind !== 'address') return 'false';
      return addressSql(field.sql, comparison.exact, comparison.networks, parameters);
    case 'boolean':
      return field.kind === 'boolean' ? oneOf(field.sql, comparison.wanted.map(String)) : 'false';
    case 'text':
      return textOf(field, comparison, type.type === 'name', parameters);
    case 'any':
      return anything(field, comparison, parameters);
  }
}

function oneOf(sql: string, values: readonly string[]): string {
  return values.length === 0 ? 'false' : `${sql} IN (${values.join(', ')})`;
}

/** Of several values, one has to pass: the largest or the smallest says whether one does. */
function sizes(field: SqlField, kind: 'number' | 'time', operator: SizeOperator, values: readonly string[]): string {
  const [first] = values as readonly [string];
  if (field.kind === kind) {
    return operator === 'in' ? oneOf(field.sql, values) : `${field.sql} ${operator} ${first}`;
  }
  if (field.kind !== 'numbers' || kind !== 'number') return 'false';
  switch (operator) {
    case '=':
    case 'in':
      return listHasOne(
        `${field.sql}::DOUBLE[]`,
        values.map((value) => `${value}::DOUBLE`),
      );
    case '<':
    case '<=':
      return `list_min(${field.sql}) ${operator} ${first}`;
    case '>':
    case '>=':
      return `list_max(${field.sql}) ${operator} ${first}`;
  }
}

function listHasOne(list: string, values: readonly string[]): string {
  return values.length === 0 ? 'false' : `list_has_any(${list}, [${values.join(', ')}])`;
}

function textOf(field: SqlField, comparison: TextComparison, folds: boolean, parameters: Parameters): string {
  const { sql } = field as { readonly sql: string };
  switch (field.kind) {
    case 'address':
      return textTest(sql, comparison, parameters);
    case 'text':
      return foldedTest(sql, comparison, folds, parameters);
    case 'time':
      return textTest(timeText(sql), comparison, parameters);
    case 'texts':
      return `len(list_filter(${sql}, lambda x: ${foldedTest('x', comparison, folds, parameters)})) > 0`;
    case 'constant':
    case 'number':
    case 'numbers':
    case 'boolean':
      return 'false';
  }
}

function foldedTest(text: string, comparison: TextComparison, folds: boolean, parameters: Parameters): string {
  const test = (lower: string): string => textTest(lower, comparison, parameters);
  if (!folds) return test(text);
  switch (comparison.operator) {
    case 'matches':
      // What it looks for is not told by its text.
      return test(folded(text, ['ς']));
    case 'glob':
      return test(folded(text, comparison.texts));
    case '=':
    case 'in':
    case 'contains':
    case 'icontains':
    case 'startswith':
    case 'endswith':
    case 'pmatch':
      return foldedHas(text, comparison.texts, test);
  }
}

/** `text` is SQL of a text that is already in lower case where `texts` are. */
function textTest(text: string, { operator, texts }: TextComparison, parameters: Parameters): string {
  for (const each of texts) {
    if (hasHalf(each)) throw new NotExpressible('history cannot be asked for half of a character');
  }
  const first = texts[0] ?? '';
  switch (operator) {
    case '=':
      return `(${text}) = ${parameters.text(first)}`;
    case 'in':
      return oneOf(
        `(${text})`,
        texts.map((each) => parameters.text(each)),
      );
    case 'contains':
      return `contains(${text}, ${parameters.text(first)})`;
    case 'icontains':
      return `contains(${folded(`(${text})`, texts)}, ${parameters.text(first.toLowerCase())})`;
    case 'startswith':
      return `starts_with(${text}, ${parameters.text(first)})`;
    case 'endswith':
      return `ends_with(${text}, ${parameters.text(first)})`;
    case 'glob':
      return globSql(`(${text})`, first, parameters);
    case 'matches':
      return patternSql(`(${text})`, first, parameters);
    case 'pmatch':
      return texts.length === 0
        ? 'false'
        : `(${texts.map((each) => `contains(${text}, ${parameters.text(each)})`).join(' OR ')})`;
  }
}

/** As the record has it: numbers as numbers, the rest letter for letter. */
function anything(
  field: SqlField,
  { texts, numbers }: Comparison & { readonly kind: 'any' },
  parameters: Parameters,
): string {
  for (const each of texts) {
    if (hasHalf(each)) throw new NotExpressible('history cannot be asked for half of a character');
  }
  const asNumbers = [...numbers].filter((number) => number !== null).map(numberSql);
  const asTexts = Array.from(texts, (text) => parameters.text(text));
  const { sql } = field as { readonly sql: string };
  switch (field.kind) {
    case 'number':
      return oneOf(sql, asNumbers);
    case 'numbers':
      return listHasOne(
        `${sql}::DOUBLE[]`,
        asNumbers.map((value) => `${value}::DOUBLE`),
      );
    case 'text':
    case 'address':
      return oneOf(sql, asTexts);
    case 'time':
      return oneOf(timeText(sql), asTexts);
    case 'texts':
      return listHasOne(sql, asTexts);
    case 'boolean':
      return oneOf(
        sql,
        ['true', 'false'].filter((word) => texts.has(word)),
      );
    case 'constant':
      return 'false';
  }
}
