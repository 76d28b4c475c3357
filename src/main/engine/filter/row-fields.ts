/**
 * How the rows of a table answer what a filter asks for: under the keys of flat records, each read in the way that costs least.
 * A million rows are judged while somebody waits, so text of a row is made only where nothing else will do.
 */
import { formatAddress } from '#base/addresses.ts';
import { formatTime } from '#base/time-text.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { AddressPlace, SearchField } from './search-fields.ts';

export type RowField<Row> =
  /** The same for all rows. */
  | { readonly kind: 'constant'; readonly value: Json }
  /** NaN: the row has none. */
  | { readonly kind: 'number'; readonly value: (row: Row) => number }
  /** Microseconds since the epoch; NaN: none. */
  | { readonly kind: 'time'; readonly value: (row: Row) => number }
  /** Told by a number below `codes`; below 0: none. `value` is asked once a code. */
  | {
      readonly kind: 'coded';
      readonly codes: number;
      readonly code: (row: Row) => number;
      readonly value: (row: Row) => Json;
    }
  /** Text that many rows share. */
  | { readonly kind: 'shared'; readonly text: (row: Row) => string | null }
  /** Text that is different in most rows; `mayBe`: a cheaper look that only ever rules out. */
  | {
      readonly kind: 'text';
      readonly text: (row: Row) => string | null;
      readonly mayBe?: (text: string) => (row: Row) => boolean;
    }
  | { readonly kind: 'address'; readonly place: AddressPlace<Row> }
  /** Whatever it is, several values as an array. */
  | { readonly kind: 'values'; readonly value: (row: Row) => Json };

export interface RowFields<Row> {
  /** What words are looked for in. */
  readonly searched: readonly SearchField<Row>[];
  /** What a row has under a key of flat records; null: no row has anything there. */
  field(key: string): RowField<Row> | null;
}

/** A row's value as a record has it; null where there is none. */
export function readValue<Row>(field: RowField<Row>): (row: Row) => Json {
  switch (field.kind) {
    case 'constant':
      return () => field.value;
    case 'number':
      return (row) => numberOrNull(field.value(row));
    case 'time':
      return (row) => {
        const time = field.value(row);
        return Number.isNaN(time) ? null : formatTime(time);
      };
    case 'coded':
      return (row) => (field.code(row) < 0 ? null : field.value(row));
    case 'shared':
    case 'text':
      return (row) => field.text(row);
    case 'address':
      return addressText(field.place);
    case 'values':
      return (row) => field.value(row);
  }
}

export function addressText<Row>(place: AddressPlace<Row>): (row: Row) => string | null {
  return (row) => {
    const at = place.at(row);
    return at < 0 ? null : formatAddress(place.words(), at, place.ipv6(row));
  };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** The field of another table's row that a row belongs to; below 0: to none that is there. */
export function fieldThrough<Row>(field: RowField<number>, other: (row: Row) => number): RowField<Row> {
  const or =
    <T>(read: (index: number) => T, none: T) =>
    (row: Row): T => {
      const index = other(row);
      return index < 0 ? none : read(index);
    };
  switch (field.kind) {
    case 'constant':
      return { kind: 'values', value: or((): Json => field.value, null) };
    case 'number':
    case 'time':
      return { kind: field.kind, value: or((index) => field.value(index), Number.NaN) };
    case 'coded':
      return {
        kind: 'coded',
        codes: field.codes,
        code: or((index) => field.code(index), -1),
        value: or((index) => field.value(index), null),
      };
    case 'shared':
    case 'text':
      return { kind: field.kind, text: or((index) => field.text(index), null) };
    case 'address': {
      const { place } = field;
      return {
        kind: 'address',
        place: {
          words: () => place.words(),
          at: or((index) => place.at(index), -1),
          ipv6: or((index) => place.ipv6(index), false),
        },
      };
    }
    case 'values':
      return { kind: 'values', value: or((index) => field.value(index), null) };
  }
}
