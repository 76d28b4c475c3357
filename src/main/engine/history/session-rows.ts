/** Sessions as rows of the history: what their records hold, with the numbers that tie rows to each other. */
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { HistoryCell } from '#contract/history/rows.ts';
import { SESSION_COLUMNS, type SessionColumn } from '#contract/records.ts';
import { END_OPEN, type SessionColumns, type Slot } from '../flows/session-columns.ts';
import type { SessionCells } from '../store/session-cells.ts';
import { RowColumns } from './row-columns.ts';

const WORD_BITS = 32n;

export class SessionRows {
  readonly rows: RowColumns = new RowColumns(HISTORY_TABLES.sessions.length);
  readonly #data: SessionColumns;
  /** In the order of SESSION_COLUMNS. */
  readonly #cells: readonly ((slot: Slot) => HistoryCell)[];

  constructor(data: SessionColumns, cells: SessionCells) {
    this.#data = data;
    const times: Partial<Record<SessionColumn, (slot: Slot) => HistoryCell>> = {
      start_time: (slot) => wholeMicroseconds(data.startTime(slot)),
      end_time: (slot) => wholeMicroseconds(data.lastTime(slot)),
    };
    this.#cells = SESSION_COLUMNS.map((name) => times[name] ?? cells[name]);
  }

  /** `sessionNo`: its number in the history. */
  add(slot: Slot, runId: number, sessionNo: number): void {
    const data = this.#data;
    const into = this.rows.cells;
    let position = 0;
    into[position++]!.push(runId);
    into[position++]!.push(sessionNo);
    into[position++]!.push(data.endReason(slot) === END_OPEN);
    for (const cell of this.#cells) into[position++]!.push(cell(slot));
    into[position++]!.push(addressNumber(data.unsigned, data.initiatorAt(slot)));
    into[position]!.push(addressNumber(data.unsigned, data.responderAt(slot)));
    this.rows.filled();
  }
}

/** Packets may be without a time, or have one that is not of this world; a TIMESTAMP is neither. */
export function wholeMicroseconds(time: number): number {
  return Number.isFinite(time) ? Math.min(Math.max(0, Math.floor(time)), Number.MAX_SAFE_INTEGER) : 0;
}

/** Of the four words at `at`: IPv4 is kept as IPv4-mapped IPv6, as the history has it. */
function addressNumber(words: Uint32Array, at: number): bigint {
  const high = (BigInt(words[at]!) << WORD_BITS) | BigInt(words[at + 1]!);
  const low = (BigInt(words[at + 2]!) << WORD_BITS) | BigInt(words[at + 3]!);
  return (high << (2n * WORD_BITS)) | low;
}
