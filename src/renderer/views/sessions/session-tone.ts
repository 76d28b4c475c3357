/** How a session's row looks by how it stands: fresh, quiet for a while, or over. */
import { useCallback, useRef } from 'react';
import { useApp } from '../../state/app-context.ts';
import type { CaptureStoreState } from '../../state/capture-store.ts';
import { textCell, type ViewRow } from '../../state/row-access.ts';
import type { RowTone } from '../../widgets/data-table-types.ts';
import { useStatus } from '../use-store.ts';

const ENDED: ReadonlySet<string | null> = new Set(['CLOSE', 'ABORT', 'EXPIRED']);
/** Open, but silent for so long. */
const IDLE_MS = 30_000;
/** A session that began no longer ago than this has just come. */
const FRESH_MS = 2_000;
export const GLOW_MS = 400;

/** `nowMs`: of the capture, as packets tell the time. */
export function sessionTone(row: ViewRow, nowMs: number | null): RowTone {
  if (ENDED.has(textCell(row, 'state'))) return 'ended';
  const last = textCell(row, 'end_time');
  return nowMs !== null && last !== null && nowMs - Date.parse(last) > IDLE_MS ? 'idle' : 'normal';
}

function nowOf({ status }: CaptureStoreState): number | null {
  if (status === null) return null;
  const { kind, state, last_time_us: last } = status.capture;
  if (kind === 'live' && state === 'running') return Date.now();
  return last === null ? null : last / 1000;
}

export function useSessionTone(): (row: ViewRow) => RowTone {
  const { capture } = useApp();
  // Where nothing else is drawn anew, rows still become idle.
  useStatus(({ last_time_us: last }) => (last === null ? null : Math.floor(last / 5_000_000)));
  return useCallback((row) => sessionTone(row, nowOf(capture.getState())), [capture]);
}

/** When rows that have just come were first seen; only of what is captured live, as a file brings nothing but new ones. */
export class FreshRows {
  private readonly seen = new Map<string, number>();

  /** For how long it is glowing by now; null where it does not. */
  glown(key: string, startedMs: number, wallMs: number, nowMs: number): number | null {
    const known = this.seen.get(key);
    if (known !== undefined) return nowMs - known < GLOW_MS ? nowMs - known : null;
    if (wallMs - startedMs > FRESH_MS) return null;
    this.forget(nowMs);
    this.seen.set(key, nowMs);
    return 0;
  }

  /** What is older than anything fresh is told by its start. */
  private forget(nowMs: number): void {
    for (const [key, since] of this.seen) {
      if (nowMs - since <= FRESH_MS + GLOW_MS) return;
      this.seen.delete(key);
    }
  }
}

export function useFreshSessions(): (row: ViewRow) => number | null {
  const isRunning = useStatus(({ kind, state }) => kind === 'live' && state === 'running') ?? false;
  const rows = useRef(new FreshRows());
  return useCallback(
    (row) => {
      const started = textCell(row, 'start_time');
      if (!isRunning || started === null) return null;
      return rows.current.glown(row.key, Date.parse(started), Date.now(), performance.now());
    },
    [isRunning],
  );
}
