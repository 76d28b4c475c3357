/** What is said of a run as a whole: the row of the table `runs`. */
import type { HistoryCell, HistoryRows } from '#contract/history/rows.ts';
import { wholeMicroseconds } from './session-rows.ts';

export interface RunHealth {
  readonly startedUs: number;
  readonly state: 'running' | 'ended' | 'failed';
  readonly interfaces: readonly string[];
  readonly captureFilter: string | null;
  readonly packets: number;
  readonly bytes: number;
  readonly kernelDropped: number;
  readonly undecoded: number;
  readonly evicted: number;
  /** 0 to 1, or null where it is not known. */
  readonly coverage: number | null;
  readonly failure: string | null;
}

/** `version`: of Netloupe. `nowUs`: when it was heard of. In the order of the columns of the table. */
export function runRow(
  runId: number,
  health: RunHealth,
  version: string,
  nowUs: number,
  rowsLost: number,
): HistoryRows {
  const cells: readonly HistoryCell[] = [
    runId,
    wholeMicroseconds(health.startedUs),
    wholeMicroseconds(nowUs),
    health.state,
    health.interfaces,
    health.captureFilter,
    version,
    health.packets,
    health.bytes,
    health.kernelDropped,
    health.undecoded,
    health.evicted,
    health.coverage,
    rowsLost,
    health.failure,
  ];
  return { rows: 1, columns: cells.map((cell) => [cell]) };
}
