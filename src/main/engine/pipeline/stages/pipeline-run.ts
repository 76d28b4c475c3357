/**
 * One run of a pipeline, from its plan to its end: stages are made and tested before any data, then all of them work at once;
 * when the sources have ended, the end goes through stage by stage, and then every stage is cleaned up, in order. It is
 * run once.
 */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { Json } from '#contract/plugins/process.ts';
import type { PluginAlert } from '#contract/plugins/status.ts';
import type { ChannelStatus, StageStatus } from '#contract/pipelines/status.ts';
import { Channel } from './channel.ts';
import type { FairTurns, TurnClock } from './fair-turns.ts';
import type { PipelinePlan, PlannedStage } from './pipeline-graph.ts';
import type { Source } from './source.ts';
import { SourceRunner } from './source-runner.ts';
import type { Stage, StageContext, StageWorld } from './stage.ts';
import { newCounters } from './stage-counters.ts';
import { StageRunner, type RunHost } from './stage-runner.ts';
import { Latch, Signal, within } from './waiting.ts';

const CREATE_MS = 30_000;
const TEST_MS = 10_000;
const CLEANUP_MS = 10_000;

export interface RunParts {
  readonly clock: TurnClock;
  readonly turns: FairTurns;
  readonly world: StageWorld;
  /** As StageContext's. */
  readonly run: string;
  /** Folder of the pipeline's file. */
  readonly folder: string;
  /** A stage that fails for so long ends the run; null: never. */
  readonly giveUpAfterMs: number | null;
  alert(alert: PluginAlert): void;
  callFunction(stage: string, name: string, calls: readonly (readonly Json[])[]): Promise<Result<readonly Json[]>>;
  /** No function is called any more. */
  releaseFunctions(): Promise<void>;
  /** Something other than a count changed. */
  changed(): void;
}

export interface StageProblem {
  readonly stage: string;
  readonly failure: Failure;
}

interface Member {
  readonly planned: PlannedStage;
  made: { readonly role: 'source'; readonly source: Source } | { readonly role: 'stage'; readonly stage: Stage } | null;
  runner: StageRunner | SourceRunner | null;
  health: StageStatus['health'];
  warning: Failure | null;
}

export class PipelineRun {
  readonly plan: PipelinePlan;
  private readonly parts: RunParts;
  private readonly members: readonly Member[];
  private readonly channels: ReadonlyMap<string, Channel>;
  /** Why it ended before its sources did. */
  failure: { readonly stage: string; readonly failure: Failure } | null = null;
  private work: Promise<void> = Promise.resolve();
  private ending: Promise<void> | null = null;
  private readonly aborted = new Latch();

  constructor(plan: PipelinePlan, parts: RunParts) {
    this.plan = plan;
    this.parts = parts;
    this.channels = new Map(plan.channels.map(({ name, size }) => [name, new Channel(name, size)]));
    this.members = plan.stages.map((planned): Member => {
      return { planned, made: null, runner: null, health: null, warning: null };
    });
  }

  /** Makes every stage. What could not be made is said; nothing can be started then. */
  async prepare(): Promise<readonly StageProblem[]> {
    const made = await Promise.all(this.members.map((member) => this.make(member)));
    return this.problems(made);
  }

  /** Health checks of all stages, at the same time. */
  async test(): Promise<readonly StageProblem[]> {
    const tested = await Promise.all(this.members.map((member) => this.testOne(member)));
    this.parts.changed();
    return this.problems(tested);
  }

  /** Health checks of a run that is under way: each stage is asked between two batches. What its sources are about is seen by what comes. */
  async testAgain(): Promise<void> {
    const asked = this.members.map(async (member) => {
      const { made, runner } = member;
      if (made?.role !== 'stage' || made.stage.test === undefined || !(runner instanceof StageRunner)) return;
      const { stage } = made;
      const result = await runner.between(() => this.guarded(async () => stage.test!(), TEST_MS), TEST_MS);
      member.health = { ok: result.ok, message: result.ok ? null : result.failure.message };
    });
    await Promise.all(asked);
    this.parts.changed();
  }

  /** Once, after `prepare`. Fails where a source does not start; the run has then ended. */
  async start(): Promise<Result<null>> {
    const host: RunHost = {
      clock: this.parts.clock,
      turns: this.parts.turns,
      giveUpAfterMs: this.parts.giveUpAfterMs,
      failed: (stage, reason) => this.fail(stage, reason),
      changed: () => this.parts.changed(),
    };
    for (const member of this.members) member.runner = this.runnerOf(member, host);
    // A bug in a stage ends this pipeline, not the engine.
    const work = this.members.map(async ({ planned, runner }) => {
      try {
        await runner?.run();
      } catch (error) {
        this.fail(planned.name, bug(error));
      }
    });
    this.work = Promise.all(work).then(() => undefined);
    for (const { planned, made, runner } of this.members) {
      if (made?.role !== 'source' || !(runner instanceof SourceRunner)) continue;
      const started = await this.guarded(() => made.source.start(runner), CREATE_MS);
      if (started.ok) continue;
      this.fail(planned.name, started.failure);
      await this.end();
      return started;
    }
    return success(null);
  }

  setPaused(paused: boolean): void {
    for (const { runner } of this.members) if (runner instanceof SourceRunner) runner.setPaused(paused);
  }

  /**
   * Ends the sources and lets what is under way go through; after `drainMs` it is cut off. Answers when everything is cleaned up.
   */
  async stop(drainMs: number): Promise<void> {
    const drained = Promise.all(
      this.members.flatMap(({ runner }) => (runner instanceof SourceRunner ? [runner.stop()] : [])),
    ).then(() => this.work);
    if (
      (await within(
        this.parts.clock,
        drainMs,
        drained.then(() => true),
      )) === null
    )
      this.abort();
    await this.end();
  }

  /** Resolves when all sources have ended, everything went through and all stages are cleaned up; or when it was cut off. */
  end(): Promise<void> {
    this.ending ??= this.cleanUp();
    return this.ending;
  }

  private async cleanUp(): Promise<void> {
    const { work } = this;
    await Promise.race([work, this.aborted.promise.then(() => within(this.parts.clock, CLEANUP_MS, work))]);
    for (const { made } of this.members) {
      const member = made?.role === 'source' ? made.source : made?.stage;
      if (member?.cleanup === undefined) continue;
      // What it says cannot be undone any more; a cleanup that hangs must not keep the others.
      await this.guarded(async () => {
        await member.cleanup?.();
        return success(null);
      }, CLEANUP_MS);
    }
    await this.guarded(async () => {
      await this.parts.releaseFunctions();
      return success(null);
    }, CLEANUP_MS);
    this.parts.changed();
  }

  /** Records that sources gave and that did not get through, of a run that has ended. */
  get undelivered(): number {
    return this.members.reduce((sum, { runner }) => sum + (runner instanceof SourceRunner ? runner.underWay : 0), 0);
  }

  /** The first stage that fails at the moment. */
  get trouble(): StageProblem | null {
    for (const { planned, runner } of this.members) {
      if (runner instanceof StageRunner && runner.trouble !== null) {
        return { stage: planned.name, failure: runner.trouble };
      }
    }
    return null;
  }

  stages(): readonly StageStatus[] {
    return this.members.map((member) => stageStatus(member));
  }

  edges(): readonly ChannelStatus[] {
    const { stages, channels } = this.plan;
    const position = (name: string): number => stages.findIndex((stage) => stage.name === name);
    return channels.flatMap(({ name, type, size, writers, readers }) =>
      readers.flatMap((reader, at) =>
        writers.map((writer): ChannelStatus => {
          const waiting = this.channels.get(name)?.readers[at]?.waiting ?? 0;
          return { name, type, from: position(writer), to: position(reader), waiting, size };
        }),
      ),
    );
  }

  private async make(member: Member): Promise<Result<null>> {
    const { kind, config } = member.planned;
    const context = this.contextOf(member);
    if (kind.role === 'source') {
      const source = await this.created(async () => kind.kind.create(config, context));
      if (!source.ok) return source;
      member.made = { role: 'source', source: source.value };
    } else {
      const stage = await this.created(async () => kind.kind.create(config, context));
      if (!stage.ok) return stage;
      member.made = { role: 'stage', stage: stage.value };
    }
    return success(null);
  }

  /** What is there too late is cleaned up: nobody waits for it any more. */
  private async created<T extends Pick<Stage, 'cleanup'>>(create: () => Promise<Result<T>>): Promise<Result<T>> {
    const creating = create();
    const made = await this.guarded(() => creating, CREATE_MS);
    const discard = async (late: Result<T>): Promise<void> => {
      if (late.ok) await late.value.cleanup?.();
    };
    if (!made.ok) void creating.then(discard).catch(() => undefined);
    return made;
  }

  private async testOne({ made }: Member): Promise<Result<null>> {
    if (made === null) return success(null);
    const tested = made.role === 'source' ? made.source : made.stage;
    if (tested.test === undefined) return success(null);
    return this.guarded(async () => tested.test!(), TEST_MS);
  }

  private problems(results: readonly Result<null>[]): readonly StageProblem[] {
    return this.members.flatMap((member, at) => {
      const result = results[at]!;
      member.health = { ok: result.ok, message: result.ok ? null : result.failure.message };
      return result.ok ? [] : [{ stage: member.planned.name, failure: result.failure }];
    });
  }

  private contextOf(member: Member): StageContext {
    const { clock, world, folder, run } = this.parts;
    const { name } = member.planned;
    return {
      pipeline: this.plan.name,
      stage: name,
      run,
      folder,
      clock,
      world,
      warn: (warning) => {
        member.warning = warning;
        this.parts.changed();
      },
      alert: (alert) => this.parts.alert(alert),
      callFunction: (symbol, calls) => this.parts.callFunction(name, symbol, calls),
    };
  }

  private runnerOf({ planned, made }: Member, host: RunHost): StageRunner | SourceRunner | null {
    if (made === null) return null;
    const channel = (name: string): Channel => this.channels.get(name)!;
    const writers = planned.outputs.map((name) => channel(name).writer());
    if (made.role === 'source') return new SourceRunner(made.source, writers, host.clock);
    const signal = new Signal();
    const readers = planned.inputs.map((name) => channel(name).reader(() => signal.notify()));
    return new StageRunner(planned.name, made.stage, readers, writers, signal, host);
  }

  private fail(stage: string, reason: Failure): void {
    this.failure ??= { stage, failure: reason };
    this.abort();
    this.parts.changed();
  }

  private abort(): void {
    this.aborted.release();
    for (const { runner } of this.members) runner?.abort();
  }

  /** In time, and without a bug of ours getting any further. */
  private async guarded<T>(call: () => Promise<Result<T>>, milliseconds: number): Promise<Result<T>> {
    try {
      const answer = await within(this.parts.clock, milliseconds, call());
      return answer ?? failure('unavailable', `It did not answer within ${milliseconds / 1000} s`);
    } catch (error) {
      return { ok: false, failure: bug(error) };
    }
  }
}

function bug(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `Unexpected error: ${message}`, remedy: 'This is a bug in netloupe: report it' };
}

function stageStatus({ planned, made, runner, health, warning }: Member): StageStatus {
  const { kind, config } = planned;
  const isEnd = kind.role === 'stage' && planned.outputs.length === 0;
  const failing = runner instanceof StageRunner ? runner.trouble : null;
  return {
    name: planned.name,
    kind: kind.kind.name,
    detail: kind.kind.detail?.(config) ?? '',
    role: kind.role === 'source' ? 'source' : isEnd ? 'end' : 'stage',
    health,
    trouble: failing ?? warning,
    counters: {
      ...(runner?.counters ?? newCounters()),
      ...(runner instanceof StageRunner && { waiting: runner.waiting }),
    },
    counts: made?.role === 'stage' ? (made.stage.counts?.() ?? {}) : {},
  };
}
