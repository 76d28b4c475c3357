/**
 * Records of any shape as CSV. The columns are those of the configuration, else of the file that is there, else the keys of
 * the first batch; then they are fixed: what a later record has besides is left out, and said once.
 */
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/process.ts';
import { CSV_LINE_END, csvJson, csvText } from '#base/csv.ts';

export class CsvTable {
  #columns: readonly string[];
  readonly #known: Set<string>;
  readonly #leftOut: (column: string) => void;

  constructor(columns: readonly string[], leftOut: (column: string) => void) {
    this.#columns = columns;
    this.#known = new Set(columns);
    this.#leftOut = leftOut;
  }

  static columnsOf(records: readonly PipelineRecord[]): readonly string[] {
    return [...new Set(records.flatMap((record) => Object.keys(record)))];
  }

  get columns(): readonly string[] {
    return this.#columns;
  }

  header(): string {
    return this.#columns.map(csvText).join(',') + CSV_LINE_END;
  }

  lines(records: readonly PipelineRecord[]): string {
    let text = '';
    for (const record of records) {
      for (const key of Object.keys(record)) {
        if (this.#known.has(key)) continue;
        this.#known.add(key);
        this.#leftOut(key);
      }
      text += this.#columns.map((column) => csvCell(record[column])).join(',') + CSV_LINE_END;
    }
    return text;
  }
}

function csvCell(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return csvText(value);
  if (typeof value === 'object') return csvJson(value);
  return String(value);
}
