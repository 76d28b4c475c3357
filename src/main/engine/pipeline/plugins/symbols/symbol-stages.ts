/** Symbols that are open as what pipelines run: a stage, a sink, a source. */
import { success, type Failure, type Result } from '#base/result.ts';
import { RECORD_ID_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { MAX_BATCH_RECORDS } from '#contract/plugins/process-limits.ts';
import type { Sink } from '#main/engine/pipeline/stages/sink.ts';
import type { Source, SourceOutput } from '#main/engine/pipeline/stages/source.ts';
import type { Emit, Stage } from '#main/engine/pipeline/stages/stage.ts';
import type { SymbolHandle } from './symbol-handle.ts';

const DONE: Result<null> = success(null);

export function stageOf(handle: SymbolHandle, name: string): Stage {
  return {
    async process(records, emit: Emit): Promise<Result<null>> {
      const output: PipelineRecord[] = [];
      for (const batch of batchesOf(records)) {
        const done = await handle.batch(batch);
        if (!done.ok) return done;
        // Made of the same batch they have the same ids, so that a batch that comes twice makes duplicates that can be told.
        const of = `${textOf(batch[0]?.[RECORD_ID_KEY])}/${name}`;
        output.push(...withIds(done.value ?? [], (at) => `${of}/${at}`));
      }
      if (output.length > 0) emit(output);
      return DONE;
    },
    async finish(emit: Emit): Promise<Result<null>> {
      const done = await handle.finish();
      if (!done.ok) return done;
      const output = withIds(done.value ?? [], (at) => `end/${name}/${at}`);
      if (output.length > 0) emit(output);
      return DONE;
    },
    async cleanup(): Promise<void> {
      await handle.close();
    },
  };
}

export function sinkOf(handle: SymbolHandle): Sink {
  return {
    test: async () => nothing(await handle.test()),
    async collect(records): Promise<Result<null>> {
      for (const batch of batchesOf(records)) {
        const done = await handle.batch(batch);
        if (!done.ok) return done;
      }
      return DONE;
    },
    close: () => handle.close(),
  };
}

/** `run`: makes the ids of records that have none; `failed`: it ended because it could not go on. */
export function sourceOf(handle: SymbolHandle, run: string, failed: (reason: Failure) => void): Source {
  let output: SourceOutput | null = null;
  let count = 0;
  let hasEnded = false;
  return {
    test: async () => nothing(await handle.test()),
    async start(to: SourceOutput): Promise<Result<null>> {
      output = to;
      handle.read({
        emitted: (records) => to.give(withIds(records, () => `${run}:${++count}`)).taken,
        ended: (outcome) => {
          if (hasEnded) return;
          hasEnded = true;
          if (!outcome.ok) failed(outcome.failure);
          to.end();
        },
      });
      return DONE;
    },
    async stop(): Promise<void> {
      await handle.close();
      if (hasEnded) return;
      hasEnded = true;
      output?.end();
    },
    async cleanup(): Promise<void> {
      await handle.close();
    },
  };
}

export function* batchesOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += MAX_BATCH_RECORDS) yield items.slice(at, at + MAX_BATCH_RECORDS);
}

function withIds(records: readonly Json[], idOf: (at: number) => string): readonly PipelineRecord[] {
  return (records as readonly PipelineRecord[]).map((record, at) =>
    typeof record[RECORD_ID_KEY] === 'string' ? record : { ...record, [RECORD_ID_KEY]: idOf(at) },
  );
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '?';
}

function nothing(result: Result<unknown>): Result<null> {
  return result.ok ? DONE : result;
}
