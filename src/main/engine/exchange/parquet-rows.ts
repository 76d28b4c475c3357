/** Rows on their way into a Parquet file that the history process writes: some thousands at a time, the next ones when those have arrived. */
import { ByteText } from '#base/byte-text.ts';
import type { Failure } from '#base/result.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import type { CellValue } from '#contract/protocol.ts';
import type { HistoryClient } from '../history/client.ts';
import { RowColumns } from '../history/row-columns.ts';
import type { RowSink } from '../store/export-rows.ts';
import type { ExportFile } from '../store/ports.ts';
import { tableCell } from './record-cells.ts';
import type { RecordColumn } from './record-columns.ts';

/** Rows of a batch. */
const FULL = 4096;

export interface Exchange {
  ask: HistoryClient['ask'];
}

export interface ParquetTarget {
  readonly exchange: Exchange;
  /** Told apart from others that are written at the same time. */
  readonly writerId: string;
  readonly file: Pick<ExportFile, 'handOver'>;
  readonly signal: AbortSignal;
}

export class ParquetRows implements RowSink {
  rows: number = 0;
  /** Bytes of the file, once it is finished. */
  written: number = 0;
  failure: Failure | null = null;
  /** Nothing is written to it: rows are cells here. */
  readonly out: ByteText = new ByteText(0);
  readonly #target: ParquetTarget;
  readonly #columns: readonly RecordColumn[];
  readonly #waiting: RowColumns;
  #isBegun: boolean = false;
  #isOver: boolean = false;

  constructor(target: ParquetTarget, columns: readonly RecordColumn[]) {
    this.#target = target;
    this.#columns = columns;
    this.#waiting = new RowColumns(columns.length);
  }

  /** `cell`: of the row, by the name of a column. */
  add(cell: (column: string) => CellValue): void {
    this.#waiting.add(this.#columns.map(({ name, type }) => tableCell(cell(name), type)));
  }

  rowEnded(): void {
    this.rows++;
  }

  get isFull(): boolean {
    return this.#waiting.rows >= FULL;
  }

  /** False once it failed. */
  async flush(): Promise<boolean> {
    if (this.failure !== null) return false;
    if (!this.#isBegun && !(await this.#begin())) return false;
    const rows = this.#waiting.take();
    if (rows === undefined) return true;
    return await this.#ask({ step: 'rows', rows });
  }

  /** All rows are in: makes the file whole. False: it failed, or is not wanted any more. */
  async finish(): Promise<boolean> {
    if (!(await this.flush())) {
      await this.abort();
      return false;
    }
    this.#isOver = true;
    return await this.#ask({ step: 'finish' });
  }

  /** Afterwards nobody has the file any more. Idempotent. */
  async abort(): Promise<void> {
    if (!this.#isBegun || this.#isOver) return;
    this.#isOver = true;
    const { exchange, writerId } = this.#target;
    await exchange.ask('writer', { step: 'abort', writerId }, new AbortController().signal);
  }

  async #begin(): Promise<boolean> {
    const path = await this.#target.file.handOver();
    if (!path.ok) {
      this.failure = path.failure;
      return false;
    }
    this.#isBegun = true;
    return await this.#ask({ step: 'begin', path: path.value, columns: this.#columns });
  }

  async #ask(step: Step): Promise<boolean> {
    const { exchange, writerId, signal } = this.#target;
    const answer = await exchange.ask('writer', { ...step, writerId }, signal);
    if (answer.ok) {
      if (answer.value !== null) this.written = answer.value.bytes;
      return true;
    }
    if (!signal.aborted) this.failure = answer.failure;
    // A question that was withdrawn may still be under way there.
    if (step.step === 'finish') this.#isOver = false;
    return false;
  }
}

type Step =
  | { readonly step: 'begin'; readonly path: string; readonly columns: readonly RecordColumn[] }
  | { readonly step: 'rows'; readonly rows: HistoryRows }
  | { readonly step: 'finish' };
