/** The window of a view that goes to a renderer. */
import type { CellValue, ViewFrame, ViewParams } from '#contract/protocol.ts';
import type { FilterMistake } from '#contract/views/filter.ts';
import type { RowTotals, TableModel } from './table-model.ts';
import type { ViewRows } from './view-rows.ts';

interface FrameRequest {
  readonly params: ViewParams;
  readonly model: TableModel;
  /** Null: the table's own order. */
  readonly rows: ViewRows | null;
  /** Where `rows` is null: sums over all rows, as far as they are known. */
  readonly totals?: RowTotals | null;
  /** Rows that came since the view was told to hold those on screen, and are not shown. */
  readonly newer: number;
  /** What is wrong with the filter. */
  readonly mistake: FilterMistake | null;
  readonly coalesced: number;
}

export function viewFrame(request: FrameRequest): ViewFrame {
  const { params, model, rows } = request;
  const matching = rows === null ? model.held() - request.newer : rows.matching;
  const offset = params.follow ? Math.max(0, matching - params.limit) : params.offset;
  const indices =
    rows === null ? model.window(offset + request.newer, params.limit) : heldRows(model, rows, offset, params.limit);
  const columns: Record<string, CellValue[]> = {};
  for (const column of model.columns) columns[column] = indices.map((index) => model.cell(index, column));
  return {
    table: model.table,
    matching,
    held: rows === null ? model.held() : rows.held,
    newer: request.newer,
    offset,
    keys: indices.map((index) => model.key(index)),
    columns,
    totals: rows === null ? (request.totals ?? null) : rows.totals,
    sparklines: null,
    mistake: request.mistake,
    coalesced: request.coalesced,
    paused: params.paused,
  };
}

/** Rows that were forgotten since they were collected are left out. */
function heldRows(model: TableModel, rows: ViewRows, offset: number, limit: number): number[] {
  const indices: number[] = [];
  const end = Math.min(rows.indices.length, offset + limit);
  for (let position = offset; position < end; position++) {
    const index = rows.indices[position]!;
    if (model.isStill(index, rows.lastSerial)) indices.push(index);
  }
  return indices;
}
