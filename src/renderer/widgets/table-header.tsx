/** The headers of a `DataTable`: sorted by a click, moved by dragging, as wide as their edges are pulled. */
import { IconCaretDownFilled, IconCaretUpFilled } from '@tabler/icons-react';
import classes from './data-table.module.css';
import type { DataColumn, TableSort } from './data-table-types.ts';
import { useColumnDrag } from './use-column-drag.ts';

export interface HeaderSize {
  /** Pixels from where the pointer was pressed: starts to follow it. */
  readonly startResize: ((event: unknown) => void) | undefined;
  reset(): void;
}

export interface TableHeaderProps<Row> {
  readonly columns: readonly DataColumn<Row>[];
  readonly sort: TableSort | null;
  /** Index of the header with the keyboard's cursor. */
  readonly cursor: number | null;
  readonly cursorId: string;
  sizeOf(index: number): HeaderSize | null;
  onSort(column: DataColumn<Row>): void;
  onMove(id: string, before: string | null): void;
}

export function TableHeader<Row>(props: TableHeaderProps<Row>): React.JSX.Element {
  const { columns, sort, cursor } = props;
  const { drag, handlers } = useColumnDrag(props.onMove);
  const last = columns.at(-1)?.id;
  return (
    <div className={classes.header} role="row" aria-rowindex={1} data-dragging={drag !== null}>
      {columns.map((column, at) => {
        const size = props.sizeOf(at);
        const sorted =
          sort?.column === (column.sortBy ?? column.id) ? (sort.descending ? 'descending' : 'ascending') : 'none';
        const landing = drag === null || drag.before === drag.id ? undefined : landingAt(drag.before, column.id, last);
        return (
          <div
            key={column.id}
            id={cursor === at ? props.cursorId : undefined}
            role="columnheader"
            aria-sort={column.sortable === false ? undefined : sorted}
            aria-colindex={at + 1}
            className={classes.headerCell}
            data-align={column.align}
            data-header={column.id}
            data-cursor={cursor === at || undefined}
            data-dragged={drag?.id === column.id || undefined}
            data-landing={landing}
          >
            <button
              type="button"
              className={classes.headerButton}
              data-testid={`sort-${column.id}`}
              data-sorted={sorted !== 'none'}
              data-sortable={column.sortable !== false}
              title={column.hint}
              tabIndex={-1}
              onClick={() => {
                if (column.sortable !== false) props.onSort(column);
              }}
              {...handlers(column.id)}
            >
              <span className={classes.headerText}>
                {column.title}
                {column.unit !== undefined && <span className={classes.headerUnit}> {column.unit}</span>}
              </span>
              {sorted === 'ascending' && <IconCaretUpFilled size={12} aria-hidden />}
              {sorted === 'descending' && <IconCaretDownFilled size={12} aria-hidden />}
            </button>
            <span
              className={classes.grip}
              aria-hidden
              data-testid={`grip-${column.id}`}
              onPointerDown={(event) => event.stopPropagation()}
              onMouseDown={size?.startResize}
              onTouchStart={size?.startResize}
              onDoubleClick={() => size?.reset()}
            />
          </div>
        );
      })}
    </div>
  );
}

function landingAt(before: string | null, id: string, last: string | undefined): 'before' | 'after' | undefined {
  if (before === id) return 'before';
  return before === null && id === last ? 'after' : undefined;
}
