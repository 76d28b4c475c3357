/** Every store of one view, made once and joined to one connection. */
import type { StoreApi } from 'zustand/vanilla';
import type { TableName } from '#contract/protocol.ts';
import { createCaptureStore, type CaptureStoreState } from './capture-store.ts';
import { createDetailsStore, type DetailsState } from './details-store.ts';
import { createEngineLink, type EngineLink } from './engine-link.ts';
import { createExportsStore, type ExportsState } from './exports-store.ts';
import { createFilesStore, type FilesState } from './files-store.ts';
import type { HostAccess } from './host-access.ts';
import { createInterfacesStore, type InterfacesState } from './interfaces-store.ts';
import { createLayoutStore, type LayoutState } from './layout-store.ts';
import { createPauseStore, type PauseState } from './pause-store.ts';
import { createTableStore, type TableState } from './table-store.ts';

export interface AppState {
  readonly host: HostAccess;
  readonly link: EngineLink;
  readonly layout: StoreApi<LayoutState>;
  readonly pause: StoreApi<PauseState>;
  readonly capture: StoreApi<CaptureStoreState>;
  readonly files: StoreApi<FilesState>;
  readonly tables: Readonly<Record<TableName, StoreApi<TableState>>>;
  readonly interfaces: StoreApi<InterfacesState>;
  readonly exports: StoreApi<ExportsState>;
  readonly details: StoreApi<DetailsState>;
}

export function createAppState(host: HostAccess): AppState {
  const link = createEngineLink(() => host.openTransport());
  const pause = createPauseStore();
  const tables = {
    sessions: createTableStore('sessions', link, pause, { follow: false }),
    packets: createTableStore('packets', link, pause, { follow: true }),
    dns: createTableStore('dns', link, pause, { follow: true }),
  };
  const capture: StoreApi<CaptureStoreState> = createCaptureStore(link, () => {
    pause.getState().resume();
    details.getState().show(null);
    for (const table of Object.values(tables)) table.getState().reset();
  });
  const details = createDetailsStore(link, () => capture.getState().status?.capture.state === 'running');
  return {
    host,
    link,
    layout: createLayoutStore(),
    pause,
    capture,
    files: createFilesStore(host, capture),
    tables,
    interfaces: createInterfacesStore(link),
    exports: createExportsStore(link, host),
    details,
  };
}
