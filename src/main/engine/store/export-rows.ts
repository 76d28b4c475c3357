/** Writes a table's rows in slices: while it runs, capture and views go on. */
import type { ByteText } from '#base/byte-text.ts';
import type { Failure } from '#base/result.ts';
import type { ExportFile } from './ports.ts';
import { RowBuffer } from './row-buffer.ts';
import type { Slicer } from './slicer.ts';

/** What to write: fixed when the export begins. */
export interface ExportRows {
  readonly count: number;
  /** Called once, before anything else. */
  prepare?(slicer: Slicer): Promise<void>;
  /** Whether the row is still there and passes the filter. */
  includes(position: number): boolean;
  /** What the file begins with. */
  writeHead(out: ByteText): void;
  /** False: what it takes is no longer held, and nothing was written. */
  write(position: number, out: ByteText): boolean;
}

export interface ExportCounts {
  readonly rows: number;
  /** Rows that will have been written when all goes well, as far as is known. */
  readonly totalRows: number;
  readonly bytes: number;
  /** Rows that were wanted and could not be written. */
  readonly skipped: number;
}

/** Where rows are gathered until there are enough for a write. */
export type RowSink = Pick<RowBuffer, 'out' | 'rows' | 'written' | 'failure' | 'rowEnded' | 'isFull' | 'flush'>;

const STRIDE = 64;

/** The sink's failure, or null. Stops at the next slice when `isCancelled`. */
export async function exportRows(
  rows: ExportRows,
  file: ExportFile,
  slicer: Slicer,
  isCancelled: () => boolean,
  onProgress: (counts: ExportCounts) => void,
): Promise<Failure | null> {
  return await exportInto(rows, new RowBuffer(file), slicer, isCancelled, onProgress);
}

/** The same into any sink. */
export async function exportInto(
  rows: ExportRows,
  buffer: RowSink,
  slicer: Slicer,
  isCancelled: () => boolean,
  onProgress: (counts: ExportCounts) => void,
): Promise<Failure | null> {
  rows.writeHead(buffer.out);
  await slicer.pause();
  await rows.prepare?.(slicer);
  let unwanted = 0;
  let skipped = 0;
  const report = (): void => {
    const totalRows = rows.count - unwanted - skipped;
    onProgress({ rows: buffer.rows, totalRows, bytes: buffer.written, skipped });
  };
  for (let position = 0; position < rows.count; position++) {
    if (!rows.includes(position)) unwanted++;
    else if (rows.write(position, buffer.out)) buffer.rowEnded();
    else skipped++;
    if (buffer.isFull && !(await buffer.flush())) return buffer.failure;
    if (position % STRIDE !== 0) continue;
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
