/** What an export does, wherever its rows come from and whoever writes them. */
import type { Failure } from '#base/result.ts';
import { exportRows, type ExportCounts, type ExportRows } from './export-rows.ts';
import type { ExportFile } from './ports.ts';
import type { Slicer } from './slicer.ts';

export interface ExportControl {
  readonly slicer: Slicer;
  /** Aborted when the export is not wanted any more. */
  readonly signal: AbortSignal;
  progress(counts: Partial<ExportCounts>): void;
}

export interface ExportJob {
  /** Rows that there will be, as far as is known when it begins. */
  readonly count: number;
  /** Everything but the commit. Null: all is in the file, or it is not wanted any more; then nobody else has the file. */
  run(file: ExportFile, control: ExportControl): Promise<Failure | null>;
}

/** Rows that are written here, as text or bytes. */
export function linesJob(rows: ExportRows): ExportJob {
  return {
    count: rows.count,
    run: (file, { slicer, signal, progress }) =>
      exportRows(
        rows,
        file,
        slicer,
        () => signal.aborted,
        (counts) => progress(counts),
      ),
  };
}
