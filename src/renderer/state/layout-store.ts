/** Which view is open and how the screen is divided. All of it outlives the window. */
import { VIEWS, type ViewName } from '#contract/view-names.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isColumnChoice, NO_CHOICE, type ColumnChoice } from './column-choice.ts';
import { isBoolean, isNumber, isNumberRecord, recall, remember } from './remembered.ts';

export interface LayoutState {
  readonly view: ViewName;
  /** The rail shows icons alone. */
  readonly railCollapsed: boolean;
  readonly detailsWidth: number;
  /** Of the details of a plugin, which hold its log and its form; null until it was chosen. */
  readonly pluginWidth: number | null;
  /** The same for those of a pipeline, which hold its graph. */
  readonly pipelineWidth: number | null;
  /** Column widths per table, in pixels; only those that were changed. */
  readonly columnWidths: Readonly<Record<string, Readonly<Record<string, number>>>>;
  open(view: ViewName): void;
  setRailCollapsed(collapsed: boolean): void;
  setDetailsWidth(pixels: number): void;
  setPluginWidth(pixels: number): void;
  setPipelineWidth(pixels: number): void;
  /** Which columns are shown, and in which order, per table. */
  readonly columnChoices: Readonly<Record<string, ColumnChoice>>;
  setColumnWidths(table: string, widths: Readonly<Record<string, number>>): void;
  setColumnChoice(table: string, choice: ColumnChoice): void;
}

const TABLES = ['sessions', 'packets', 'dns', 'groups'];
const MIN_DETAILS = 320;
const MAX_DETAILS = 900;
export const PLUGIN_WIDTHS = { min: 420, max: 1200 } as const;
export const PIPELINE_WIDTHS = { min: 420, max: 1600 } as const;

export function createLayoutStore(): StoreApi<LayoutState> {
  return createStore<LayoutState>((set, get) => ({
    view: recall('view', isViewName) ?? 'overview',
    railCollapsed: recall('rail-collapsed', isBoolean) ?? false,
    detailsWidth: recall('details-width', isNumber) ?? 420,
    pluginWidth: recall('plugin-width', isNumber),
    pipelineWidth: recall('pipeline-width', isNumber),
    columnWidths: Object.fromEntries(TABLES.map((table) => [table, recall(`columns-${table}`, isNumberRecord) ?? {}])),
    columnChoices: Object.fromEntries(
      TABLES.map((table) => [table, recall(`column-choice-${table}`, isColumnChoice) ?? NO_CHOICE]),
    ),
    open: (view) => {
      set({ view });
      remember('view', view);
    },
    setRailCollapsed: (railCollapsed) => {
      set({ railCollapsed });
      remember('rail-collapsed', railCollapsed);
    },
    setDetailsWidth: (pixels) => {
      const detailsWidth = Math.round(Math.min(MAX_DETAILS, Math.max(MIN_DETAILS, pixels)));
      set({ detailsWidth });
      remember('details-width', detailsWidth);
    },
    setPluginWidth: (pixels) => {
      const pluginWidth = Math.round(Math.min(PLUGIN_WIDTHS.max, Math.max(PLUGIN_WIDTHS.min, pixels)));
      set({ pluginWidth });
      remember('plugin-width', pluginWidth);
    },
    setPipelineWidth: (pixels) => {
      const pipelineWidth = Math.round(Math.min(PIPELINE_WIDTHS.max, Math.max(PIPELINE_WIDTHS.min, pixels)));
      set({ pipelineWidth });
      remember('pipeline-width', pipelineWidth);
    },
    setColumnWidths: (table, widths) => {
      set({ columnWidths: { ...get().columnWidths, [table]: widths } });
      remember(`columns-${table}`, widths);
    },
    setColumnChoice: (table, choice) => {
      set({ columnChoices: { ...get().columnChoices, [table]: choice } });
      remember(`column-choice-${table}`, choice);
    },
  }));
}

function isViewName(value: unknown): value is ViewName {
  return VIEWS.some((view) => view === value);
}
