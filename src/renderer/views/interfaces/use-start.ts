/** Capture begun and ended from the view of interfaces. */
import { useCallback } from 'react';
import { useApp } from '../../state/app-context.ts';
import { DEFAULT_START } from '../../state/capture-store.ts';
import { useCapture, useStatus } from '../use-store.ts';

export interface CaptureControl {
  /** A start is on its way. */
  readonly starting: boolean;
  /** Null: not known yet. */
  readonly permitted: boolean | null;
  /** Interfaces that packets are taken from right now. */
  readonly running: readonly string[];
  start(names: readonly string[], options?: { readonly bpf: string; readonly promiscuous: boolean | null }): void;
  stop(): void;
}

const NONE: readonly string[] = [];

export function useCaptureControl(): CaptureControl {
  const { capture, layout, interfaces } = useApp();
  const starting = useCapture((state) => state.busy === 'starting');
  const permitted = useCapture((state) => (state.choice === null ? null : state.choice.permission.how !== 'none'));
  const running =
    useStatus((status) => (status.state === 'running' && status.kind === 'live' ? status.interfaces : NONE)) ?? NONE;
  const start = useCallback<CaptureControl['start']>(
    (names, options) => {
      const bpf = options?.bpf.trim() ?? '';
      void capture
        .getState()
        .start({
          ...DEFAULT_START,
          interfaces: names,
          bpf: bpf === '' ? null : bpf,
          promiscuous: options?.promiscuous ?? DEFAULT_START.promiscuous,
        })
        .then((result) => {
          if (!result.ok) return;
          interfaces.getState().tickNone();
          layout.getState().open('sessions');
        });
    },
    [capture, interfaces, layout],
  );
  const stop = useCallback(() => void capture.getState().stop(), [capture]);
  return { starting, permitted, running, start, stop };
}
