/** Where exports go: to the path a user chose, or to a file of our own that the host offers for download. */
import path from 'node:path';
import { success, type Result } from '#base/result.ts';
import type { ExportFile, ExportFiles } from '#main/engine/store/ports.ts';
import { createAtomicFile } from './atomic-file.ts';
import type { PrivateFolder } from './private-folder.ts';
import { describeWriteError } from './write-errors.ts';

export interface Download {
  readonly path: string;
  /** The name it should be saved under. */
  readonly fileName: string;
  readonly bytes: number;
}

export interface HostExportFiles extends ExportFiles {
  /** A finished download, or null while it is written and where there is none. */
  download(exportId: string): Download | null;
}

export function createExportFiles(folder: PrivateFolder): HostExportFiles {
  const downloads = new Map<string, Download>();
  let made = 0;
  return {
    create: (file) => createAtomicFile(file),
    async createForDownload(exportId: string, fileName: string): Promise<Result<ExportFile>> {
      let target: string;
      try {
        target = path.join(folder.path(), `export-${++made}`);
      } catch (error) {
        return describeWriteError(error, fileName);
      }
      const file = await createAtomicFile(target, true);
      if (!file.ok) return file;
      const { value } = file;
      return success({
        write: (chunk) => value.write(chunk),
        abort: () => value.abort(),
        handOver: () => value.handOver(),
        async commit() {
          const committed = await value.commit();
          if (committed.ok) downloads.set(exportId, { ...committed.value, fileName: path.basename(fileName) });
          return committed;
        },
      });
    },
    download: (exportId) => downloads.get(exportId) ?? null,
  };
}
