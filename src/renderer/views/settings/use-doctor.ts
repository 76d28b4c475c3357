/** Runs the machine's checks when first drawn, and again when asked. */
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

export function useDoctor(): DoctorResult {
  const { link } = useApp();
  const open = useStore(link.state, (state) => state.phase === 'open');
  const [answered, setAnswered] = useState<Answered>({ run: 0, checks: null, failure: null });
  const [wanted, setWanted] = useState(1);
  useEffect(() => {
    if (!open) return undefined;
    const own = new AbortController();
    void link.call('doctor.run', {}, own.signal).then((answer) => {
      if (own.signal.aborted) return;
      setAnswered((before) =>
        answer.ok
          ? { run: wanted, checks: answer.value.checks, failure: null }
          : { run: wanted, checks: before.checks, failure: answer.failure },
      );
    });
    return () => own.abort();
  }, [link, open, wanted]);
  const run = useCallback(() => setWanted((before) => before + 1), []);
  return { checks: answered.checks, failure: answered.failure, running: answered.run !== wanted, run };
}
