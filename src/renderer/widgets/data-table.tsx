/**
 * A table over rows that somebody else holds: it draws those on screen, tells which they are, and keeps working at a
 * million rows. TanStack Table keeps the widths, TanStack Virtual the position; the rows themselves come from `rowAt`,
 * where `undefined` means "on its way". To assistive technology it is a grid whose cursor is a cell.
 */
import { IconArrowUp } from '@tabler/icons-react';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { CellHover, cellAt, type HoveredCell } from './cell-hover.tsx';
import { DataRow } from './data-row.tsx';
import classes from './data-table.module.css';
import type { CellPlace, DataColumn, RowTone, TableSort } from './data-table-types.ts';
import { TableHeader } from './table-header.tsx';
import { tableAction, type TableAction } from './table-keys.ts';
import { CORNER_WIDTH, useColumnSizes } from './use-column-sizes.ts';
import { useRowScroll } from './use-row-scroll.ts';

export interface DataTableProps<Row> {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rowCount: number;
  /** Rows that wait before the first one, in words; null: none. Whoever wants to see them is brought there. */
  readonly newer?: string | null;
  /** Pixels. */
  readonly rowHeight: number;
  rowAt(index: number): Row | undefined;
  keyOf(row: Row): string;
  sameRow(a: Row | undefined, b: Row | undefined): boolean;
  toneOf?(row: Row): RowTone;
  /** Milliseconds for which a row that has just come is glowing by now; null for all others. */
  glown?(row: Row): number | null;
  readonly sort: TableSort | null;
  onSort(column: DataColumn<Row>): void;
  readonly selectedKey: string | null;
  onSelect(row: Row | null): void;
  /** Enter on the selected row. */
  onOpen?(row: Row): void;
  /** A click opens the row instead of selecting it. */
  readonly opensOnClick?: boolean;
  /** Absent: cells have no menu. */
  onMenu?(place: CellPlace<Row>): void;
  readonly menuLabel?: string;
  onCopy?(row: Row, column: DataColumn<Row>): void;
  onVisible(first: number, last: number): void;
  readonly widths: Readonly<Record<string, number>>;
  onWidths(widths: Readonly<Record<string, number>>): void;
  /** A column was put before another, or (null) at the end. */
  onMove(id: string, before: string | null): void;
  /** At the right end of the headers. */
  readonly corner?: React.ReactNode;
  /** Changes when the rows are others: back to the top (or the end, when following). */
  readonly generation: number;
  readonly follow: boolean;
  onFollow?(follow: boolean): void;
  readonly dimmed: boolean;
  /** Nothing is known yet of how many rows there are. */
  readonly busy?: boolean;
  /** In place of the rows while there are none. */
  readonly empty: React.ReactNode;
  /** In place of the whole table, header and all. */
  readonly cover?: React.ReactNode;
}

export function DataTable<Row>(props: DataTableProps<Row>): React.JSX.Element {
  const { columns, rowCount, rowAt, keyOf, selectedKey, onSelect, onOpen, onVisible, sort, opensOnClick } = props;
  const cursorId = useId();
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const sizes = useColumnSizes(columns, props.widths, props.onWidths);
  const { widths } = props;
  const clipped = useMemo(() => {
    const isClipped = ({ id, width, fits }: DataColumn<Row>): boolean => fits !== true || (widths[id] ?? width) < width;
    return new Set(columns.filter(isClipped).map(({ id }) => id));
  }, [columns, widths]);
  const scroll = useRowScroll({
    scrollerRef: scroller,
    layerRef: layer,
    rowCount,
    rowHeight: props.rowHeight,
    generation: props.generation,
    follow: props.follow,
    onVisible,
    ...(props.onFollow === undefined ? {} : { onFollow: props.onFollow }),
  });
  const visible = scroll.indices;
  // Rows that leave at one end come back at the other, so scrolling changes texts instead of making elements.
  const slots = Math.max(scroll.mostRows, visible.length);

  const [cursorColumn, setCursorColumn] = useState<string | null>(null);
  const [inHeader, setInHeader] = useState(false);
  const column = Math.max(
    0,
    columns.findIndex(({ id }) => id === cursorColumn),
  );
  const cursorName = columns[column]?.id ?? null;

  // Where the selected row was when last seen, so that the keyboard goes on from there after it left the window.
  const selectedIndex = useRef<number | null>(null);
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
    setInHeader(false);
    if (rowCount === 0) return;
    const index = Math.min(rowCount - 1, Math.max(0, target));
    scroll.scrollTo(index);
    selectedIndex.current = index;
    const row = rowAt(index);
    if (row === undefined) wanted.current = index;
    else onSelect(row);
  };
  const openMenu = ({ index, column: id, rect }: HoveredCell): void => {
    const row = rowAt(index);
    const of = columns.find((each) => each.id === id);
    if (row === undefined || of === undefined) return;
    setCursorColumn(id);
    scroller.current?.focus({ preventScroll: true });
    props.onMenu?.({ row, column: of, rect });
  };
  const selected = (): Row | undefined => (selectedIndex.current === null ? undefined : rowAt(selectedIndex.current));
  const act = (action: TableAction): void => {
    const row = selected();
    const of = columns[column];
    switch (action.kind) {
      case 'row':
        moveTo(action.index);
        break;
      case 'column':
        setCursorColumn(columns[action.index]?.id ?? null);
        sizes.scrollTo(scroller.current, action.index);
        if (!inHeader && selectedIndex.current === null) moveTo(scroll.visible().first);
        break;
      case 'header':
        setInHeader(true);
        break;
      case 'sort':
        if (of !== undefined && of.sortable !== false) props.onSort(of);
        break;
      case 'open':
        if (row !== undefined) onOpen?.(row);
        else if (selectedIndex.current !== null) moveTo(selectedIndex.current);
        break;
      case 'close':
        onSelect(null);
        break;
      case 'copy':
        if (row !== undefined && of !== undefined) props.onCopy?.(row, of);
        break;
      case 'menu': {
        const cell = document.getElementById(cursorId);
        const place = cell === null || inHeader ? null : cellAt(cell);
        if (place !== null) openMenu(place);
        else if (!inHeader) moveTo(selectedIndex.current ?? scroll.visible().first);
      }
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    // A header that was clicked has the focus, and does by itself what buttons do.
    if (event.target !== scroller.current && (event.key === 'Enter' || event.key === ' ')) return;
    const onScreen = scroll.visible();
    const action = tableAction(event, {
      row: selectedIndex.current,
      column,
      inHeader,
      rowCount,
      columnCount: columns.length,
      firstVisible: onScreen.first,
      page: Math.max(1, onScreen.last - onScreen.first - 1),
    });
    if (action === null) return;
    // Text that was marked is what Ctrl+C is about.
    if (action.kind === 'copy' && (props.onCopy === undefined || getSelection()?.isCollapsed === false)) return;
    event.preventDefault();
    if (action.kind === 'close') event.stopPropagation();
    act(action);
  };

  const onPress = useCallback(
    (row: Row, id: string | undefined): void => {
      if (id !== undefined) setCursorColumn(id);
      setInHeader(false);
      if (opensOnClick === true) onOpen?.(row);
      else onSelect(row);
    },
    [onSelect, onOpen, opensOnClick],
  );

  const { onSort, onMove } = props;
  const headerCursor = inHeader ? column : null;
  const { sizeOf } = sizes;
  // Scrolling has nothing to do with it.
  const header = useMemo(
    () => <TableHeader {...{ columns, sort, cursorId, sizeOf, onSort, onMove }} cursor={headerCursor} />,
    [columns, sort, headerCursor, cursorId, sizeOf, onSort, onMove],
  );
  const selectedIsDrawn = visible.some((index) => {
    const row = rowAt(index);
    return row !== undefined && keyOf(row) === selectedKey;
  });
  return (
    <div ref={frame} className={classes.frame} data-testid={`table-${props.name}`}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-busy={props.dimmed || props.busy === true}
        aria-activedescendant={inHeader || selectedIsDrawn ? cursorId : undefined}
        data-wide={sizes.total > scroll.width}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => setInHeader(false)}
        onContextMenu={(event) => {
          if (props.onMenu === undefined || event.shiftKey) return;
          event.preventDefault();
          const cell = (event.target as Element).closest('[data-column]');
          const place = cell === null ? null : cellAt(cell);
          if (place !== null) openMenu(place);
        }}
        style={
          {
            '--columns': sizes.template,
            '--total': `${sizes.total}px`,
            '--nl-row': `${props.rowHeight}px`,
          } as React.CSSProperties
        }
      >
        {header}
        <div className={classes.body} data-dimmed={props.dimmed} style={{ height: scroll.height }} role="rowgroup">
          <div className={classes.layer} ref={layer} style={{ height: scroll.layer.height }} role="presentation">
            {visible.map((index) => {
              const row = rowAt(index);
              const key = row === undefined ? undefined : keyOf(row);
              const isSelected = key !== undefined && key === selectedKey;
              return (
                <DataRow
                  key={index % slots}
                  index={index}
                  top={scroll.layer.topOf(index)}
                  row={row}
                  rowKey={key}
                  columns={columns}
                  clipped={clipped}
                  sameRow={props.sameRow}
                  tone={row === undefined ? 'normal' : (props.toneOf?.(row) ?? 'normal')}
                  glown={row === undefined ? null : (props.glown?.(row) ?? null)}
                  selected={isSelected}
                  cursor={isSelected && !inHeader ? cursorName : null}
                  cursorId={cursorId}
                  onPress={onPress}
                />
              );
            })}
          </div>
        </div>
      </div>
      <div className={classes.ring} aria-hidden />
      {props.onMenu !== undefined && (
        <CellHover frame={frame} scroller={scroller} label={props.menuLabel ?? ''} onMenu={openMenu} />
      )}
      {props.corner !== undefined && (
        <div className={classes.corner} style={{ width: CORNER_WIDTH }}>
          {props.corner}
        </div>
      )}
      {typeof props.newer === 'string' && (
        <button
          type="button"
          className={classes.newer}
          data-testid="newer-rows"
          onClick={() => {
            scroll.scrollTo(0);
            scroller.current?.focus({ preventScroll: true });
          }}
        >
          <IconArrowUp size={13} stroke={2} aria-hidden />
          {props.newer}
        </button>
      )}
      {rowCount === 0 && props.cover === undefined && <div className={classes.empty}>{props.empty}</div>}
      {props.cover !== undefined && <div className={classes.cover}>{props.cover}</div>}
    </div>
  );
}
