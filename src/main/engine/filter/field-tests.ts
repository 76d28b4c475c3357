/** Tests of records: one field, all the values that it has. */
import type { Field } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { DERIVATIONS } from './derived-fields.ts';
import type { ValueTest } from './value-tests.ts';

export type Test<T> = (value: T) => boolean;
export type RecordTest = Test<PipelineRecord>;

/** One of the field's values passes. Where it has none, nothing does. */
export function anyValue(field: Field, test: ValueTest): RecordTest {
  if (field.derived !== undefined) {
    const derive = DERIVATIONS[field.derived];
    return (record) => {
      const value = derive(record);
      return value !== null && test(value);
    };
  }
  return anyOf(
    field.keys.map(
      (key): RecordTest =>
        (record) =>
          passes(record[key], test),
    ),
  );
}

/** Called one by the other, fewer than this many cost less than a loop over functions that are not known; more would be too deep. */
const FEW = 16;

export function allOf<T>(tests: readonly Test<T>[]): Test<T> {
  if (tests.length <= FEW) return tests.reduceRight((rest, test) => (value) => test(value) && rest(value));
  return (value) => {
    for (const test of tests) if (!test(value)) return false;
    return true;
  };
}

export function anyOf<T>(tests: readonly Test<T>[]): Test<T> {
  if (tests.length <= FEW) return tests.reduceRight((rest, test) => (value) => test(value) || rest(value));
  return (value) => {
    for (const test of tests) if (test(value)) return true;
    return false;
  };
}

/** One of the values that a record has somewhere passes. */
export function passes(value: Json | undefined, test: ValueTest): boolean {
  if (value === null || value === undefined) return false;
  return Array.isArray(value) ? value.some((part) => part !== null && test(part)) : test(value);
}

export function hasValue(field: Field): RecordTest {
  return anyValue(field, () => true);
}

/** The field's first value; null where it has none. */
export function readField(field: Field): (record: PipelineRecord) => Json {
  if (field.derived !== undefined) return DERIVATIONS[field.derived];
  const [key] = field.keys as readonly [string];
  return (record) => record[key] ?? null;
}
