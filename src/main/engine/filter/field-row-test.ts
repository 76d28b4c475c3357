/** One comparison over the rows of a table: one field, all the values that it has. */
import type { Derivation, Field } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { AddressMemory } from './address-sets.ts';
import { addressWordsTest } from './address-words.ts';
import type { Comparison, TextComparison } from './comparison.ts';
import { DERIVATIONS, DERIVED_FROM, isPrivateAddress } from './derived-fields.ts';
import { anyOf, passes, type Test } from './field-tests.ts';
import { foldedSearch } from './folded-search.ts';
import { timeOfText } from './literals.ts';
import { addressText, readValue, type RowField, type RowFields } from './row-fields.ts';
import { addressField, type AddressPlace } from './search-fields.ts';
import { judgedByCode, judgedByText } from './judged-once.ts';
import { valueTest, type ValueTest } from './value-tests.ts';

export interface CostedTest<Row> {
  readonly test: Test<Row>;
  /** Compared with others: about how many plain reads it takes. */
  readonly cost: number;
}

const COSTS: Readonly<Record<RowField<unknown>['kind'], number>> = {
  constant: 0,
  number: 1,
  time: 1,
  coded: 1,
  address: 2,
  shared: 6,
  values: 20,
  text: 30,
};

/** `comparison` null: whether there is a value. */
export function fieldRowTest<Row>(
  field: Field,
  comparison: Comparison | null,
  fields: RowFields<Row>,
): CostedTest<Row> {
  const test = comparison === null ? () => true : valueTest(comparison, field, new AddressMemory());
  if (field.derived !== undefined) return derivedTest(field.derived, test, fields);
  const found = field.keys.map((key) => fields.field(key)).filter((each) => each !== null);
  const tests = found.map((each) => oneTest(each, field, comparison, test)).filter((each) => each !== null);
  const cost = found.reduce((sum, { kind }) => sum + COSTS[kind], 0);
  return tests.length === 0 ? { test: () => false, cost: 0 } : { test: anyOf(tests), cost };
}

/** Null: no row passes. */
function oneTest<Row>(
  row: RowField<Row>,
  field: Field,
  comparison: Comparison | null,
  test: ValueTest,
): Test<Row> | null {
  switch (row.kind) {
    case 'constant':
      return passes(row.value, test) ? () => true : null;
    case 'number':
      return numberRowTest(row.value, comparison, test);
    case 'time':
      return timeRowTest(row, comparison, test);
    case 'coded':
      return judgedByCode(row, test);
    case 'shared':
    case 'text':
      return textRowTest(row, field, comparison, test);
    case 'address':
      return addressRowTest(row.place, field, comparison, test);
    case 'values':
      return (each) => passes(row.value(each), test);
  }
}

function numberRowTest<Row>(value: (row: Row) => number, comparison: Comparison | null, test: ValueTest): Test<Row> {
  if (comparison?.kind !== 'number') {
    return (row) => {
      const number = value(row);
      return !Number.isNaN(number) && test(number);
    };
  }
  const [number] = comparison.numbers as readonly [number];
  // NaN compares with nothing.
  switch (comparison.operator) {
    case '=':
      return (row) => value(row) === number;
    case '<':
      return (row) => value(row) < number;
    case '<=':
      return (row) => value(row) <= number;
    case '>':
      return (row) => value(row) > number;
    case '>=':
      return (row) => value(row) >= number;
    case 'in': {
      const set = new Set(comparison.numbers);
      return (row) => set.has(value(row));
    }
  }
}

function timeRowTest<Row>(
  row: RowField<Row> & { readonly kind: 'time' },
  comparison: Comparison | null,
  test: ValueTest,
): Test<Row> {
  if (comparison?.kind === 'time') {
    const numbers = comparison.times.map(timeOfText);
    // As records have it: without fractions of a microsecond.
    return numberRowTest((each) => Math.floor(row.value(each)), { ...comparison, kind: 'number', numbers }, test);
  }
  const read = readValue(row);
  return (each) => passes(read(each), test);
}

function textRowTest<Row>(
  row: RowField<Row> & { readonly kind: 'shared' | 'text' },
  field: Field,
  comparison: Comparison | null,
  test: ValueTest,
): Test<Row> {
  if (comparison === null) return (each) => row.text(each) !== null;
  const folded = comparison.kind === 'text' && field.type === 'name' ? foldedTest(comparison) : null;
  if (folded === null && row.kind === 'shared') return judgedByText(row.text, test);
  const holds = folded ?? test;
  const found: Test<Row> = (each) => {
    const text = row.text(each);
    return text !== null && holds(text);
  };
  if (row.kind === 'shared' || row.mayBe === undefined) return found;
  const only = comparison.kind === 'text' && comparison.operator === '=' ? comparison.texts[0] : undefined;
  if (only === undefined) return found;
  const mayBe = row.mayBe(only);
  return (each) => mayBe(each) && found(each);
}

/** Null: judging a text once pays. */
function foldedTest({ operator, texts }: TextComparison): Test<string> | null {
  switch (operator) {
    case '=':
    case 'contains':
    case 'icontains':
    case 'startswith':
    case 'endswith':
      return foldedSearch(texts[0]!.toLowerCase(), {
        atStart: operator === '=' || operator === 'startswith',
        atEnd: operator === '=' || operator === 'endswith',
      });
    case 'in':
    case 'pmatch':
    case 'glob':
    case 'matches':
      return null;
  }
}

function addressRowTest<Row>(
  place: AddressPlace<Row>,
  field: Field,
  comparison: Comparison | null,
  test: ValueTest,
): Test<Row> | null {
  if (comparison === null) return (row) => place.at(row) >= 0;
  if (comparison.kind === 'address') return wordsTest(place, comparison.exact, comparison.networks);
  if (comparison.kind === 'text') return addressTextTest(place, field, comparison, test);
  const text = addressText(place);
  return (row) => passes(text(row), test);
}

function wordsTest<Row>(place: AddressPlace<Row>, ...wanted: Parameters<typeof addressWordsTest>): Test<Row> {
  const test = addressWordsTest(...wanted);
  return (row) => {
    const at = place.at(row);
    return at >= 0 && test(place.words(), at, place.ipv6(row));
  };
}

/** What is asked of an address as text: told by its words where it can be. */
function addressTextTest<Row>(
  place: AddressPlace<Row>,
  field: Field,
  comparison: TextComparison,
  test: ValueTest,
): Test<Row> | null {
  const folds = field.type === 'name' || comparison.operator === 'icontains';
  if (comparison.operator === '=' || comparison.operator === 'in') {
    // No other text than the canonical one is an address's.
    return wordsTest(
      place,
      comparison.texts.filter((text) => comparison.test(text)),
      [],
    );
  }
  if (folds && (comparison.operator === 'contains' || comparison.operator === 'icontains')) {
    const term = comparison.texts[0]!.toLowerCase();
    return term === '' ? (row) => place.at(row) >= 0 : addressField(place)(term);
  }
  const text = addressText(place);
  return (row) => passes(text(row), test);
}

function derivedTest<Row>(derivation: Derivation, test: ValueTest, fields: RowFields<Row>): CostedTest<Row> {
  const derive = DERIVATIONS[derivation];
  const keys = DERIVED_FROM[derivation];
  const [first] = keys as readonly [string];
  const only = keys.length === 1 ? fields.field(first) : null;
  if (keys.length === 1 && only === null) return { test: () => false, cost: 0 };
  if (only?.kind === 'address') return derivedOfAddress(derivation, only.place, test);
  if (only !== null && only.kind !== 'number' && only.kind !== 'time') {
    const derived = (value: Json): boolean => passes(derive({ [first]: value }), test);
    const found = derivable(only, derived);
    return { test: found ?? (() => false), cost: COSTS[only.kind] };
  }
  const readers = keys.map((key) => {
    const field = fields.field(key);
    return [key, field === null ? () => null : readValue(field)] as const;
  });
  const record = (row: Row): PipelineRecord => Object.fromEntries(readers.map(([key, read]) => [key, read(row)]));
  return { test: (row) => passes(derive(record(row)), test), cost: keys.length * COSTS.text };
}

function derivable<Row>(
  row: Exclude<RowField<Row>, { kind: 'number' | 'time' | 'address' }>,
  test: ValueTest,
): Test<Row> | null {
  switch (row.kind) {
    case 'constant':
      return test(row.value) ? () => true : null;
    case 'coded':
      return judgedByCode(row, test);
    case 'shared':
    case 'text':
      return judgedByText(row.text, test);
    case 'values':
      return (each) => passes(row.value(each), test);
  }
}

function derivedOfAddress<Row>(derivation: Derivation, place: AddressPlace<Row>, test: ValueTest): CostedTest<Row> {
  const isFirst =
    derivation === 'private-source' || derivation === 'private-destination'
      ? (words: Uint32Array, at: number, ipv6: boolean): boolean => isPrivateAddress(words, at, ipv6)
      : (_words: Uint32Array, _at: number, ipv6: boolean): boolean => !ipv6;
  const [first, other] = ANSWERS[derivation] ?? [true, false];
  const [ifFirst, ifOther] = [test(first), test(other)];
  return {
    test: (row) => {
      const at = place.at(row);
      return at >= 0 && (isFirst(place.words(), at, place.ipv6(row)) ? ifFirst : ifOther);
    },
    cost: COSTS.address,
  };
}

/** What is derived of an address, where it is not true or false. */
const ANSWERS: Partial<Record<Derivation, readonly [Json, Json]>> = {
  'ip-version': ['ipv4', 'ipv6'],
  'ip-version-character': ['4', '6'],
};
