/**
 * What pipelines need of plugins, implemented by the plugin platform: symbols opened in a plugin's process. A symbol stays open
 * over restarts of its process; the batch under way is then sent again, so that a failure is only what the plugin answered, or
 * a plugin that does not come back.
 */
import type { Result } from '#base/result.ts';
import type { Json } from '#contract/plugins/process.ts';
import type { Source } from './source.ts';
import type { Sink } from './sink.ts';
import type { Stage } from './stage.ts';

/** For whom a symbol is opened. */
export interface SymbolMeta {
  readonly pipeline: string;
  readonly stage: string;
}

export type SymbolConfig = Readonly<Record<string, Json>>;

/** `name`: `PLUGIN.SYMBOL`; of a stage, the plugin's name. */
export interface SymbolRunner {
  /** What there is at present, for messages and hints; a plugin that is switched off has none. */
  names(kind: 'source' | 'sink' | 'stage' | 'function'): readonly string[];
  /** `run`: begins the ids of records that the stage makes of none, which must not be those of another run. */
  openStage(plugin: string, config: SymbolConfig, meta: SymbolMeta, run?: string): Promise<Result<Stage>>;
  openSink(name: string, config: SymbolConfig, meta: SymbolMeta): Promise<Result<Sink>>;
  openSource(name: string, config: SymbolConfig, meta: SymbolMeta): Promise<Result<Source>>;
  /** One argument list per call; answers in their order. */
  call(name: string, calls: readonly (readonly Json[])[], meta: SymbolMeta): Promise<Result<readonly Json[]>>;
  /** The pipeline has ended: functions that were called for it are closed. */
  release(pipeline: string): Promise<void>;
}
