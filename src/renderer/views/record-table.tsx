/** A table of records: joins a table's store to the widget, with the columns that were chosen and a menu for every cell. */
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import type { TableName } from '#contract/protocol.ts';
import { formatCount } from '../display/units.ts';
import { words } from '../display/words.ts';
import { useApp } from '../state/app-context.ts';
import { csvOfRow, jsonOfRow, wiresharkFilterOfRow } from '../state/copy-row.ts';
import { rowAt, sameRow, type ViewRow } from '../state/row-access.ts';
import type { TableState } from '../state/table-store.ts';
import { DataTable } from '../widgets/data-table.tsx';
import type { CellPlace, DataColumn, RowTone } from '../widgets/data-table-types.ts';
import { ChosenColumns } from './chosen-columns.tsx';
import { copyText } from './copy-text.tsx';
import { focusDetails } from './focus.ts';
import { valuesOf, type RecordColumn } from './row-values.ts';
import { TableEmpty } from './table-empty.tsx';
import { useChosenColumns, useRowHeight } from './use-columns.ts';
import { useTableState } from './use-store.ts';
import { ValueMenu, type RowCopies } from './value-menu.tsx';

export interface RecordTableProps {
  readonly table: TableName;
  readonly label: string;
  readonly columns: readonly RecordColumn[];
  toneOf?(row: ViewRow): RowTone;
  glown?(row: ViewRow): number | null;
  onSelect?(row: ViewRow | null): void;
  readonly cover?: React.ReactNode;
}

/** The columns of a record, whatever is shown of it. */
const RECORDS: Readonly<Record<TableName, readonly string[]>> = {
  sessions: SESSION_COLUMNS,
  packets: PACKET_COLUMNS,
  dns: DNS_COLUMNS,
};

const whole = (state: TableState): TableState => state;
const keyOf = (row: ViewRow): string => row.key;

export function RecordTable(props: RecordTableProps): React.JSX.Element {
  const { table, label, toneOf, glown, onSelect, cover } = props;
  const state = useTableState(table, whole);
  const chosen = useChosenColumns(table, props.columns);
  const rowHeight = useRowHeight();
  const { tables } = useApp();
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
  const [menu, setMenu] = useState<CellPlace<ViewRow> | null>(null);
  const onMenu = useCallback(
    (place: CellPlace<ViewRow>) => {
      select(place.row);
      setMenu(place);
    },
    [select],
  );
  const closeMenu = useCallback(() => setMenu(null), []);
  const { cycleSort } = state;
  const onSort = useCallback(
    (column: DataColumn<ViewRow>) => cycleSort(column.sortBy ?? column.id, column.descendingFirst ?? false),
    [cycleSort],
  );
  const corner = useMemo(() => <ChosenColumns chosen={chosen} />, [chosen]);
  const columnOf = (column: DataColumn<ViewRow>): RecordColumn => column as RecordColumn;
  return (
    <>
      <DataTable
        key={rowHeight}
        name={table}
        label={label}
        columns={chosen.columns}
        rowCount={state.rowCount}
        newer={frame !== null && frame.newer > 0 ? words().common.newerRows(formatCount(frame.newer)) : null}
        rowHeight={rowHeight}
        rowAt={(index) => (frame === null ? undefined : rowAt(frame, index))}
        keyOf={keyOf}
        sameRow={sameRow}
        {...(toneOf === undefined ? {} : { toneOf })}
        {...(glown === undefined ? {} : { glown })}
        sort={state.sort}
        onSort={onSort}
        selectedKey={state.selectedKey}
        onSelect={select}
        onOpen={focusDetails}
        onMenu={onMenu}
        menuLabel={words().common.valueMenu.open}
        onCopy={(row, column) => {
          const text = valuesOf(row, columnOf(column))
            .map((value) => value.text)
            .filter((value) => value !== null);
          if (text.length > 0) void copyText(text.join(' '));
        }}
        onVisible={state.show}
        widths={chosen.widths}
        onWidths={chosen.setWidths}
        onMove={chosen.move}
        corner={corner}
        generation={state.generation}
        follow={state.follow}
        {...(table === 'sessions' ? {} : { onFollow: state.setFollow })}
        dimmed={false}
        busy={frame === null}
        empty={<TableEmpty table={table} />}
        {...(cover === undefined ? {} : { cover })}
      />
      <CellMenu table={table} place={menu} onClose={closeMenu} />
    </>
  );
}

const CellMenu = memo(function CellMenu({
  table,
  place,
  onClose,
}: {
  readonly table: TableName;
  readonly place: CellPlace<ViewRow> | null;
  onClose(): void;
}): React.JSX.Element {
  const values = useMemo(() => (place === null ? [] : valuesOf(place.row, place.column as RecordColumn)), [place]);
  const copies = useMemo(() => (place === null ? null : copiesOf(table, place.row)), [table, place]);
  return <ValueMenu at={place?.rect ?? null} values={values} copies={copies} onClose={onClose} />;
});

function copiesOf(table: TableName, row: ViewRow): RowCopies {
  const known = RECORDS[table];
  // What observers add comes behind the columns that all records have.
  const columns = [...known, ...Object.keys(row.cells).filter((name) => !known.includes(name))];
  return {
    csv: csvOfRow(columns, row.cells),
    json: jsonOfRow(columns, row.cells),
    wireshark: wiresharkFilterOfRow(row.cells),
  };
}
