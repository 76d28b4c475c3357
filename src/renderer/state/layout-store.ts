/** Which view is open and how the screen is divided. Widths outlive the window. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isNumber, isNumberRecord, recall, remember } from './remembered.ts';

export const VIEWS = ['sessions', 'packets', 'dns', 'interfaces'] as const;
export type ViewName = (typeof VIEWS)[number];

export interface LayoutState {
  readonly view: ViewName;
  readonly detailsWidth: number;
  /** Column widths per table, in pixels; only those that were changed. */
  readonly columnWidths: Readonly<Record<string, Readonly<Record<string, number>>>>;
  open(view: ViewName): void;
  setDetailsWidth(pixels: number): void;
  setColumnWidths(table: string, widths: Readonly<Record<string, number>>): void;
}

const MIN_DETAILS = 320;
const MAX_DETAILS = 900;

export function createLayoutStore(): StoreApi<LayoutState> {
  return createStore<LayoutState>((set, get) => ({
    view: 'sessions',
    detailsWidth: recall('details-width', isNumber) ?? 420,
    columnWidths: Object.fromEntries(
      ['sessions', 'packets', 'dns'].map((table) => [table, recall(`columns-${table}`, isNumberRecord) ?? {}]),
    ),
    open: (view) => set({ view }),
    setDetailsWidth: (pixels) => {
      const detailsWidth = Math.round(Math.min(MAX_DETAILS, Math.max(MIN_DETAILS, pixels)));
      set({ detailsWidth });
      remember('details-width', detailsWidth);
    },
    setColumnWidths: (table, widths) => {
      set({ columnWidths: { ...get().columnWidths, [table]: widths } });
      remember(`columns-${table}`, widths);
    },
  }));
}
