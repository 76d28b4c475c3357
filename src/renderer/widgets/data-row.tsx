/** One row of a `DataTable`. Drawn again only when a cell, its place or its selection changed. */
import { memo } from 'react';
import classes from './data-table.module.css';
import type { DataColumn, RowTone } from './data-table-types.ts';

interface DataRowProps<Row> {
  readonly index: number;
  readonly top: number;
  readonly row: Row | undefined;
  readonly rowKey: string | undefined;
  readonly columns: readonly DataColumn<Row>[];
  /** Ids of the columns that may show more than there is room for. */
  readonly clipped: ReadonlySet<string>;
  readonly tone: RowTone;
  /** Milliseconds for which a row that has just come is glowing; null for rows that were there before. */
  readonly glown: number | null;
  readonly selected: boolean;
  /** Column of the keyboard's cursor, and the id that the cell there has; null where the row has not got it. */
  readonly cursor: string | null;
  readonly cursorId: string;
  sameRow(a: Row | undefined, b: Row | undefined): boolean;
  onPress(row: Row, column: string | undefined): void;
}

function PlainDataRow<Row>(props: DataRowProps<Row>): React.JSX.Element {
  const { row, columns, glown } = props;
  const transform = `translateY(${props.top}px)`;
  // A row that moves to another element glows on from where it was.
  const style = (glown === null ? { transform } : { transform, '--glown': `${-glown}ms` }) as React.CSSProperties;
  if (row === undefined) {
    return (
      <div className={classes.row} role="row" aria-rowindex={props.index + 2} aria-busy style={{ transform }}>
        {columns.map((column, at) => (
          <div key={column.id} role="gridcell" aria-colindex={at + 1} className={classes.cell}>
            <span className={classes.waiting} />
          </div>
        ))}
      </div>
    );
  }
  return (
    // Keys are the grid's own; the row only takes the pointer.
    <div
      className={classes.row}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      data-testid="row"
      data-key={props.rowKey}
      data-tone={props.tone}
      data-fresh={glown === null ? undefined : true}
      style={style}
      onClick={(event) =>
        props.onPress(row, (event.target as Element).closest<HTMLElement>('[data-column]')?.dataset['column'])
      }
    >
      {columns.map((column, at) => (
        <div
          key={column.id}
          id={props.cursor === column.id ? props.cursorId : undefined}
          role="gridcell"
          aria-colindex={at + 1}
          className={classes.cell}
          data-align={column.align}
          data-mono={column.mono}
          data-clipped={props.clipped.has(column.id) || undefined}
          data-column={column.id}
          data-cursor={props.cursor === column.id || undefined}
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
    before.cursor === after.cursor &&
    before.tone === after.tone &&
    before.glown === after.glown &&
    before.columns === after.columns &&
    before.clipped === after.clipped &&
    before.onPress === after.onPress &&
    after.sameRow(before.row, after.row),
) as typeof PlainDataRow;
