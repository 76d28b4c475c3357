/**
 * A table over rows that somebody else holds: it draws those on screen, tells which they are, and keeps working at a
 * million rows. TanStack Table keeps the columns (order, widths), TanStack Virtual the position; the rows themselves
 * come from `rowAt`, where `undefined` means "on its way".
 */
import {
  columnResizingFeature,
  columnSizingFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
  type ColumnSizingState,
} from '@tanstack/react-table';
import { IconCaretDownFilled, IconCaretUpFilled } from '@tabler/icons-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { DataRow } from './data-row.tsx';
import classes from './data-table.module.css';
import type { DataColumn, TableSort } from './data-table-types.ts';
import { useRowScroll } from './use-row-scroll.ts';

export interface DataTableProps<Row> {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rowCount: number;
  rowAt(index: number): Row | undefined;
  keyOf(row: Row): string;
  sameRow(a: Row | undefined, b: Row | undefined): boolean;
  /** `ended` rows step back a little; `fresh` ones glow once. */
  toneOf?(row: Row): 'normal' | 'ended';
  readonly sort: TableSort | null;
  onSort(column: DataColumn<Row>): void;
  readonly selectedKey: string | null;
  onSelect(row: Row | null): void;
  onVisible(first: number, last: number): void;
  readonly widths: Readonly<Record<string, number>>;
  onWidths(widths: Readonly<Record<string, number>>): void;
  /** Changes when the rows are others: back to the top (or the end, when following). */
  readonly generation: number;
  readonly follow: boolean;
  onFollow?(follow: boolean): void;
  readonly dimmed: boolean;
  /** In place of the rows while there are none. */
  readonly empty: React.ReactNode;
  /** In place of the whole table, header and all. */
  readonly cover?: React.ReactNode;
}

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
const NO_ROWS: never[] = [];

export function DataTable<Row>(props: DataTableProps<Row>): React.JSX.Element {
  const { columns, rowCount, rowAt, keyOf, selectedKey, onSelect, onVisible, sort } = props;
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Record<string, never>>();
    return columns.map((column) =>
      helper.display({ id: column.id, size: column.width, minSize: column.minWidth ?? 48, maxSize: 900 }),
    );
  }, [columns]);
  const [sizing, setSizing] = useState<ColumnSizingState>({ ...props.widths });
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    columnResizeMode: 'onChange',
    state: { columnSizing: sizing },
    onColumnSizingChange: (update) => {
      const next = typeof update === 'function' ? update(sizing) : update;
      setSizing(next);
      props.onWidths(next);
    },
  });
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const template = columns
    .map((column, at) => {
      const size = headers[at]?.getSize() ?? column.width;
      return column.grow === true ? `minmax(${size}px, 1fr)` : `${size}px`;
    })
    .join(' ');

  const scroll = useRowScroll({
    scroller,
    rowCount,
    generation: props.generation,
    follow: props.follow,
    onVisible,
    ...(props.onFollow === undefined ? {} : { onFollow: props.onFollow }),
  });

  // Where the selected row was when last seen, so that the keyboard goes on from there after it left the window.
  const selectedIndex = useRef<number | null>(null);
  const visible = scroll.indices;
  // Rows that leave at one end come back at the other, so scrolling changes texts instead of making elements.
  const slots = Math.max(scroll.mostRows, visible.length);
  useEffect(() => {
    if (selectedKey === null) {
      selectedIndex.current = null;
      return;
    }
    for (const index of visible) {
      const row = rowAt(index);
      if (row !== undefined && keyOf(row) === selectedKey) selectedIndex.current = index;
    }
  });
  // A step may land on a row that is still on its way: it is selected when it arrives.
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const row = rowAt(wanted.current);
    if (row === undefined) return;
    selectedIndex.current = wanted.current;
    wanted.current = null;
    onSelect(row);
  });

  const moveTo = (target: number): void => {
    if (rowCount === 0) return;
    const index = Math.min(rowCount - 1, Math.max(0, target));
    scroll.scrollTo(index);
    const row = rowAt(index);
    if (row === undefined) {
      wanted.current = index;
      selectedIndex.current = index;
      return;
    }
    selectedIndex.current = index;
    onSelect(row);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = selectedIndex.current ?? scroll.firstVisible - 1;
    const page = Math.max(1, scroll.lastVisible - scroll.firstVisible - 1);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: from + 1,
      j: from + 1,
      ArrowUp: selectedIndex.current === null ? 0 : from - 1,
      k: selectedIndex.current === null ? 0 : from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      g: 0,
      End: rowCount - 1,
      G: rowCount - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      moveTo(target);
    } else if (event.key === 'Enter' && event.target === scroller.current && selectedIndex.current === null) {
      event.preventDefault();
      moveTo(scroll.firstVisible);
    } else if (event.key === 'Escape' && selectedKey !== null) {
      event.stopPropagation();
      onSelect(null);
    }
  };

  return (
    <div className={classes.frame} data-testid={`table-${props.name}`}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-busy={props.dimmed}
        aria-activedescendant={selectedKey === null ? undefined : `${gridId}-${selectedKey}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        style={{ '--columns': template, '--total': `${table.getTotalSize()}px` } as React.CSSProperties}
      >
        <div className={classes.header} role="row" aria-rowindex={1}>
          {columns.map((column, at) => {
            const header = headers[at];
            const sorted = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none';
            return (
              <div
                key={column.id}
                role="columnheader"
                aria-sort={column.sortable === false ? undefined : sorted}
                className={classes.headerCell}
                data-align={column.align}
              >
                {column.sortable === false ? (
                  <span className={classes.headerText} title={column.hint}>
                    {column.title}
                  </span>
                ) : (
                  <button
                    type="button"
                    className={classes.headerButton}
                    data-testid={`sort-${column.id}`}
                    data-sorted={sorted !== 'none'}
                    title={column.hint}
                    tabIndex={-1}
                    onClick={() => props.onSort(column)}
                  >
                    <span className={classes.headerText}>{column.title}</span>
                    {sorted === 'ascending' && <IconCaretUpFilled size={12} aria-hidden />}
                    {sorted === 'descending' && <IconCaretDownFilled size={12} aria-hidden />}
                  </button>
                )}
                <span
                  className={classes.grip}
                  aria-hidden
                  onPointerDown={(event) => event.stopPropagation()}
                  onMouseDown={header?.getResizeHandler()}
                  onTouchStart={header?.getResizeHandler()}
                  onDoubleClick={() => header?.column.resetSize()}
                />
              </div>
            );
          })}
        </div>
        <div className={classes.body} data-dimmed={props.dimmed} style={{ height: scroll.height }} role="rowgroup">
          {visible.map((index) => {
            const row = rowAt(index);
            const key = row === undefined ? undefined : keyOf(row);
            return (
              <DataRow
                key={index % slots}
                id={key === undefined ? undefined : `${gridId}-${key}`}
                index={index}
                top={scroll.topOf(index)}
                row={row}
                rowKey={key}
                columns={columns}
                sameRow={props.sameRow}
                tone={row === undefined ? 'normal' : (props.toneOf?.(row) ?? 'normal')}
                selected={key !== undefined && key === selectedKey}
                onSelect={onSelect}
              />
            );
          })}
        </div>
      </div>
      {rowCount === 0 && props.cover === undefined && <div className={classes.empty}>{props.empty}</div>}
      {props.cover !== undefined && <div className={classes.cover}>{props.cover}</div>}
    </div>
  );
}
