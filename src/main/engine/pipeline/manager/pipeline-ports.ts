/** What pipelines need of the world; the host implements it, tests have their own. */
import type { Result } from '#base/result.ts';
import type { SinkKind } from '../stages/sink.ts';
import type { StageWorld } from '../stages/stage.ts';

/** A pipeline's file as it is kept, with what the user decided. */
export interface StoredPipeline {
  /** Name of its file without suffix. */
  readonly key: string;
  /** Absolute, as `folder`, which relative paths in it start from. */
  readonly file: string;
  readonly folder: string;
  /** Null: it cannot be read; `problem` says why. */
  readonly text: string | null;
  readonly problem: string | null;
  readonly origin: 'bundled' | 'own';
  readonly enabled: boolean;
  readonly paused: boolean;
}

/** Pipelines on disk. Every write is atomic; failures name file and remedy. */
export interface PipelineStorage {
  /** The user's own; absolute. */
  readonly folder: string;
  list(): Promise<readonly StoredPipeline[]>;
  /** Under `key`, in the user's own folder; a file of that key there is replaced. */
  save(key: string, text: string): Promise<Result<StoredPipeline>>;
  /** One that ships is copied into the user's own folder first. */
  decide(key: string, decision: { readonly enabled: boolean; readonly paused: boolean }): Promise<Result<null>>;
  /** Only what is in the user's own folder. */
  remove(key: string): Promise<Result<null>>;
  /** Tells when a file or a decision changed. Returns how to stop. */
  watch(changed: () => void): () => void;
}

export interface PipelinePorts {
  readonly sinks: readonly SinkKind[];
  /** A sink of a plugin as it is to be used: with secrets looked up. */
  readonly pluginSink: (kind: SinkKind) => SinkKind;
  readonly world: StageWorld;
  /** Null: none are kept; for one run of the command line. */
  readonly storage: PipelineStorage | null;
}
