/** An expression as a test of flat records. */
import { RECORD_ID_KEY, RECORD_TIME_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { AddressMemory } from './address-sets.ts';
import type { Expression, FieldComparison } from './expression.ts';
import { allOf, anyOf, anyValue, hasValue, type RecordTest } from './field-tests.ts';
import { valueTest } from './value-tests.ts';

export function recordTest(expression: Expression, memory: AddressMemory = new AddressMemory()): RecordTest {
  switch (expression.kind) {
    case 'and':
      return allOf(expression.parts.map((part) => recordTest(part, memory)));
    case 'or':
      return anyOf(expression.parts.map((part) => recordTest(part, memory)));
    case 'not': {
      const test = recordTest(expression.part, memory);
      return (record) => !test(record);
    }
    case 'word':
      return anywhere(expression.text);
    case 'comparison':
      return comparisonTest(expression, memory);
  }
}

function comparisonTest(
  { field: { field, protocol }, comparison, negated }: FieldComparison,
  memory: AddressMemory,
): RecordTest {
  const found = comparison === null ? hasValue(field) : anyValue(field, valueTest(comparison, field, memory));
  const test: RecordTest = negated ? (record) => !found(record) : found;
  return protocol === null ? test : (record) => record['protocol_num'] === protocol && test(record);
}

/** Words in these would match every record. */
const NOT_SEARCHED: ReadonlySet<string> = new Set([RECORD_TYPE_KEY, RECORD_ID_KEY, RECORD_TIME_KEY]);

function anywhere(term: string): RecordTest {
  return (record: PipelineRecord) => {
    for (const key in record) if (!NOT_SEARCHED.has(key) && holds(record[key], term)) return true;
    return false;
  };
}

function holds(value: Json | undefined, term: string): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'object') return Object.values(value).some((inner: Json) => holds(inner, term));
  return String(value).toLowerCase().includes(term);
}
