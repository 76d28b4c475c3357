/**
 * The pipelines as the engine tells of them, the one that is looked at, and the commands about them. What the user switches is
 * shown at once and taken back where the engine refuses; a refusal stays beside its pipeline until the next success.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure, Result } from '#base/result.ts';
import type { PipelineCheck } from '#contract/pipelines/commands.ts';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import type { EngineLink } from './engine-link.ts';

export type PipelineTab = 'graph' | 'file';
export type PipelineAction = 'switch' | 'pause' | 'health' | 'remove';

export interface PipelineRefusal {
  readonly action: PipelineAction;
  readonly failure: Failure;
}

/** Answer to a health check that was asked for. */
export interface HealthReport {
  readonly check: PipelineCheck;
  /** `Date.now()` milliseconds. */
  readonly timeMs: number;
}

/** What it takes to bring a pipeline back. */
export interface RemovedPipeline {
  readonly id: string;
  readonly text: string;
  readonly enabled: boolean;
}

type ById<T> = Readonly<Record<string, T>>;

/** Stands for a file that was never kept, where the id of a pipeline stands otherwise. */
export const NEW_PIPELINE = '';

export interface PipelinesState {
  /** By name; null until the engine has said anything. */
  readonly pipelines: readonly PipelineStatus[] | null;
  /** Asked for; see `currentPipeline` for the one that is shown. */
  readonly selected: string | null;
  readonly tab: PipelineTab;
  /** Positions of switches that the engine has not confirmed yet. */
  readonly wanted: ById<boolean>;
  readonly busy: ById<PipelineAction>;
  readonly refusals: ById<PipelineRefusal>;
  readonly reports: ById<HealthReport>;

  select(id: string): void;
  openTab(tab: PipelineTab): void;
  /** What a command answered about one pipeline is known before the next frame comes. */
  take(status: PipelineStatus): void;
  setEnabled(id: string, enabled: boolean): Promise<Result<unknown>>;
  pause(id: string, paused: boolean): Promise<Result<unknown>>;
  /** Of all stages of its file, whether it runs or not. */
  checkHealth(id: string): Promise<void>;
  /** Null where it was refused. */
  remove(id: string): Promise<RemovedPipeline | null>;
  restore(removed: RemovedPipeline): Promise<Result<unknown>>;
  dismissRefusal(id: string): void;
  dismissReport(id: string): void;
}

/** The selected pipeline, or the first one where that is gone or none was selected; null while a new one is written. */
export function currentPipeline({
  pipelines,
  selected,
}: Pick<PipelinesState, 'pipelines' | 'selected'>): PipelineStatus | null {
  if (selected === NEW_PIPELINE) return null;
  return pipelines?.find(({ id }) => id === selected) ?? pipelines?.[0] ?? null;
}

export function createPipelinesStore(link: EngineLink): StoreApi<PipelinesState> {
  let lastSwitch = 0;
  const switches = new Map<string, number>();

  return createStore<PipelinesState>((set, get) => {
    /** Notes that it is under way, and keeps what was refused. */
    const run = async <T>(id: string, action: PipelineAction, call: () => Promise<Result<T>>): Promise<Result<T>> => {
      set({ busy: { ...get().busy, [id]: action } });
      const result = await call();
      if (get().busy[id] === action) set({ busy: without(get().busy, id) });
      if (result.ok) set({ refusals: without(get().refusals, id) });
      else set({ refusals: { ...get().refusals, [id]: { action, failure: result.failure } } });
      return result;
    };
    const change = async (
      id: string,
      action: PipelineAction,
      call: () => Promise<Result<PipelineStatus>>,
    ): Promise<Result<unknown>> => {
      const result = await run(id, action, call);
      if (result.ok) get().take(result.value);
      return result;
    };
    link.subscribe('pipelines', {}, ({ pipelines }) => set({ pipelines }));

    return {
      pipelines: null,
      selected: null,
      tab: 'graph',
      wanted: {},
      busy: {},
      refusals: {},
      reports: {},

      select: (selected) => set({ selected }),
      openTab: (tab) => set({ tab }),
      take: (status) => {
        const { pipelines } = get();
        if (pipelines !== null) set({ pipelines: withPipeline(pipelines, status) });
      },
      setEnabled: async (id, enabled) => {
        const own = ++lastSwitch;
        switches.set(id, own);
        set({ wanted: { ...get().wanted, [id]: enabled } });
        const result = await change(id, 'switch', () => link.call('pipelines.set_enabled', { id, enabled }));
        // A later click on the same switch is still on its way: its position stands.
        if (switches.get(id) === own) {
          switches.delete(id);
          set({ wanted: without(get().wanted, id) });
        }
        return result;
      },
      pause: (id, paused) => change(id, 'pause', () => link.call('pipelines.pause', { id, paused })),
      checkHealth: async (id) => {
        const result = await run(id, 'health', async () => {
          const read = await link.call('pipelines.read', { id });
          return read.ok ? link.call('pipelines.check', { text: read.value.text, health: true }) : read;
        });
        if (result.ok) set({ reports: { ...get().reports, [id]: { check: result.value, timeMs: Date.now() } } });
      },
      remove: async (id) => {
        const enabled = get().pipelines?.find((pipeline) => pipeline.id === id)?.enabled ?? false;
        const result = await run(id, 'remove', async () => {
          const read = await link.call('pipelines.read', { id });
          if (!read.ok) return read;
          const removed = await link.call('pipelines.remove', { id });
          return removed.ok ? read : removed;
        });
        if (!result.ok) return null;
        set({ reports: without(get().reports, id) });
        return { id, enabled, text: result.value.text };
      },
      restore: async ({ text, enabled }) => {
        const saved = await link.call('pipelines.save', { text, replace: false });
        if (!saved.ok) return saved;
        const { id } = saved.value;
        get().take(saved.value);
        set({ selected: id });
        return enabled ? get().setEnabled(id, true) : saved;
      },
      dismissRefusal: (id) => set({ refusals: without(get().refusals, id) }),
      dismissReport: (id) => set({ reports: without(get().reports, id) }),
    };
  });
}

function withPipeline(pipelines: readonly PipelineStatus[], status: PipelineStatus): readonly PipelineStatus[] {
  if (pipelines.some(({ id }) => id === status.id)) {
    return pipelines.map((pipeline) => (pipeline.id === status.id ? status : pipeline));
  }
  return [...pipelines, status].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function without<T>(record: ById<T>, id: string): ById<T> {
  const { [id]: _, ...rest } = record;
  return rest;
}
