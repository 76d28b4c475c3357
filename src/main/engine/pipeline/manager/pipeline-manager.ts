/**
 * All pipelines that are kept: what is on disk against what runs, and the commands of the pane. What adds, changes or removes
 * pipelines takes turns.
 */
import { failure, success, type Result } from '#base/result.ts';
import type { PipelineCheck } from '#contract/pipelines/commands.ts';
import { mistakeText } from '#contract/pipelines/mistakes.ts';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import type { PluginClock } from '../plugins/ports.ts';
import type { AlertList } from './alert-list.ts';
import type { PipelineFactory } from './pipeline-factory.ts';
import type { PipelineStorage } from './pipeline-ports.ts';
import { PipelineSupervisor } from './pipeline-supervisor.ts';

export interface ManagerParts {
  readonly clock: PluginClock;
  readonly factory: PipelineFactory;
  /** Null: none are kept. */
  readonly storage: PipelineStorage | null;
  readonly alerts: AlertList;
  changed(): void;
}

const NOT_KEPT = failure('unavailable', 'This command keeps no pipelines');

export class PipelineManager {
  private readonly parts: ManagerParts;
  /** By key, which no two files share. */
  private readonly supervisors = new Map<string, PipelineSupervisor>();
  private unwatch: (() => void) | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(parts: ManagerParts) {
    this.parts = parts;
  }

  /** Answers once each that is enabled runs or has said why it does not. */
  start(): Promise<void> {
    this.unwatch = this.parts.storage?.watch(() => void this.inTurn(() => this.bringAllUp())) ?? null;
    return this.inTurn(() => this.bringAllUp());
  }

  /** Counts change. */
  get isBusy(): boolean {
    return [...this.supervisors.values()].some(({ isRunning }) => isRunning);
  }

  /** By name. */
  status(): readonly PipelineStatus[] {
    return [...this.supervisors.values()]
      .map((supervisor) => supervisor.status())
      .sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** Switching on what is on already tries it again. */
  setEnabled(id: string, enabled: boolean): Promise<Result<PipelineStatus>> {
    return this.decide(id, (supervisor) => ({ enabled, paused: enabled && supervisor.stored.paused }));
  }

  pause(id: string, paused: boolean): Promise<Result<PipelineStatus>> {
    return this.decide(id, (supervisor) => ({ enabled: supervisor.stored.enabled, paused }));
  }

  async check(text: string, health: boolean): Promise<Result<PipelineCheck>> {
    const { factory, storage } = this.parts;
    const running = health ? this.runningWith(text) : undefined;
    if (running !== undefined) {
      // A second one would be in its way, e.g. at the file that it writes.
      await running.testRunning();
      const { stages, channels } = running.status();
      return success({ mistakes: [], stages, channels });
    }
    const { plan, mistakes } = factory.read(text);
    if (plan === null) return success({ mistakes, stages: [], channels: [] });
    const folder = storage?.folder ?? '';
    const quiet = { folder, giveUpAfterMs: null, alert: () => undefined, changed: () => undefined };
    const run = factory.run(plan, quiet);
    if (health) {
      const problems = await run.prepare();
      if (problems.length === 0) await run.test();
      await run.end();
    }
    return success({ mistakes: [], stages: run.stages(), channels: run.edges() });
  }

  save(text: string, replace: boolean): Promise<Result<PipelineStatus>> {
    return this.inTurn(async () => {
      const { factory, storage } = this.parts;
      if (storage === null) return NOT_KEPT;
      const { plan, mistakes } = factory.read(text);
      if (plan === null) {
        const lines = mistakes.map((mistake) => mistakeText('line', mistake)).join('; ');
        return failure('invalid', `The pipeline has mistakes: ${lines}`, { remedy: 'Correct them and save it again' });
      }
      const known = this.find(plan.name);
      if (known !== undefined && known.stored.origin === 'own' && !replace) {
        return failure('in-use', `There is a pipeline "${plan.name}" already`, {
          remedy: 'Give this one another name, or replace that one',
        });
      }
      const key = known?.stored.origin === 'own' ? known.stored.key : plan.name;
      const saved = await storage.save(key, text);
      if (!saved.ok) return saved;
      await this.bringAllUp();
      return this.statusOf(plan.name);
    });
  }

  async read(id: string): Promise<Result<{ readonly text: string }>> {
    const supervisor = this.find(id);
    if (supervisor === undefined) return this.unknown(id);
    const { text, problem } = supervisor.stored;
    return text === null
      ? failure('unreadable', problem ?? `Cannot read ${supervisor.stored.file}`)
      : success({ text });
  }

  remove(id: string): Promise<Result<null>> {
    return this.inTurn(async () => {
      const { storage } = this.parts;
      if (storage === null) return NOT_KEPT;
      const supervisor = this.find(id);
      if (supervisor === undefined) return this.unknown(id);
      if (supervisor.stored.origin === 'bundled') {
        return failure('not-permitted', `${id} ships with Netloupe and cannot be removed`, { remedy: 'Switch it off' });
      }
      await supervisor.close();
      const removed = await storage.remove(supervisor.stored.key);
      this.supervisors.delete(supervisor.stored.key);
      await this.bringAllUp();
      return removed;
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.unwatch?.();
    await this.inTurn(() => Promise.all([...this.supervisors.values()].map((supervisor) => supervisor.close())));
  }

  private decide(
    id: string,
    decision: (supervisor: PipelineSupervisor) => { readonly enabled: boolean; readonly paused: boolean },
  ): Promise<Result<PipelineStatus>> {
    return this.inTurn(async () => {
      const { storage } = this.parts;
      if (storage === null) return NOT_KEPT;
      const supervisor = this.find(id);
      if (supervisor === undefined) return this.unknown(id);
      const kept = await storage.decide(supervisor.stored.key, decision(supervisor));
      if (!kept.ok) return kept;
      await this.bringAllUp(supervisor.stored.key);
      return this.statusOf(id);
    });
  }

  /** Makes what runs agree with what is kept. `again`: key of one to be tried again. */
  private async bringAllUp(again: string | null = null): Promise<void> {
    const { storage, clock, factory, alerts, changed } = this.parts;
    if (storage === null || this.closed) return;
    const kept = await storage.list();
    const keys = new Set(kept.map(({ key }) => key));
    const work: Promise<void>[] = [];
    for (const [key, supervisor] of this.supervisors) {
      if (keys.has(key)) continue;
      this.supervisors.delete(key);
      work.push(supervisor.close());
    }
    const named = new Map<string, string>();
    for (const stored of kept) {
      let supervisor = this.supervisors.get(stored.key);
      if (supervisor === undefined) {
        const host = {
          clock,
          factory,
          changed,
          alert: (name: string, alert: Parameters<AlertList['add']>[2]) => alerts.add('pipeline', name, alert),
        };
        supervisor = new PipelineSupervisor({ ...stored, enabled: false }, host);
        this.supervisors.set(stored.key, supervisor);
      }
      const name = stored.text === null ? null : factory.read(stored.text).name;
      const other = name === null ? undefined : named.get(name);
      if (name !== null && other === undefined) named.set(name, stored.file);
      const clash = other === undefined ? null : `its name "${name}" is that of ${other}, too`;
      work.push(supervisor.bringUp(stored, clash, stored.key === again));
    }
    await Promise.all(work);
    changed();
  }

  private find(id: string): PipelineSupervisor | undefined {
    return [...this.supervisors.values()].find((supervisor) => supervisor.id === id);
  }

  private runningWith(text: string): PipelineSupervisor | undefined {
    return [...this.supervisors.values()].find(({ isRunning, stored }) => isRunning && stored.text === text);
  }

  private statusOf(id: string): Result<PipelineStatus> {
    const supervisor = this.find(id);
    return supervisor === undefined ? this.unknown(id) : success(supervisor.status());
  }

  private unknown(id: string): Result<never> {
    const known = this.status().map((status) => status.id);
    return failure('not-found', `There is no pipeline "${id}"`, { remedy: `There are: ${known.join(', ') || 'none'}` });
  }

  private inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.last.then(command, command);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
