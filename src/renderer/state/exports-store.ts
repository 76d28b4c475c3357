/** Exports that run or ran, and how to start and cancel one. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Result } from '#base/result.ts';
import type { ExportFormat, ExportProgress, ExportStartParams } from '#contract/protocol.ts';
import type { ExchangeFormat } from '#contract/history/answers.ts';
import type { EngineLink } from './engine-link.ts';
import type { HostAccess } from './host-access.ts';

export interface ExportsState {
  readonly exports: readonly ExportProgress[];
  readonly dismissed: ReadonlySet<string>;
  /** Asks where to, then starts. Null when the user cancelled the dialog. */
  start(request: Omit<ExportStartParams, 'path'>, captureTitle: string): Promise<Result<unknown> | null>;
  /** The same with the whole answer of a query. */
  startQuery(text: string, format: ExchangeFormat, stem: string): Promise<Result<unknown> | null>;
  cancel(exportId: string): Promise<Result<null>>;
  dismiss(exportId: string): void;
  download(progress: ExportProgress): void;
}

/** `eth0-sessions.csv`: what a file system accepts of the capture's title, then the table and the format. */
export function suggestedExportName(
  captureTitle: string,
  table: ExportProgress['table'],
  format: ExportFormat,
): string {
  const stem = captureTitle
    .replace(/^.*[/\\]/, '')
    .replace(/\.(pcapng|pcap|cap|csv|jsonl|json|log|parquet)(\.gz)?$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return `${stem === '' ? 'netloupe' : stem}-${table}.${format}`;
}

export function createExportsStore(link: EngineLink, host: HostAccess): StoreApi<ExportsState> {
  const names = new Map<string, string>();
  const awaitingDownload = new Set<string>();
  return createStore<ExportsState>((set, get) => {
    const downloadFinished = (exports: readonly ExportProgress[]): void => {
      for (const progress of exports) {
        if (progress.state === 'running' || !awaitingDownload.delete(progress.exportId)) continue;
        if (progress.state === 'done') get().download(progress);
      }
    };
    link.subscribe('exports', {}, ({ exports }) => {
      set({ exports });
      downloadFinished(exports);
    });
    const begin = async (
      name: string,
      call: (path: string | null) => Promise<Result<{ readonly exportId: string }>>,
    ): Promise<Result<unknown> | null> => {
      const target = await host.chooseExportTarget(name);
      if (target === null) return null;
      const result = await call(target.path);
      if (result.ok) {
        names.set(result.value.exportId, name);
        if (target.path === null) awaitingDownload.add(result.value.exportId);
        // A small export may have finished before its start was answered.
        downloadFinished(get().exports);
      }
      return result;
    };
    return {
      exports: [],
      dismissed: new Set(),
      start: (request, captureTitle) =>
        begin(suggestedExportName(captureTitle, request.table, request.format), (path) =>
          link.call('export.start', { ...request, path }),
        ),
      startQuery: (text, format, stem) =>
        begin(`${stem}.${format}`, (path) => link.call('history.export', { text, format, path })),
      cancel: (exportId) => link.call('export.cancel', { exportId }),
      dismiss: (exportId) => set({ dismissed: new Set([...get().dismissed, exportId]) }),
      download: (progress) =>
        host.download(
          progress.exportId,
          names.get(progress.exportId) ?? suggestedExportName('', progress.table, progress.format),
        ),
    };
  });
}
