/** One row of a `DataTable`. Drawn again only when a cell, its place or its selection changed. */
import { memo } from 'react';
import classes from './data-table.module.css';
import type { DataColumn } from './data-table-types.ts';

interface DataRowProps<Row> {
  readonly id: string | undefined;
  readonly index: number;
  readonly top: number;
  readonly row: Row | undefined;
  readonly rowKey: string | undefined;
  readonly columns: readonly DataColumn<Row>[];
  readonly tone: 'normal' | 'ended';
  readonly selected: boolean;
  sameRow(a: Row | undefined, b: Row | undefined): boolean;
  onSelect(row: Row): void;
}

function PlainDataRow<Row>(props: DataRowProps<Row>): React.JSX.Element {
  const { row, columns } = props;
  const style = { transform: `translateY(${props.top}px)` };
  if (row === undefined) {
    return (
      <div className={classes.row} role="row" aria-rowindex={props.index + 2} aria-busy style={style}>
        {columns.map((column) => (
          <div key={column.id} role="gridcell" className={classes.cell}>
            <span className={classes.waiting} />
          </div>
        ))}
      </div>
    );
  }
  return (
    // Keys are the grid's own; the row only takes the pointer.
    <div
      id={props.id}
      className={classes.row}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      data-testid="row"
      data-key={props.rowKey}
      data-tone={props.tone}
      data-odd={props.index % 2 === 1}
      style={style}
      onClick={() => props.onSelect(row)}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={classes.cell}
          data-align={column.align}
          data-mono={column.mono}
          data-column={column.id}
          title={column.tooltip?.(row)}
        >
          {column.render(row)}
        </div>
      ))}
    </div>
  );
}

export const DataRow = memo(
  PlainDataRow,
  (before, after) =>
    before.top === after.top &&
    before.index === after.index &&
    before.selected === after.selected &&
    before.tone === after.tone &&
    before.columns === after.columns &&
    before.onSelect === after.onSelect &&
    after.sameRow(before.row, after.row),
) as typeof PlainDataRow;
