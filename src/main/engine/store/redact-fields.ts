/**
 * What filters ask for, redacted: a filter finds what is shown, and never what is hidden, or it would be a way of asking whether a
 * guess is right.
 */
import type { Json } from '#contract/plugins/json.ts';
import type { RowField, RowFields } from '#main/engine/filter/row-fields.ts';
import {
  addressField,
  codedField,
  idField,
  textField,
  portField,
  type AddressPlace,
  type SearchField,
} from '#main/engine/filter/search-fields.ts';
import { columnRedaction, type ColumnRedaction, type Redactor } from './redact.ts';

/**
 * `searched`: keys of the fields that words are looked for in; those of `fields` would find real names. `own`: fields that are
 * redacted already.
 */
export function redactedFields<Row>(
  fields: RowFields<Row>,
  redactor: Redactor,
  searched: readonly string[],
  own: Readonly<Record<string, RowField<Row>>> = {},
): RowFields<Row> {
  const redacted = new Map(Object.entries(own));
  const field = (key: string): RowField<Row> | null => {
    const known = redacted.get(key);
    if (known !== undefined) return known;
    const real = fields.field(key);
    const how = columnRedaction(key);
    return real === null || how === null ? real : redactedField(real, key, how, redactor);
  };
  return { searched: searched.flatMap((key) => searchField(key, field(key))), field };
}

function redactedField<Row>(
  real: RowField<Row>,
  key: string,
  how: ColumnRedaction,
  redactor: Redactor,
): RowField<Row> | null {
  if (how === 'hidden') return null;
  const value = (given: Json): Json => redactor.cell(key, given) as Json;
  switch (real.kind) {
    case 'number':
    case 'time':
      return real;
    case 'constant':
      return { kind: 'constant', value: value(real.value) };
    case 'coded':
      return { ...real, value: (row) => value(real.value(row)) };
    case 'shared':
    case 'text':
      return { kind: real.kind, text: (row) => value(real.text(row)) as string | null };
    case 'address':
      return { kind: 'address', place: redactedPlace(real.place, redactor) };
    case 'values':
      return { kind: 'values', value: (row) => value(real.value(row)) };
  }
}

/** Holds one address at a time: that of the row that was asked for last. */
function redactedPlace<Row>(real: AddressPlace<Row>, redactor: Redactor): AddressPlace<Row> {
  const made = new Uint32Array(4);
  return {
    words: () => made,
    at(row) {
      const at = real.at(row);
      if (at < 0) return at;
      redactor.addresses.words(real.words(), at, made);
      return 0;
    },
    ipv6: (row) => real.ipv6(row),
  };
}

function searchField<Row>(key: string, field: RowField<Row> | null): SearchField<Row>[] {
  switch (field?.kind) {
    case undefined:
    case 'time':
    case 'constant':
      return [];
    case 'address':
      return [addressField(field.place)];
    case 'number':
      return key.endsWith('_port')
        ? [portField((row) => nothingBelow(field.value(row)))]
        : [textField((row) => textOf(field.value(row)))];
    case 'coded':
      return [
        codedField(
          field.codes,
          (row) => field.code(row),
          (row) => textOf(field.value(row)),
        ),
      ];
    case 'shared':
      return [textField((row) => field.text(row))];
    case 'text':
      return [key === 'session_id' ? idField((row) => field.text(row)) : textField((row) => field.text(row))];
    case 'values':
      return [(term) => (row) => holds(field.value(row), term)];
  }
}

function nothingBelow(value: number): number {
  return Number.isNaN(value) ? -1 : value;
}

function textOf(value: Json): string | null {
  if (value === null || Number.isNaN(value)) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function holds(value: Json, term: string): boolean {
  if (Array.isArray(value)) return value.some((each: Json) => holds(each, term));
  return textOf(value)?.toLowerCase().includes(term) === true;
}
