/** Exports of what history has, or what was imported: written by the history process, or, where rows are to be made up, row by row here. */
import { success, type Result } from '#base/result.ts';
import type { ExchangeFormat } from '#contract/history/answers.ts';
import type { ExportQuestion, ReaderQuestion } from '#contract/history/questions.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import { DNS_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import type { CellValue } from '#contract/protocol.ts';
import { linesFormat } from '../store/export-format.ts';
import type { ExportControl, ExportJob } from '../store/export-job.ts';
import type { ExportFile } from '../store/ports.ts';
import type { Redactor } from '../store/redact.ts';
import { linesOf } from '../store/redact-lines.ts';
import { RowBuffer } from '../store/row-buffer.ts';
import { ParquetRows, type Exchange } from './parquet-rows.ts';
import { recordCell } from './record-cells.ts';
import { recordColumns, type RecordColumn } from './record-columns.ts';

export function historyJob(what: ExportQuestion['what'], format: ExchangeFormat, exchange: Exchange): ExportJob {
  return {
    count: 0,
    async run(file, { signal, progress }) {
      const path = await file.handOver();
      if (!path.ok) return path.failure;
      const question = { what, format, path: path.value };
      const answer = await exchange.ask('export', question, signal, (done, total) => {
        progress({ rows: done, totalRows: total ?? done });
      });
      if (!answer.ok) return answer.failure;
      progress({ ...answer.value, totalRows: answer.value.rows });
      return null;
    },
  };
}

export type ReadView = Omit<ReaderQuestion, 'after'>;

/** `redactor` of the capture on view; null: rows are written as they are. */
export function readerJob(
  view: ReadView,
  format: ExchangeFormat,
  redactor: Redactor | null,
  exchange: Exchange,
  writerId: string,
): ExportJob {
  return {
    count: 0,
    run: (file, control) => new ReaderRun(view, format, redactor, exchange, writerId, file, control).run(),
  };
}

class ReaderRun {
  readonly #view: ReadView;
  readonly #format: ExchangeFormat;
  readonly #redactor: Redactor | null;
  readonly #exchange: Exchange;
  readonly #control: ExportControl;
  readonly #columns: readonly RecordColumn[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #text: RowBuffer;
  readonly #parquet: ParquetRows;

  constructor(
    view: ReadView,
    format: ExchangeFormat,
    redactor: Redactor | null,
    exchange: Exchange,
    writerId: string,
    file: ExportFile,
    control: ExportControl,
  ) {
    this.#view = view;
    this.#format = format;
    this.#redactor = redactor;
    this.#exchange = exchange;
    this.#control = control;
    this.#columns = viewColumns(view.table);
    this.#positions = new Map(this.#columns.map(({ name }, position) => [name, position]));
    this.#text = new RowBuffer(file);
    this.#parquet = new ParquetRows({ exchange, writerId, file, signal: control.signal }, this.#columns);
  }

  async run(): ReturnType<ExportJob['run']> {
    const { signal } = this.#control;
    const isParquet = this.#format === 'parquet';
    const written = await this.#rows();
    if (!written.ok || signal.aborted) {
      if (isParquet) await this.#parquet.abort();
      return written.ok ? null : written.failure;
    }
    if (isParquet) {
      if (!(await this.#parquet.finish())) return this.#parquet.failure;
      this.#control.progress({ bytes: this.#parquet.written });
    }
    return null;
  }

  async #rows(): Promise<Result<null>> {
    const { signal, slicer, progress } = this.#control;
    const sink = this.#format === 'parquet' ? this.#parquet : this.#text;
    const write = this.#writer();
    for (let after: number | null = 0; after !== null;) {
      const answer: ReaderAnswer = await this.#exchange.ask('reader', { ...this.#view, after }, signal);
      if (!answer.ok) return signal.aborted ? success(null) : answer;
      const { rows }: { readonly rows: HistoryRows } = answer.value;
      for (let index = 0; index < rows.rows; index++) {
        write(rows, index);
        sink.rowEnded();
        if (sink.isFull && !(await sink.flush())) return failedOf(sink.failure);
        if (!slicer.isDue()) continue;
        await slicer.pause();
        if (signal.aborted) return success(null);
      }
      progress({ rows: sink.rows, totalRows: sink.rows, bytes: sink.written });
      after = answer.value.next;
    }
    return (await sink.flush()) ? success(null) : failedOf(sink.failure);
  }

  /** Writes the row at an index of an answer. */
  #writer(): (rows: HistoryRows, index: number) => void {
    if (this.#format === 'parquet') {
      return (rows, index) => this.#parquet.add((column) => this.#cell(rows, index, column));
    }
    let current: HistoryRows = { rows: 0, columns: [] };
    const names = this.#columns.map(({ name }) => name);
    const format = linesFormat(
      this.#format,
      linesOf(names, (index: number, column) => this.#cell(current, index, column)),
    );
    format.writeHead(this.#text.out);
    return (rows, index) => {
      current = rows;
      format.write(index, this.#text.out);
    };
  }

  #cell({ columns }: HistoryRows, index: number, column: string): CellValue {
    const position = this.#positions.get(column) ?? -1;
    const value = recordCell(columns[position]?.[index] ?? null, this.#columns[position]!.type);
    return this.#redactor === null ? value : this.#redactor.cell(column, value);
  }
}

type ReaderAnswer = Result<{ readonly rows: HistoryRows; readonly next: number | null }>;

export function viewColumns(table: ReadView['table']): readonly RecordColumn[] {
  return recordColumns(table, table === 'sessions' ? SESSION_COLUMNS : DNS_COLUMNS, null);
}

function failedOf(failed: RowBuffer['failure']): Result<null> {
  return failed === null ? success(null) : { ok: false, failure: failed };
}
