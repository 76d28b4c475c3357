/** One pipeline that is kept: what its file says now, whether it runs, and why not. Calls take turns. */
import type { Failure } from '#base/result.ts';
import type { PlacedMistake } from '#contract/pipelines/mistakes.ts';
import type { PipelineState, PipelineStatus } from '#contract/pipelines/status.ts';
import type { PluginAlert } from '#contract/plugins/status.ts';
import type { PluginClock } from '../plugins/ports.ts';
import type { PipelineRun, StageProblem } from '../stages/pipeline-run.ts';
import type { PipelineFactory, ReadPipeline } from './pipeline-factory.ts';
import type { StoredPipeline } from './pipeline-ports.ts';

/** One that is kept out is tried again after this time, each time twice as long. */
const FIRST_RETRY_MS = 10_000;
const LAST_RETRY_MS = 300_000;
/** What is under way gets this long when a pipeline is switched off or changed. */
const DRAIN_MS = 5000;
/** And when the program ends: nobody likes to wait, and the desktop app ends an engine that takes longer than five seconds. */
const CLOSE_DRAIN_MS = 2500;

export interface SupervisorHost {
  readonly clock: PluginClock;
  readonly factory: PipelineFactory;
  alert(pipeline: string, alert: PluginAlert): void;
  changed(): void;
}

export class PipelineSupervisor {
  stored: StoredPipeline;
  private readonly host: SupervisorHost;
  private read: ReadPipeline;
  private run: PipelineRun | null = null;
  /** The run that the graph is of: the present one, the last one, or one that is never started. */
  private shown: PipelineRun | null = null;
  /** The last one that has ended. */
  private lastRun: PipelineRun | null = null;
  private state: Exclude<PipelineState, 'failing'> = 'disabled';
  private cause: string | null = null;
  private sinceMs: number;
  /** Set by whoever sees all pipelines: another one has its name. */
  private clash: string | null = null;
  private alerts = 0;
  private cancelRetry: () => void = () => undefined;
  private retryMs = FIRST_RETRY_MS;
  private last: Promise<unknown> = Promise.resolve();

  constructor(stored: StoredPipeline, host: SupervisorHost) {
    this.stored = stored;
    this.host = host;
    this.sinceMs = host.clock.nowUs() / 1000;
    this.read = this.readAgain();
  }

  get id(): string {
    return this.read.name ?? this.stored.key;
  }

  get isRunning(): boolean {
    return this.run !== null;
  }

  /** Makes it agree with what is kept. `again`: the user wants it tried again although nothing changed. */
  bringUp(stored: StoredPipeline, clash: string | null, again: boolean = false): Promise<void> {
    return this.inTurn(async () => {
      this.cancelRetry();
      const before = this.stored;
      this.stored = stored;
      const isSame = before.text === stored.text && before.folder === stored.folder && this.clash === clash;
      this.clash = clash;
      if (!isSame) this.read = this.readAgain();
      const isWanted = stored.enabled && this.mistakes().length === 0;
      if (!isSame || again) this.retryMs = FIRST_RETRY_MS;
      if (this.run !== null && (!isSame || !isWanted)) await this.end();
      if (!stored.enabled) this.enter('disabled', null);
      else if (!isWanted) this.enter('invalid', 'Its file has mistakes');
      else if (this.run === null && (again || !isSame || !before.enabled || this.state === 'disabled'))
        await this.begin();
      else if (this.run === null && this.state === 'invalid') this.retryLater();
      this.settle();
    });
  }

  close(): Promise<void> {
    return this.inTurn(() => {
      this.cancelRetry();
      return this.end(CLOSE_DRAIN_MS);
    });
  }

  /** Tests the stages of what runs; nothing where nothing does. */
  testRunning(): Promise<void> {
    return this.inTurn(async () => this.run?.testAgain());
  }

  status(): PipelineStatus {
    const { stored, read, run } = this;
    const trouble = this.state === 'running' ? (run?.trouble ?? null) : null;
    return {
      id: this.id,
      description: read.plan?.description ?? '',
      file: stored.file,
      origin: stored.origin,
      enabled: stored.enabled,
      state: trouble === null ? this.state : 'failing',
      cause: trouble === null ? this.cause : problemText(trouble),
      since_ms: this.sinceMs,
      mistakes: this.mistakes(),
      stages: this.shown?.stages() ?? [],
      channels: this.shown?.edges() ?? [],
      alerts: this.alerts,
      undelivered: this.lastRun?.undelivered ?? 0,
    };
  }

  private mistakes(): readonly PlacedMistake[] {
    const { problem } = this.stored;
    const own = [problem, this.clash].flatMap((message) => {
      return message === null ? [] : [{ path: '', message, line: null, column: null }];
    });
    return [...own, ...this.read.mistakes];
  }

  private readAgain(): ReadPipeline {
    const { text } = this.stored;
    const read: ReadPipeline = text === null ? { name: null, plan: null, mistakes: [] } : this.host.factory.read(text);
    this.shown = read.plan === null ? null : this.newRun(read);
    return read;
  }

  private newRun({ plan }: ReadPipeline): PipelineRun | null {
    if (plan === null) return null;
    return this.host.factory.run(plan, {
      folder: this.stored.folder,
      giveUpAfterMs: null,
      alert: (alert) => {
        this.alerts++;
        this.host.alert(plan.name, alert);
      },
      changed: () => this.host.changed(),
    });
  }

  private async begin(): Promise<void> {
    const run = this.newRun(this.read);
    if (run === null) return;
    this.shown = run;
    this.lastRun = null;
    this.enter('checking', null);
    const problems = await run.prepare();
    const ill = problems.length > 0 ? problems : await run.test();
    const isKeptOut = problems.length > 0 || (ill.length > 0 && run.plan.health === 'stop');
    if (isKeptOut) {
      await run.end();
      this.enter('invalid', ill.map(problemText).join('; '));
      this.retryLater();
      return;
    }
    const started = await run.start();
    if (!started.ok) {
      this.lastRun = run;
      this.enter('stopped', failureWords(run.failure?.failure ?? started.failure, run.failure?.stage ?? null));
      return;
    }
    this.run = run;
    this.enter('running', null);
    void run.end().then(() => this.ended(run));
  }

  /** What kept it out may be away by itself: a server that was not up yet, a plugin that was not switched on. */
  private retryLater(): void {
    this.cancelRetry = this.host.clock.after(this.retryMs, () => {
      void this.inTurn(async () => {
        if (this.run !== null || this.state !== 'invalid') return;
        this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS);
        await this.begin();
        this.settle();
      });
    });
  }

  /** Of a run that goes on: as the user wants it. */
  private settle(): void {
    this.run?.setPaused(this.stored.paused);
    if (this.run !== null) this.enter(this.stored.paused ? 'paused' : 'running', null);
  }

  private async end(drainMs: number = DRAIN_MS): Promise<void> {
    const { run } = this;
    if (run === null) return;
    this.run = null;
    await run.stop(drainMs);
    this.lastRun = run;
  }

  /** By itself: its sources have no more, or a stage gave up. */
  private ended(run: PipelineRun): void {
    if (this.run !== run) return;
    this.run = null;
    this.lastRun = run;
    this.enter('stopped', run.failure === null ? 'Its sources have ended' : problemText(run.failure));
  }

  private enter(state: typeof this.state, cause: string | null): void {
    if (this.state !== state) this.sinceMs = this.host.clock.nowUs() / 1000;
    this.state = state;
    this.cause = cause;
    this.host.changed();
  }

  private inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.last.then(command, command);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

export function problemText({ stage, failure }: StageProblem): string {
  return failureWords(failure, stage);
}

function failureWords({ message, remedy }: Failure, stage: string | null): string {
  return `${stage === null ? '' : `${stage}: `}${message}${remedy === undefined ? '' : `. ${remedy}`}`;
}
