/** The columns of one table as they were chosen, and how they are chosen anew. */
import { useCallback, useMemo } from 'react';
import { useApp } from '../state/app-context.ts';
import { isShown, NO_CHOICE, ordered, shownColumns, withMoved, withShown } from '../state/column-choice.ts';
import type { DataColumn } from '../widgets/data-table-types.ts';
import { useLayout, usePreferences } from './use-store.ts';

/** What `useChosenColumns` needs to know of a column. */
export interface ChoosableBy {
  readonly standard?: boolean;
  readonly group?: string;
}

/** The same object until something changes: tables are drawn with each frame, their headers and choosers are not. */
export interface ChosenColumns<C> {
  /** Those that are shown. */
  readonly columns: readonly C[];
  readonly hidden: readonly C[];
  readonly widths: Readonly<Record<string, number>>;
  setWidths(widths: Readonly<Record<string, number>>): void;
  show(id: string, is: boolean): void;
  move(id: string, before: string | null): void;
  reset(): void;
}

const NO_WIDTHS: Readonly<Record<string, number>> = {};
/** Of the widths that columns have by themselves: larger letters take more room. */
const COMFORT = 1.14;

export function useRowHeight(): number {
  return usePreferences(({ density }) => (density === 'comfortable' ? 36 : 28));
}

export function useChosenColumns<Row, C extends DataColumn<Row> & ChoosableBy>(
  table: string,
  all: readonly C[],
): ChosenColumns<C & { readonly standard: boolean }> {
  const { layout } = useApp();
  const choice = useLayout((state) => state.columnChoices[table] ?? NO_CHOICE);
  const widths = useLayout((state) => state.columnWidths[table] ?? NO_WIDTHS);
  const wide = usePreferences(({ density }) => density === 'comfortable');
  const columns = useMemo(
    () =>
      all.map((column) => ({
        ...column,
        standard: column.standard ?? true,
        width: wide ? Math.round(column.width * COMFORT) : column.width,
      })),
    [all, wide],
  );
  const shown = useMemo(() => shownColumns(columns, choice), [columns, choice]);
  const hidden = useMemo(
    () => ordered(columns, choice).filter((column) => !isShown(column, choice)),
    [columns, choice],
  );
  const { setColumnWidths, setColumnChoice } = layout.getState();
  const setWidths = useCallback(
    (next: Readonly<Record<string, number>>) => setColumnWidths(table, next),
    [setColumnWidths, table],
  );
  return useMemo(
    () => ({
      columns: shown,
      hidden,
      widths,
      setWidths,
      show: (id, is) => setColumnChoice(table, withShown(columns, choice, id, is)),
      move: (id, before) => setColumnChoice(table, withMoved(columns, choice, id, before)),
      reset: () => {
        setColumnChoice(table, NO_CHOICE);
        setColumnWidths(table, NO_WIDTHS);
      },
    }),
    [table, columns, choice, shown, hidden, widths, setWidths, setColumnChoice, setColumnWidths],
  );
}
