/** How wide the columns of a table are, over TanStack Table: what was pulled, else what the column says. */
import {
  columnResizingFeature,
  columnSizingFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
  type ColumnSizingState,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { DataColumn } from './data-table-types.ts';
import type { HeaderSize } from './table-header.tsx';

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
const NO_ROWS: never[] = [];
/** Room at the right end that no column takes. */
export const CORNER_WIDTH = 32;

export interface ColumnSizes {
  /** For `grid-template-columns`. */
  readonly template: string;
  readonly total: number;
  sizeOf(index: number): HeaderSize | null;
  /** Brings a column into sight beside the first one, which stays. */
  scrollTo(scroller: HTMLElement | null, index: number): void;
}

export function useColumnSizes<Row>(
  columns: readonly DataColumn<Row>[],
  widths: Readonly<Record<string, number>>,
  onWidths: (widths: Readonly<Record<string, number>>) => void,
): ColumnSizes {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Record<string, never>>();
    return columns.map((column) =>
      helper.display({ id: column.id, size: column.width, minSize: column.minWidth ?? 48, maxSize: 900 }),
    );
  }, [columns]);
  const sizing: ColumnSizingState = widths;
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    columnResizeMode: 'onChange',
    state: { columnSizing: sizing },
    onColumnSizingChange: (update) => onWidths(typeof update === 'function' ? update(sizing) : update),
  });
  return useMemo(() => {
    // What the table says of its headers follows the widths.
    void widths;
    const headers = table.getHeaderGroups()[0]?.headers ?? [];
    const template = columns.map((column, at) => {
      const size = headers[at]?.getSize() ?? column.width;
      return column.grow === true ? `minmax(${size}px, 1fr)` : `${size}px`;
    });
    return {
      template: [...template, `${CORNER_WIDTH}px`].join(' '),
      total: table.getTotalSize() + CORNER_WIDTH,
      sizeOf: (index) => {
        const header = headers[index];
        if (header === undefined) return null;
        return { startResize: header.getResizeHandler(), reset: () => header.column.resetSize() };
      },
      scrollTo,
    };
  }, [columns, widths, table]);
}

/** Beside the first column, which stays where it is. */
function scrollTo(scroller: HTMLElement | null, index: number): void {
  if (scroller === null) return;
  const cells = scroller.querySelectorAll<HTMLElement>('[data-header]');
  const first = cells[0];
  const cell = cells[index];
  if (first === undefined || cell === undefined || index === 0) {
    scroller.scrollLeft = 0;
    return;
  }
  const before = [...cells].slice(0, index).reduce((sum, { offsetWidth }) => sum + offsetWidth, 0);
  const left = before - first.offsetWidth;
  const right = before + cell.offsetWidth + CORNER_WIDTH - scroller.clientWidth;
  if (scroller.scrollLeft > left) scroller.scrollLeft = left;
  else if (scroller.scrollLeft < right) scroller.scrollLeft = right;
}
