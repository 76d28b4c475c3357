/** Every store of one view, made once and joined to one connection. */
import type { StoreApi } from 'zustand/vanilla';
import type { TableName } from '#contract/protocol.ts';
import { createAlertsStore, type AlertsState } from './alerts-store.ts';
import { createCaptureStore, type CaptureStoreState } from './capture-store.ts';
import { createCompareStore, type CompareState } from './compare-store.ts';
import { createCrashStore, type CrashState } from './crash-store.ts';
import { createDesktopStore, type DesktopStoreState } from './desktop-store.ts';
import { createDetailsStore, type DetailsState } from './details-store.ts';
import { createDnsSummaryStore, type DnsSummaryState } from './dns-summary-store.ts';
import { createEngineLink, type EngineLink } from './engine-link.ts';
import { createExportsStore, type ExportsState } from './exports-store.ts';
import { followFirstRun } from './first-run.ts';
import { createFilterStore, type FilterState } from './filter-store.ts';
import { createFilesStore, type FilesState } from './files-store.ts';
import { createGroupsStore, type GroupsState } from './groups-store.ts';
import { createHistoryStore, type HistoryStoreState } from './history-store.ts';
import type { HostAccess } from './host-access.ts';
import { createInterfacesStore, type InterfacesState } from './interfaces-store.ts';
import { createLayoutStore, type LayoutState } from './layout-store.ts';
import { createPanelsStore, type PanelsState } from './panels-store.ts';
import { createLookupStore, type LookupState } from './lookup-store.ts';
import { createOverviewStore, type OverviewState } from './overview-store.ts';
import { createPauseStore, type PauseState } from './pause-store.ts';
import { onRedaction, createPreferencesStore, type PreferencesState } from './preferences-store.ts';
import { createQueryStore, type QueryStoreState } from './query-store.ts';
import { createRecentsStore, type RecentsState } from './recents-store.ts';
import { createRecoveryStore, type RecoveryState } from './recovery-store.ts';
import { createScopeStore, type ScopeState } from './scope-store.ts';
import { createSettingsStore, type SettingsStoreState } from './settings-store.ts';
import { createPipelineEditorStore, type PipelineEditorState } from './pipeline-editor-store.ts';
import { createPipelinesStore, type PipelinesState } from './pipelines-store.ts';
import { createPluginConfigStore, type PluginConfigState } from './plugin-config-store.ts';
import { createPluginInstallStore, type PluginInstallState } from './plugin-install-store.ts';
import { createPluginsStore, type PluginsState } from './plugins-store.ts';
import { createTableStore, type TableState } from './table-store.ts';
import { createTimelineStore, type TimelineState } from './timeline-store.ts';
import { momentOf } from './travel.ts';
import { createUpdateStore, type UpdateStoreState } from './update-store.ts';
import { createUndoStore, type UndoState } from './undo-store.ts';

export interface AppState {
  readonly host: HostAccess;
  readonly link: EngineLink;
  readonly layout: StoreApi<LayoutState>;
  readonly panels: StoreApi<PanelsState>;
  readonly pause: StoreApi<PauseState>;
  readonly preferences: StoreApi<PreferencesState>;
  readonly scope: StoreApi<ScopeState>;
  readonly settings: StoreApi<SettingsStoreState>;
  readonly filter: StoreApi<FilterState>;
  readonly undo: StoreApi<UndoState>;
  readonly capture: StoreApi<CaptureStoreState>;
  readonly history: StoreApi<HistoryStoreState>;
  readonly query: StoreApi<QueryStoreState>;
  readonly timeline: StoreApi<TimelineState>;
  readonly crashes: StoreApi<CrashState>;
  readonly updates: StoreApi<UpdateStoreState>;
  readonly recovery: StoreApi<RecoveryState>;
  readonly recents: StoreApi<RecentsState>;
  readonly files: StoreApi<FilesState>;
  readonly tables: Readonly<Record<TableName, StoreApi<TableState>>>;
  readonly groups: StoreApi<GroupsState>;
  readonly compare: StoreApi<CompareState>;
  readonly overview: StoreApi<OverviewState>;
  readonly interfaces: StoreApi<InterfacesState>;
  readonly exports: StoreApi<ExportsState>;
  readonly desktop: StoreApi<DesktopStoreState>;
  readonly details: StoreApi<DetailsState>;
  readonly dnsSummary: StoreApi<DnsSummaryState>;
  readonly lookup: StoreApi<LookupState>;
  readonly plugins: StoreApi<PluginsState>;
  readonly pluginConfig: StoreApi<PluginConfigState>;
  readonly pluginInstall: StoreApi<PluginInstallState>;
  readonly pipelines: StoreApi<PipelinesState>;
  readonly pipelineEditor: StoreApi<PipelineEditorState>;
  readonly alerts: StoreApi<AlertsState>;
}

export function createAppState(host: HostAccess): AppState {
  const link = createEngineLink(() => host.openTransport());
  const pause = createPauseStore();
  pause.subscribe(({ paused }) => host.viewPaused(paused));
  const preferences = createPreferencesStore();
  const scope = createScopeStore();
  const filter = createFilterStore(link, { scope, preferences });
  const surroundings = { pause, scope, preferences };
  const tables = {
    sessions: createTableStore('sessions', link, surroundings, { mayFollow: false }),
    packets: createTableStore('packets', link, surroundings, { mayFollow: true }),
    dns: createTableStore('dns', link, surroundings, { mayFollow: true }),
  };
  const overview = createOverviewStore(link, surroundings);
  const groups = createGroupsStore(link, surroundings);
  const interfaces = createInterfacesStore(link, preferences);
  const redacts = (): boolean => preferences.getState().preferences.redact;
  const onNewCapture = (): void => {
    pause.getState().resume();
    scope.getState().reset();
    details.getState().show(null);
    lookup.getState().show(null);
    for (const table of Object.values(tables)) table.getState().reset();
    groups.getState().reset();
    overview.getState().reset();
  };
  const capture: StoreApi<CaptureStoreState> = createCaptureStore(link, onNewCapture, redacts);
  const history = createHistoryStore(link, () =>
    preferences.getState().preferences.timeZone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  const timeline = createTimelineStore({ link, scope, capture, history, preferences, nowMs: Date.now });
  onRedaction(preferences, () => {
    if (capture.getState().choice !== null) void capture.getState().listInterfaces();
  });
  // What happens now is read from its end, what happened from its beginning.
  capture.subscribe(({ status }, previous) => {
    const kind = status?.capture.kind ?? null;
    if (kind === (previous.status?.capture.kind ?? null)) return;
    for (const table of [tables.packets, tables.dns]) table.getState().setFollow(kind === 'live');
  });
  // The engine samples interfaces while somebody listens, and ten minutes are only there if somebody did for ten minutes.
  interfaces.getState().attach();
  const isRunning = (): boolean => capture.getState().status?.capture.state === 'running';
  const details = createDetailsStore(link, { isRunning, preferences });
  const lookup = createLookupStore(link, { isRunning, preferences });
  const compare = createCompareStore(link, {
    scope,
    preferences,
    nowMs: Date.now,
    shownSpan: () => {
      const { range } = scope.getState();
      return range === null ? null : momentOf(range, { nowUs: Date.now() * 1000 });
    },
  });
  const layout = createLayoutStore();
  // Fields are those of the table on screen; elsewhere those of sessions.
  const follow = ({ view }: LayoutState): void =>
    filter.getState().setTable(view === 'packets' || view === 'dns' ? view : 'sessions');
  follow(layout.getState());
  layout.subscribe(follow);
  const plugins = createPluginsStore(link, preferences);
  const pipelines = createPipelinesStore(link);
  const settings = createSettingsStore(link, capture, onNewCapture);
  followFirstRun(capture, settings);
  return {
    host,
    link,
    layout,
    panels: createPanelsStore(),
    pause,
    preferences,
    scope,
    settings,
    filter,
    undo: createUndoStore(scope),
    capture,
    history,
    query: createQueryStore(link),
    timeline,
    crashes: createCrashStore(host.crashes),
    updates: createUpdateStore(host.updates),
    recovery: createRecoveryStore(link.state, capture, Date.now),
    recents: createRecentsStore(),
    files: createFilesStore(host, capture),
    tables,
    groups,
    compare,
    overview,
    interfaces,
    exports: createExportsStore(link, host),
    desktop: createDesktopStore(host.desktop),
    details,
    dnsSummary: createDnsSummaryStore(link, surroundings),
    lookup,
    plugins,
    pluginConfig: createPluginConfigStore(link, plugins),
    pluginInstall: createPluginInstallStore(link, host, plugins),
    pipelines,
    pipelineEditor: createPipelineEditorStore(link, pipelines),
    alerts: createAlertsStore(link, {
      port: host.notices,
      preferences,
      nowMs: () => Date.now(),
      openAlerts: () => layout.getState().open('alerts'),
    }),
  };
}
