/** Where rows of a streaming read go: lines of text into a sink, or cells to the history process, which makes Parquet of them. */
import type { CellValue } from '#contract/protocol.ts';
import { csvHeader } from '#base/csv.ts';
import { ParquetRows, type Exchange } from './exchange/parquet-rows.ts';
import type { RecordColumn } from './exchange/record-columns.ts';
import type { RowOutput } from './read-request.ts';
import type { RowSink } from './store/export-rows.ts';
import type { RowLines } from './store/redact-lines.ts';
import { RowBuffer } from './store/row-buffer.ts';

/** Rows of one kind, by text and by cell. */
export interface RowCells<Row> extends Omit<RowLines<Row>, 'columnNames'> {
  cell(row: Row, column: string): CellValue;
}

export interface OpenOutput {
  readonly sink: RowSink;
  write<Row>(row: Row, cells: RowCells<Row>): void;
  /** Everything was written. Failures are the sink's. */
  finish(): Promise<void>;
}

/** Null: there is nobody who could write Parquet. */
export type ParquetMeans = { readonly exchange: Exchange; readonly writerId: string } | null;

export function openRowOutput(output: RowOutput, columns: readonly RecordColumn[], means: ParquetMeans): OpenOutput {
  return output.format === 'parquet' ? parquetOutput(output, columns, means) : textOutput(output, columns);
}

function textOutput(
  { format, sink: into }: Exclude<RowOutput, { readonly format: 'parquet' }>,
  columns: readonly RecordColumn[],
): OpenOutput {
  const buffer = new RowBuffer(into);
  if (format === 'csv') buffer.out.utf8(csvHeader(columns.map(({ name }) => name)));
  return {
    sink: buffer,
    write(row, cells) {
      if (format === 'csv') cells.writeCsv(row, buffer.out);
      else cells.writeJson(row, buffer.out);
      buffer.rowEnded();
    },
    finish: async () => void (await buffer.flush()),
  };
}

function parquetOutput(
  { file, failed }: Extract<RowOutput, { readonly format: 'parquet' }>,
  columns: readonly RecordColumn[],
  means: ParquetMeans,
): OpenOutput {
  if (means === null) throw new Error('Whoever asks for Parquet gives the engine somebody who writes it');
  const rows = new ParquetRows({ ...means, file, signal: new AbortController().signal }, columns);
  return {
    sink: rows,
    write(row, cells) {
      rows.add((column) => cells.cell(row, column));
      rows.rowEnded();
    },
    async finish() {
      if (rows.failure === null) await rows.finish();
      else await rows.abort();
      if (rows.failure !== null) failed(rows.failure);
    },
  };
}
