/**
 * What a stage of a pipeline is to the pipeline that runs it. A stage is called for one batch at a time and never again
 * before its promise is settled; what it emitted is then waited for to be taken, so that a slow stage slows down everything
 * before it. A batch counts as done only when it and everything that was emitted for it is done with: that is what makes a
 * record that was accepted survive the death of a process behind any stage.
 */
import type { Failure, Result } from '#base/result.ts';
import type { PipelineRecord, RecordType } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/process.ts';
import type { PluginAlert } from '#contract/plugins/status.ts';
import type { z } from 'zod';
import type { PluginClock } from '../plugins/ports.ts';

/** Hands records on. `output`: position among the outputs of the stage; left out: all of them get all. */
export type Emit = (records: readonly PipelineRecord[], output?: number) => void;

/** How many records a stage would like to have at once, and has at most; how long it lets the first of them wait for the others. */
export interface BatchWish {
  readonly records: number;
  readonly waitMs: number;
}

/** What is expected to go wrong is a Result; whatever is thrown is a bug of ours and ends the pipeline. */
export interface Stage {
  /** Left out: batches as they come. Collecting is done before the stage, so that it never owes anybody a record. */
  readonly batch?: BatchWish;
  /** Attempts at one batch before the pipeline is stopped; left out: until somebody stops it. */
  readonly attempts?: number;
  /** Health check: before any data flows, and between two batches when the user asks. */
  test?(): Promise<Result<null>>;
  /**
   * A failure: the same records come again after a while, and what was emitted for them is forgotten. A stage that answers
   * at once (no promise) may be given a large batch in pieces, so that nothing else waits for it.
   */
  process(records: readonly PipelineRecord[], emit: Emit): Result<null> | Promise<Result<null>>;
  /** `nowUs`: how far packet time has come, at least once a second while live. For windows that end. */
  advance?(nowUs: number, emit: Emit): Result<null> | Promise<Result<null>>;
  /** Another capture begins, whose time may be before or long after: windows end, what is held goes out. */
  restart?(emit: Emit): Result<null> | Promise<Result<null>>;
  /** Nothing more comes in: what is held goes out. */
  finish?(emit: Emit): Result<null> | Promise<Result<null>>;
  /** Once, after everything, however it ended. */
  cleanup?(): Promise<void>;
  /** What only this kind counts, e.g. records that came too late; shown beside the counters that all have. */
  counts?(): Readonly<Record<string, number>>;
}

/** What stages may ask of the world. */
export interface StageContext {
  readonly pipeline: string;
  readonly stage: string;
  /** Names this run of the pipeline, among all runs of all pipelines anywhere: for ids of records that a stage makes. */
  readonly run: string;
  /** Folder that relative paths in the configuration start from: that of the pipeline's file. */
  readonly folder: string;
  readonly clock: PluginClock;
  /** Shown with the stage. */
  warn(failure: Failure): void;
  alert(alert: PluginAlert): void;
  /** Calls a function that a plugin exports as a symbol, for many argument lists at once; answers in their order. None: is it there? */
  callFunction(name: string, calls: readonly (readonly Json[])[]): Promise<Result<readonly Json[]>>;
  readonly world: StageWorld;
}

/** Parts of the host that stages use. */
export interface StageWorld {
  /** Absolute folder of the rules that ship with the program; null where there are none. */
  readonly rulesFolder: string | null;
  /** Text of a file; `files` of a folder with one of the suffixes, sorted, recursively. For rules. */
  readText(path: string): Promise<Result<string>>;
  listFiles(folder: string, suffixes: readonly string[]): Promise<Result<readonly string[]>>;
  /** Tells when the file or anything in the folder changed. Returns how to stop. */
  watch(path: string, changed: () => void): () => void;
  /** Addresses of the resolvers that the system uses. */
  resolvers(): Promise<readonly string[]>;
  /** Posts JSON; for the webhook action of rules. Bounded in time and size. */
  post(url: string, body: Json): Promise<Result<null>>;
}

export interface StageKind<Config = unknown> {
  readonly name: string;
  /** One line for the pane and the documentation. */
  readonly summary: string;
  /** Types of channel that it reads; `record` among them: any. Sources are SourceKinds (source.ts). */
  readonly reads: readonly RecordType[];
  /** Type of what it emits, given what it reads (`record` where its inputs differ); null: it is an end. */
  writes(input: RecordType, config: Config): RecordType | null;
  readonly config: z.ZodType<Config>;
  /** What the stage is about in a few words, for the graph: a sink's name, a condition. */
  detail?(config: Config): string;
  create(config: Config, context: StageContext): Result<Stage> | Promise<Result<Stage>>;
}
