/** Alerts that wait to be written. Bounded: what comes beyond it is counted as lost. */
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { timeOfText } from '../filter/literals.ts';
import { RowColumns } from './row-columns.ts';
import { wholeMicroseconds } from './session-rows.ts';

const MOST_WAITING = 2000;
const MICROSECONDS = 1000;

export class AlertRows {
  lost: number = 0;
  #waiting: AlertRow[] = [];

  get rows(): number {
    return this.#waiting.length;
  }

  add(alert: AlertRow): void {
    if (this.#waiting.length >= MOST_WAITING) this.lost++;
    else this.#waiting.push(alert);
  }

  clear(): void {
    this.#waiting = [];
  }

  /** All there are. */
  take(runId: number): HistoryRows | undefined {
    const rows = new RowColumns(HISTORY_TABLES.alerts.length);
    for (const { source, name, title, message, severity, session_id, timestamp, time_ms } of this.#waiting) {
      const time = timestamp === null ? time_ms * MICROSECONDS : timeOfText(timestamp);
      const details = JSON.stringify({ kind: source, message });
      rows.add([runId, wholeMicroseconds(time), name, null, severity, title, details, session_id]);
    }
    this.#waiting = [];
    return rows.take();
  }
}
