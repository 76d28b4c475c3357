/** React's hook over the stores of `../state`. */
import { useStore } from 'zustand';
import type { CaptureStatus } from '#contract/health.ts';
import type { Preferences } from '#contract/preferences.ts';
import type { TableName } from '#contract/protocol.ts';
import type { CaptureStoreState } from '../state/capture-store.ts';
import { useApp } from '../state/app-context.ts';
import type { AlertsState } from '../state/alerts-store.ts';
import type { ViewName } from '#contract/view-names.ts';
import type { LayoutState } from '../state/layout-store.ts';
import type { PipelinesState } from '../state/pipelines-store.ts';
import type { FilterState } from '../state/filter-store.ts';
import type { PanelName } from '../state/panels-store.ts';
import type { PluginsState } from '../state/plugins-store.ts';
import type { ScopeState } from '../state/scope-store.ts';
import type { TableState } from '../state/table-store.ts';

export function useCapture<T>(select: (state: CaptureStoreState) => T): T {
  return useStore(useApp().capture, select);
}

/** The capture's status, or what `select` takes of it; null until the engine has said anything. */
export function useStatus<T>(select: (capture: CaptureStatus) => T): T | null {
  return useStore(useApp().capture, (state) => (state.status === null ? null : select(state.status.capture)));
}

export function useLayout<T>(select: (state: LayoutState) => T): T {
  return useStore(useApp().layout, select);
}

export function useTableState<T>(table: TableName, select: (state: TableState) => T): T {
  return useStore(useApp().tables[table], select);
}

export function usePlugins<T>(select: (state: PluginsState) => T): T {
  return useStore(useApp().plugins, select);
}

export function usePipelines<T>(select: (state: PipelinesState) => T): T {
  return useStore(useApp().pipelines, select);
}

export function useAlerts<T>(select: (state: AlertsState) => T): T {
  return useStore(useApp().alerts, select);
}

export function usePanel(panel: PanelName): boolean {
  return useStore(useApp().panels, (state) => state.opened === panel);
}

/** The filter and the range that everything is about, or what `select` takes of them. */
export function useScope<T>(select: (state: ScopeState) => T): T {
  return useStore(useApp().scope, select);
}

export function useFilter<T>(select: (state: FilterState) => T): T {
  return useStore(useApp().filter, select);
}

export function usePreferences<T>(select: (preferences: Preferences) => T): T {
  return useStore(useApp().preferences, (state) => select(state.preferences));
}

export function usePaused(): boolean {
  return useStore(useApp().pause, (state) => state.paused);
}

/** The table that a view shows; null for views that are no table. */
export function tableOfView(view: ViewName): TableName | null {
  return view === 'sessions' || view === 'packets' || view === 'dns' ? view : null;
}
