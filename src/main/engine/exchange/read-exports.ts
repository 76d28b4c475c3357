/** A streaming read of exports in the place of captures: the command line's. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { Imported } from '#contract/history/answers.ts';
import type { ReaderQuestion } from '#contract/history/questions.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import type { CellValue } from '#contract/protocol.ts';
import type { CaptureOpener } from '../capture/packet-source.ts';
import { openRowOutput, type RowCells } from '../row-output.ts';
import type { ReadRequest, RowOutput } from '../read-request.ts';
import type { Redactor } from '../store/redact.ts';
import { linesOf } from '../store/redact-lines.ts';
import { Imports } from './imports.ts';
import { openExports } from './open-exports.ts';
import type { Exchange } from './parquet-rows.ts';
import { recordCell } from './record-cells.ts';
import { viewColumns } from './history-job.ts';

export interface ReadExports {
  readonly imported: Imported | null;
  readonly failure: Failure | null;
}

/** `refused`: why the first is no capture. Null: they are no exports either. */
export async function readExports(
  exchange: Exchange,
  opener: Pick<CaptureOpener, 'openBytes'>,
  request: ReadRequest,
  redactor: Redactor | null,
  refused: Failure,
): Promise<ReadExports | null> {
  const paths: string[] = [];
  for (const input of request.inputs) {
    if (input.kind !== 'file') return null;
    paths.push(input.path, ...(input.more ?? []));
  }
  const signal = request.signal ?? new AbortController().signal;
  const imports = new Imports({ exchange, show: () => undefined, lost: () => undefined });
  const opened = await openExports(imports, opener, paths, refused, signal, () => undefined);
  if (opened === null) return null;
  if (!opened.ok) return { imported: null, failure: signal.aborted ? null : opened.failure };
  const { id, imported } = opened.value.dataset;
  request.onImported?.(imported);
  if (request.outputs.packets !== undefined) {
    const none = failure('unsupported', 'There are no packets in an export: they cannot be written', {
      remedy: 'Leave out --packets',
    });
    return { imported, failure: none.failure };
  }
  for (const table of ['sessions', 'dns'] as const) {
    const output = request.outputs[table];
    if (output === undefined) continue;
    const view = { dataset: id, table, filter: request.filter, span: null };
    const written = await writeTable(exchange, view, output, redactor, signal);
    if (!written.ok) return { imported, failure: signal.aborted ? null : written.failure };
  }
  return { imported, failure: null };
}

async function writeTable(
  exchange: Exchange,
  view: Omit<ReaderQuestion, 'after'>,
  output: RowOutput,
  redactor: Redactor | null,
  signal: AbortSignal,
): Promise<Result<null>> {
  const columns = viewColumns(view.table);
  const opened = openRowOutput(output, columns, { exchange, writerId: `export-${view.table}` });
  let rows: HistoryRows = { rows: 0, columns: [] };
  const positions = new Map(columns.map(({ name }, position) => [name, position]));
  const cell = (index: number, column: string): CellValue => {
    const position = positions.get(column)!;
    const value = recordCell(rows.columns[position]?.[index] ?? null, columns[position]!.type);
    return redactor === null ? value : redactor.cell(column, value);
  };
  const cells: RowCells<number> = {
    ...linesOf(
      columns.map(({ name }) => name),
      cell,
    ),
    cell,
  };
  for (let after: number | null = 0; after !== null;) {
    const answer = await nextRows(exchange, { ...view, after }, signal);
    if (!answer.ok) return answer;
    rows = answer.value.rows;
    for (let index = 0; index < rows.rows; index++) {
      opened.write(index, cells);
      if (opened.sink.isFull && !(await opened.sink.flush())) break;
    }
    if (opened.sink.failure !== null) break;
    after = answer.value.next;
  }
  await opened.finish();
  return opened.sink.failure === null ? success(null) : { ok: false, failure: opened.sink.failure };
}

function nextRows(
  exchange: Exchange,
  question: ReaderQuestion,
  signal: AbortSignal,
): Promise<Result<{ readonly rows: HistoryRows; readonly next: number | null }>> {
  return exchange.ask('reader', question, signal);
}
