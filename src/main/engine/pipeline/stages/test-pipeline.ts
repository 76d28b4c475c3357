/** For tests of pipelines: a source that gives what it is told to, an end that takes, fails and waits as it is told to. */
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { assertDefined } from '#base/assert.ts';
import { parsePipelineFile } from '#contract/pipelines/pipeline-file.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { PluginAlert } from '#contract/plugins/status.ts';
import { FairTurns, type TurnClock } from './fair-turns.ts';
import { planPipeline, type PipelinePlan } from './pipeline-graph.ts';
import { PipelineRun, type RunParts } from './pipeline-run.ts';
import type { Given, Source, SourceKind, SourceOutput } from './source.ts';
import type { Stage, StageContext, StageKind, StageWorld } from './stage.ts';
import { StageRegistry } from './stage-registry.ts';

/** Records that are told apart by their number. */
export function numbered(from: number, to: number): PipelineRecord[] {
  return Array.from({ length: to - from + 1 }, (_, at) => ({ record_id: `r${from + at}`, number: from + at }));
}

export class TestSource implements Source {
  output: SourceOutput | null = null;
  stopped = 0;
  readonly events: string[];

  constructor(events: string[]) {
    this.events = events;
  }

  async start(output: SourceOutput): Promise<Result<null>> {
    this.output = output;
    return success(null);
  }

  give(records: readonly PipelineRecord[]): Given {
    return assertDefined(this.output, 'the source was started').give(records);
  }

  async stop(): Promise<void> {
    this.stopped++;
    this.output?.end();
  }

  async cleanup(): Promise<void> {
    this.events.push('cleanup source');
  }
}

/** Remembers what it was given; answers as `answer` says. */
export class TestEnd implements Stage {
  readonly batches: (readonly PipelineRecord[])[] = [];
  /** As told; `restart`: time began anew. */
  readonly times: (number | 'restart')[] = [];
  readonly events: string[];
  readonly name: string;
  healthy: Result<null> = success(null);
  answer: (records: readonly PipelineRecord[]) => Result<null> | Promise<Result<null>> = () => success(null);

  constructor(name: string, events: string[]) {
    this.name = name;
    this.events = events;
  }

  /** Of the records it accepted. */
  get numbers(): readonly unknown[] {
    return this.batches.flat().map(({ number }) => number);
  }

  async test(): Promise<Result<null>> {
    this.events.push(`test ${this.name}`);
    return this.healthy;
  }

  async process(records: readonly PipelineRecord[]): Promise<Result<null>> {
    const answer = await this.answer(records);
    if (answer.ok) this.batches.push(records);
    return answer;
  }

  advance(timeUs: number): Result<null> {
    this.times.push(timeUs);
    return success(null);
  }

  restart(): Result<null> {
    this.times.push('restart');
    return success(null);
  }

  async finish(): Promise<Result<null>> {
    this.events.push(`finish ${this.name}`);
    return success(null);
  }

  async cleanup(): Promise<void> {
    this.events.push(`cleanup ${this.name}`);
  }
}

export const away: Result<null> = failure('disconnected', 'The other end is away');

/** Everything a test of one pipeline needs. */
export class TestWorld {
  readonly events: string[] = [];
  readonly sources: Map<string, TestSource> = new Map();
  readonly ends: Map<string, TestEnd> = new Map();
  readonly alerts: PluginAlert[] = [];
  readonly clock: TurnClock;
  giveUpAfterMs: number | null = null;

  constructor(clock: TurnClock) {
    this.clock = clock;
  }

  /** `in`: gives records; `pass`: hands on, telling when it is finished; `end`: takes them; `split`: odd and even numbers. */
  registry(more: readonly StageKind[] = []): StageRegistry {
    const { events } = this;
    const source: SourceKind<object> = {
      name: 'in',
      summary: '',
      writes: 'session',
      config: z.strictObject({}),
      create: (_config, { stage }) => {
        const made = new TestSource(events);
        this.sources.set(stage, made);
        return success(made);
      },
    };
    const pass: StageKind<object> = {
      name: 'pass',
      summary: '',
      reads: ['record'],
      writes: (input) => input,
      config: z.strictObject({}),
      create: (_config, { stage }) =>
        success({
          process(records, emit) {
            emit(records);
            return success(null);
          },
          finish() {
            events.push(`finish ${stage}`);
            return success(null);
          },
          async cleanup() {
            events.push(`cleanup ${stage}`);
          },
        }),
    };
    const flat: StageKind<object> = { ...pass, name: 'flat', reads: ['session', 'dns'], writes: () => 'flat' };
    const end: StageKind<object> = {
      name: 'end',
      summary: '',
      reads: ['record'],
      writes: () => null,
      config: z.strictObject({}),
      create: (_config, { stage }) => success(this.end(stage)),
    };
    return new StageRegistry([source], [pass, flat, end, ...more]);
  }

  end(name: string): TestEnd {
    const known = this.ends.get(name);
    if (known !== undefined) return known;
    const made = new TestEnd(name, this.events);
    this.ends.set(name, made);
    return made;
  }

  source(name: string = 'in'): TestSource {
    return assertDefined(this.sources.get(name), `there is a source ${name}`);
  }

  run(stages: readonly object[], more: readonly StageKind[] = [], channels: object = {}): PipelineRun {
    return new PipelineRun(planOf({ name: 'test', stages, channels }, this.registry(more)), this.parts());
  }

  parts(): RunParts {
    const { clock } = this;
    return {
      clock,
      turns: new FairTurns(clock),
      world: NO_WORLD,
      run: 'run',
      folder: '/',
      giveUpAfterMs: this.giveUpAfterMs,
      alert: (alert) => this.alerts.push(alert),
      callFunction: () => Promise.resolve(failure('unavailable', 'There are no plugins here')),
      releaseFunctions: () => Promise.resolve(),
      changed: () => undefined,
    };
  }

  /** For a stage on its own. */
  context(): StageContext {
    const { clock } = this;
    return {
      pipeline: 'test',
      stage: 'stage',
      run: 'run',
      folder: '/',
      clock,
      warn: () => undefined,
      alert: (alert) => this.alerts.push(alert),
      callFunction: () => Promise.resolve(failure('unavailable', 'There are no plugins here')),
      world: NO_WORLD,
    };
  }
}

export const NO_WORLD: StageWorld = {
  rulesFolder: null,
  readText: () => Promise.resolve(failure('not-found', 'There are no files here')),
  listFiles: () => Promise.resolve(success([])),
  watch: () => () => undefined,
  resolvers: () => Promise.resolve([]),
  post: () => Promise.resolve(failure('unavailable', 'There is no network here')),
};

export function planOf(file: unknown, registry: StageRegistry): PipelinePlan {
  const parsed = parsePipelineFile(file);
  if (parsed.value === null) throw new Error(JSON.stringify(parsed.mistakes));
  const plan = planPipeline(parsed.value, registry);
  if (plan.value === null) throw new Error(JSON.stringify(plan.mistakes));
  return plan.value;
}
