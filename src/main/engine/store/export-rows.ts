/** Writes a table's rows as CSV in slices: while it runs, capture and views go on. */
import type { ByteText } from '#base/byte-text.ts';
import type { Failure } from '#base/result.ts';
import { csvHeader } from './csv.ts';
import type { ExportFile } from './ports.ts';
import { RowBuffer } from './row-buffer.ts';
import type { Slicer } from './slicer.ts';

/** What to write: fixed when the export begins. */
export interface ExportRows {
  readonly columns: readonly string[];
  readonly count: number;
  /** Called once, before anything else. */
  prepare?(slicer: Slicer): Promise<void>;
  /** Whether the row is still there and passes the filter. */
  includes(position: number): boolean;
  writeCsv(position: number, out: ByteText): void;
}

export interface ExportCounts {
  readonly rows: number;
  /** Rows that will have been written when all goes well, as far as is known. */
  readonly totalRows: number;
  readonly bytes: number;
}

const STRIDE = 64;

/** The sink's failure, or null. Stops at the next slice when `isCancelled`. */
export async function exportRows(
  rows: ExportRows,
  file: ExportFile,
  slicer: Slicer,
  isCancelled: () => boolean,
  onProgress: (counts: ExportCounts) => void,
): Promise<Failure | null> {
  const buffer = new RowBuffer(file);
  buffer.out.utf8(csvHeader(rows.columns));
  await slicer.pause();
  await rows.prepare?.(slicer);
  let skipped = 0;
  const report = (): void => onProgress({ rows: buffer.rows, totalRows: rows.count - skipped, bytes: buffer.written });
  for (let position = 0; position < rows.count; position++) {
    if (rows.includes(position)) {
      rows.writeCsv(position, buffer.out);
      buffer.rowEnded();
    } else skipped++;
    if (position % STRIDE !== 0) continue;
    if (buffer.isFull && !(await buffer.flush())) return buffer.failure;
    if (slicer.isDue()) {
      report();
      await slicer.pause();
      if (isCancelled()) return null;
    }
  }
  await buffer.flush();
  report();
  return buffer.failure;
}
