/** An export of rows in memory as Parquet: the same rows as any other export, but their cells go to the history process. */
import type { ExportJob } from '../store/export-job.ts';
import type { RowFormat } from '../store/export-format.ts';
import { exportInto, type ExportRows } from '../store/export-rows.ts';
import type { TableModel } from '../store/table-model.ts';
import { ParquetRows, type Exchange } from './parquet-rows.ts';
import { recordColumns, type RecordColumn } from './record-columns.ts';

/** How rows of a table are gathered, once it is known where. */
export class GatheredFormat {
  columns: readonly RecordColumn[] = [];
  sink: ParquetRows | null = null;

  of(table: TableModel): RowFormat {
    this.columns = recordColumns(table.table, table.columns, {
      names: table.columns,
      isText: (position) => table.sortKey(table.columns[position] ?? '')?.kind !== 'number',
    });
    return {
      writeHead: () => undefined,
      write: (index) => {
        this.sink?.add((column) => table.cell(index, column));
        return true;
      },
    };
  }
}

/** `format`: the one that `rows` are written in. */
export function parquetJob(rows: ExportRows, format: GatheredFormat, exchange: Exchange, writerId: string): ExportJob {
  return {
    count: rows.count,
    async run(file, { slicer, signal, progress }) {
      const sink = new ParquetRows({ exchange, writerId, file, signal }, format.columns);
      format.sink = sink;
      const failed = await exportInto(
        rows,
        sink,
        slicer,
        () => signal.aborted,
        (counts) => progress(counts),
      );
      if (failed === null && !signal.aborted && (await sink.finish())) {
        progress({ bytes: sink.written });
        return null;
      }
      await sink.abort();
      return sink.failure ?? failed;
    },
  };
}
