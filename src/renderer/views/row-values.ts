/** What can be asked of a cell: the values in it, each with what a filter would say of it. */
import type { CellValue } from '#contract/protocol.ts';
import type { FilterScalar, FilterValue } from '../state/filter-text.ts';
import { comparisonOf, conditionOf } from '../state/filter-text.ts';
import type { ViewRow } from '../state/row-access.ts';
import type { DataColumn } from '../widgets/data-table-types.ts';

export interface MenuValue {
  /** As it is shown. */
  readonly label: string;
  /** Display filter that lets through what has the value; null: nothing can be asked. */
  readonly condition: string | null;
  /** What is copied; null where there is nothing. */
  readonly text: string | null;
  /** Sizes can also be bounds. */
  readonly bounds?: { readonly atLeast: string; readonly atMost: string };
}

export const COLUMN_GROUPS = ['conversation', 'ends', 'names', 'traffic', 'quality', 'network', 'observed'] as const;
export type ColumnGroup = (typeof COLUMN_GROUPS)[number];

/** A column of a table of records. */
export interface RecordColumn extends DataColumn<ViewRow> {
  /** Shown until somebody hides it; absent: it is. */
  readonly standard?: boolean;
  /** Where the chooser has it. */
  readonly group?: ColumnGroup;
  /** Its values; absent: that of the record's column of the same name. */
  values?(row: ViewRow): readonly FilterValue[];
  /** It is a size or a time, of which one asks for bounds. */
  readonly measured?: boolean;
}

export function menuValue(value: FilterValue, measured: boolean, shown?: string): MenuValue {
  const text = value.value === null ? null : String(value.value);
  return {
    label: shown ?? text ?? '',
    condition: conditionOf(value),
    text,
    ...(measured && text !== null
      ? { bounds: { atLeast: comparisonOf(value, '>='), atMost: comparisonOf(value, '<=') } }
      : {}),
  };
}

export function valuesOf(row: ViewRow, column: RecordColumn): readonly MenuValue[] {
  const values = column.values?.(row) ?? [{ field: column.id, value: scalarOf(row.cells[column.id]) }];
  return values.map((value) => menuValue(value, column.measured === true));
}

/** Values that have parts cannot be asked for as a whole. */
export function scalarOf(value: CellValue | undefined): FilterScalar {
  return typeof value === 'object' || value === undefined ? null : value;
}
