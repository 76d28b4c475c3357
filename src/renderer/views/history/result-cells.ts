/** Cells of a result: as text, by width, in order. */
import type { SqlResult } from '#contract/history/answers.ts';
import type { TableSort } from '../../widgets/data-table-types.ts';

type Cell = SqlResult['rows'][number][number];

export function cellText(cell: Cell): string {
  return cell === null ? 'NULL' : String(cell);
}

const LOOKED_AT = 200;
const PER_LETTER = 7.4;
const AROUND = 30;

/** By the longest of the first rows and the title. Pixels. */
export function columnWidth({ columns, rows }: SqlResult, at: number): number {
  const lengths = rows.slice(0, LOOKED_AT).map((row) => cellText(row[at] ?? null).length);
  const longest = Math.max(columns[at]?.name.length ?? 0, ...lengths);
  return Math.round(Math.min(420, Math.max(80, longest * PER_LETTER + AROUND)));
}

/** With where each row was. What is not known comes last, whichever way. */
export function sortedRows(
  { columns, rows }: SqlResult,
  sort: TableSort | null,
): readonly { readonly index: number; readonly cells: SqlResult['rows'][number] }[] {
  const all = rows.map((cells, index) => ({ index, cells }));
  if (sort === null) return all;
  const at = Number(sort.column);
  const isNumber = columns[at]?.kind === 'number';
  const way = sort.descending ? -1 : 1;
  return all.toSorted((a, b) => {
    const [left, right] = [a.cells[at] ?? null, b.cells[at] ?? null];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    if (isNumber) return way * (Number(left) - Number(right));
    return left === right ? 0 : way * (String(left) < String(right) ? -1 : 1);
  });
}
