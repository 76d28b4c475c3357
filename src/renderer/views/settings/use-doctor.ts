/** Runs the machine's checks when first drawn, again when asked, and when somebody comes back from where they followed an advice. */
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Failure } from '#base/result.ts';
import type { DoctorCheck } from '#contract/settings-commands.ts';
import { useApp } from '../../state/app-context.ts';

export interface DoctorResult {
  /** Of the last run that was answered; null before the first. */
  readonly checks: readonly DoctorCheck[] | null;
  readonly running: boolean;
  readonly failure: Failure | null;
  run(): void;
}

interface Answered extends Pick<DoctorResult, 'checks' | 'failure'> {
  /** Which run it was. */
  readonly run: number;
}

export function useDoctor({ onReturn = false }: { readonly onReturn?: boolean } = {}): DoctorResult {
  const { link, capture, history } = useApp();
  const open = useStore(link.state, (state) => state.phase === 'open');
  // It is opened while the window is: what was not known then is known soon.
  const historyState = useStore(history, ({ status }) => status?.state);
  const [answered, setAnswered] = useState<Answered>({ run: 0, checks: null, failure: null });
  const [wanted, setWanted] = useState(1);
  useEffect(() => {
    if (!open) return undefined;
    const own = new AbortController();
    const { kind, state, interfaces } = capture.getState().status?.capture ?? {};
    const captured = kind === 'live' && state === 'running' ? { interfaces } : {};
    void link.call('doctor.run', captured, own.signal).then((answer) => {
      if (own.signal.aborted) return;
      setAnswered((before) =>
        answer.ok
          ? { run: wanted, checks: answer.value.checks, failure: null }
          : { run: wanted, checks: before.checks, failure: answer.failure },
      );
    });
    return () => own.abort();
  }, [link, capture, open, wanted, historyState]);
  const run = useCallback(() => setWanted((before) => before + 1), []);
  useEffect(() => {
    if (!onReturn) return undefined;
    window.addEventListener('focus', run);
    return () => window.removeEventListener('focus', run);
  }, [onReturn, run]);
  return { checks: answered.checks, failure: answered.failure, running: answered.run !== wanted, run };
}
