/** Tests of what few values many rows have: each value is judged once. */
import type { Json } from '#contract/plugins/json.ts';
import type { Test } from './field-tests.ts';
import type { RowField } from './row-fields.ts';
import type { ValueTest } from './value-tests.ts';

/** Texts that are judged once only; more of them would make a map that is slow to grow. */
const MAX_KNOWN = 16_384;

const UNKNOWN = 0;
const PASSES = 1;
const FAILS = 2;

export function judgedByCode<Row>(field: RowField<Row> & { readonly kind: 'coded' }, test: ValueTest): Test<Row> {
  const known = new Uint8Array(field.codes);
  return (row) => {
    const code = field.code(row);
    if (code < 0) return false;
    if (known[code] === UNKNOWN) {
      const value: Json = field.value(row);
      known[code] = value !== null && test(value) ? PASSES : FAILS;
    }
    return known[code] === PASSES;
  };
}

export function judgedByText<Row>(text: (row: Row) => string | null, test: ValueTest): Test<Row> {
  const known = new Map<string, boolean>();
  return (row) => {
    const value = text(row);
    if (value === null) return false;
    let found = known.get(value);
    if (found === undefined) {
      found = test(value);
      if (known.size < MAX_KNOWN) known.set(value, found);
    }
    return found;
  };
}
