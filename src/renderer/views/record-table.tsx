/** A table of records: joins a table's store to the widget. */
import { useCallback, useEffect } from 'react';
import type { TableName } from '#contract/protocol.ts';
import { useApp } from '../state/app-context.ts';
import { rowAt, sameRow, type ViewRow } from '../state/row-access.ts';
import type { TableState } from '../state/table-store.ts';
import { DataTable } from '../widgets/data-table.tsx';
import type { DataColumn } from '../widgets/data-table-types.ts';
import { useLayout, useTableState } from './use-store.ts';
import { TableEmpty } from './table-empty.tsx';

export interface RecordTableProps {
  readonly table: TableName;
  readonly label: string;
  readonly columns: readonly DataColumn<ViewRow>[];
  toneOf?(row: ViewRow): 'normal' | 'ended';
  onSelect?(row: ViewRow | null): void;
  readonly cover?: React.ReactNode;
}

const whole = (state: TableState): TableState => state;
const keyOf = (row: ViewRow): string => row.key;

export function RecordTable({ table, label, columns, toneOf, onSelect, cover }: RecordTableProps): React.JSX.Element {
  const state = useTableState(table, whole);
  const widths = useLayout((layout) => layout.columnWidths[table] ?? NO_WIDTHS);
  const { layout, tables } = useApp();
  const { frame } = state;
  const { attach } = state;
  useEffect(() => attach(), [attach]);
  const select = useCallback(
    (row: ViewRow | null) => {
      tables[table].getState().select(row?.key ?? null);
      onSelect?.(row);
    },
    [tables, table, onSelect],
  );
  return (
    <DataTable
      name={table}
      label={label}
      columns={columns}
      rowCount={frame?.matching ?? 0}
      rowAt={(index) => (frame === null ? undefined : rowAt(frame, index))}
      keyOf={keyOf}
      sameRow={sameRow}
      {...(toneOf === undefined ? {} : { toneOf })}
      sort={state.sort}
      onSort={(column) => state.cycleSort(column.id, column.descendingFirst ?? false)}
      selectedKey={state.selectedKey}
      onSelect={select}
      onVisible={state.show}
      widths={widths}
      onWidths={(next) => layout.getState().setColumnWidths(table, next)}
      generation={state.generation}
      follow={state.follow}
      {...(table === 'sessions' ? {} : { onFollow: state.setFollow })}
      dimmed={false}
      empty={<TableEmpty table={table} />}
      {...(cover === undefined ? {} : { cover })}
    />
  );
}

const NO_WIDTHS: Readonly<Record<string, number>> = {};
