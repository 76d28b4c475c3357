/** The engine went away while it held a capture, and came back empty: what was lost, and how to begin again. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Result } from '#base/result.ts';
import type { CaptureStatus } from '#contract/health.ts';
import type { CaptureStartParams } from '#contract/protocol.ts';
import { DEFAULT_START, type CaptureStoreState } from './capture-store.ts';
import type { LinkState } from './engine-link.ts';

export interface LostCapture {
  readonly kind: 'live' | 'file';
  readonly title: string;
  readonly sessions: number;
  readonly packets: number;
  /** It was still going on: traffic since then was not seen. */
  readonly wasRunning: boolean;
  /** When the connection was lost, `Date.now()` milliseconds. */
  readonly atMs: number;
  /** What begins it again; null where that is not known. */
  readonly again:
    | { readonly start: CaptureStartParams }
    | { readonly path: string; readonly more: readonly string[] }
    | null;
}

export interface RecoveryState {
  readonly lost: LostCapture | null;
  dismiss(): void;
  /** Captures on the same interfaces, or opens the same file, again. */
  again(): Promise<Result<null> | null>;
}

export function createRecoveryStore(
  link: StoreApi<LinkState>,
  capture: StoreApi<CaptureStoreState>,
  nowMs: () => number,
): StoreApi<RecoveryState> {
  return createStore<RecoveryState>((set, get) => {
    let held: LostCapture | null = null;
    let stopWaiting: (() => void) | null = null;
    link.subscribe((state, previous) => {
      if (state.phase === 'lost' && previous.phase === 'open') {
        const status = capture.getState().status?.capture;
        held = status === undefined ? null : heldBy(status, capture.getState(), nowMs());
      } else if (state.phase === 'open' && previous.phase !== 'open') {
        const lost = held;
        held = null;
        if (lost === null) return;
        // The first thing that it says of itself decides: an engine that went on holds its capture still.
        stopWaiting?.();
        const before = capture.getState().status;
        stopWaiting = capture.subscribe(({ status }) => {
          if (status === null || status === before) return;
          stopWaiting?.();
          if (status.capture.state === 'idle') set({ lost });
        });
      }
    });
    // Something else is shown now.
    capture.subscribe(({ status, busy }) => {
      if (get().lost !== null && busy === null && status !== null && status.capture.state !== 'idle')
        set({ lost: null });
    });
    return {
      lost: null,
      dismiss: () => set({ lost: null }),
      again: async () => {
        const again = get().lost?.again ?? null;
        if (again === null) return null;
        const { start, open } = capture.getState();
        return 'path' in again ? open(again.path, again.more) : start(again.start);
      },
    };
  });
}

function heldBy(status: CaptureStatus, { lastStart, lastOpen }: CaptureStoreState, atMs: number): LostCapture | null {
  const { kind, state, title, packets, total_sessions: sessions } = status;
  if (kind === null || state === 'idle') return null;
  const wasRunning = state === 'running' || state === 'opening';
  return { kind, title, sessions, packets, wasRunning, atMs, again: beginning() };

  function beginning(): LostCapture['again'] {
    if (kind === 'file') return lastOpen;
    const { interfaces, bpf } = status;
    if (interfaces.length === 0) return null;
    // Begun by another window or by the command line: with the same filter, and else as usual.
    const isOurs = lastStart !== null && lastStart.interfaces.join('\n') === interfaces.join('\n');
    return { start: isOurs ? lastStart : { ...DEFAULT_START, interfaces, bpf } };
  }
}
