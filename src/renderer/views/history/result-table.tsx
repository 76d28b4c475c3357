/** The rows of a result. All of them are here, so they are sorted here. */
import { useMemo, useState } from 'react';
import type { SqlResult } from '#contract/history/answers.ts';
import { words } from '../../display/words.ts';
import { DataTable } from '../../widgets/data-table.tsx';
import type { DataColumn, TableSort } from '../../widgets/data-table-types.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { copyText } from '../copy-text.tsx';
import { useRowHeight } from '../use-columns.ts';
import classes from './history.module.css';
import { cellText, columnWidth, sortedRows } from './result-cells.ts';

interface ResultRow {
  readonly index: number;
  readonly cells: SqlResult['rows'][number];
}

export function ResultTable({
  result,
  generation,
  dimmed,
}: {
  readonly result: SqlResult;
  readonly generation: number;
  readonly dimmed: boolean;
}): React.JSX.Element {
  const [sort, setSort] = useState<TableSort | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const rowHeight = useRowHeight();
  const columns = useMemo(() => columnsOf(result), [result]);
  const shown = useMemo(
    () => (order === null ? columns : order.flatMap((id) => columns.filter((column) => column.id === id))),
    [columns, order],
  );
  const rows = useMemo(() => sortedRows(result, sort), [result, sort]);
  const move = (id: string, before: string | null): void => {
    const ids = shown.map((column) => column.id).filter((each) => each !== id);
    const at = before === null ? ids.length : ids.indexOf(before);
    setOrder([...ids.slice(0, at), id, ...ids.slice(at)]);
  };
  return (
    <DataTable<ResultRow>
      key={rowHeight}
      name="result"
      label={words().history.console.resultLabel}
      columns={shown}
      rowCount={rows.length}
      rowHeight={rowHeight}
      rowAt={(index) => rows[index]}
      keyOf={(row) => String(row.index)}
      sameRow={(a, b) => a === b}
      sort={sort}
      onSort={({ id }) => setSort(nextSort(sort, id))}
      selectedKey={selected}
      onSelect={(row) => setSelected(row === null ? null : String(row.index))}
      onCopy={(row, column) => void copyText(cellText(row.cells[Number(column.id)] ?? null))}
      onVisible={() => undefined}
      widths={widths}
      onWidths={setWidths}
      onMove={move}
      generation={generation}
      follow={false}
      dimmed={dimmed}
      empty={null}
    />
  );
}

/** By position, as names may come twice. */
function columnsOf(result: SqlResult): readonly DataColumn<ResultRow>[] {
  // Numbers stay together: a text has the room that is left.
  const lastText = result.columns.findLastIndex(({ kind }) => kind !== 'number');
  const growing = lastText === -1 ? result.columns.length - 1 : lastText;
  return result.columns.map(({ name, type, kind }, at) => ({
    id: String(at),
    title: name,
    hint: type,
    width: columnWidth(result, at),
    minWidth: 60,
    align: kind === 'number' ? 'right' : 'left',
    mono: kind === 'other',
    grow: at === growing,
    render: ({ cells }) => {
      const cell = cells[at] ?? null;
      if (cell === null) return <span className={classes.null}>{cellText(cell)}</span>;
      return typeof cell === 'string' ? <ForeignText text={cell} /> : cellText(cell);
    },
    tooltip: ({ cells }) => cellText(cells[at] ?? null),
  }));
}

/** Ascending, descending, as it was answered. */
function nextSort(sort: TableSort | null, column: string): TableSort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
