/** What the list and the status bar say of pipelines. Pure. */
import { words } from '../display/words.ts';
import type { PipelineState, PipelineStatus } from '#contract/pipelines/status.ts';

export interface PipelineTotals {
  /** Given by sources. */
  readonly in: number;
  /** Taken by ends. */
  readonly out: number;
  /** In channels, and in the hands of stages. */
  readonly waiting: number;
  readonly dropped: number;
  readonly failures: number;
}

export function pipelineTotals({ stages }: Pick<PipelineStatus, 'stages'>): PipelineTotals {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const of = (role: PipelineStatus['stages'][number]['role']) => stages.filter((stage) => stage.role === role);
  return {
    in: sum(of('source').map(({ counters }) => counters.records_out)),
    out: sum(of('end').map(({ counters }) => counters.records_in)),
    waiting: sum(stages.map(({ counters }) => counters.waiting)),
    dropped: sum(stages.map(({ counters }) => counters.dropped)),
    failures: sum(stages.map(({ counters }) => counters.failures)),
  };
}

/** How full, 0 to 1. */
export function fillOf({ waiting, size }: { readonly waiting: number; readonly size: number }): number {
  return size <= 0 ? 0 : Math.min(1, waiting / size);
}

/** From here on whoever writes to it will soon have to wait. */
export const NEARLY_FULL = 0.8;

export interface PipelineFact {
  readonly text: string;
  readonly level: 'quiet' | 'warning' | 'trouble';
  readonly title: string;
  /** The pipeline that it is about; null where it is about all of them. */
  readonly pipeline: string | null;
}

const LEVELS: Readonly<Partial<Record<PipelineState, PipelineFact['level']>>> = {
  invalid: 'trouble',
  stopped: 'trouble',
  failing: 'warning',
};
/** Null where no pipeline is on: then there is nothing to watch. */
export function pipelineFact(pipelines: readonly PipelineStatus[] | null): PipelineFact | null {
  const enabled = (pipelines ?? []).filter((pipeline) => pipeline.enabled);
  if (enabled.length === 0) return null;
  const say = words().pipelines.fact;
  const troubled = (level: PipelineFact['level']): PipelineStatus[] =>
    enabled.filter(({ state }) => LEVELS[state] === level);
  const bad = [...troubled('trouble'), ...troubled('warning')];
  const [worst] = bad;
  if (worst !== undefined) {
    const named = `${worst.id} ${say.states[worst.state]}`;
    return {
      text: bad.length === 1 ? named : say.more(named, bad.length - 1),
      level: LEVELS[worst.state] ?? 'quiet',
      title: worst.cause ?? say.is(worst.id, say.states[worst.state]),
      pipeline: worst.id,
    };
  }
  const resting = enabled.filter(({ state }) => state !== 'running');
  const [first] = resting;
  if (first !== undefined) {
    return {
      text: resting.length === 1 ? `${first.id} ${say.states[first.state]}` : say.notRunning(resting.length),
      level: 'quiet',
      title: resting.map(({ id, state }) => say.idIs(id, say.states[state])).join(', '),
      pipeline: first.id,
    };
  }
  return {
    text: say.ok(enabled.length),
    level: 'quiet',
    title: say.okWhy,
    pipeline: null,
  };
}
