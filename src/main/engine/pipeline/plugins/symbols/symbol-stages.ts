/** Symbols that are open as what pipelines run: a stage, a sink, a source. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { RECORD_ID_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { MAX_BATCH_RECORDS } from '#contract/plugins/process-limits.ts';
import type { Sink } from '#main/engine/pipeline/stages/sink.ts';
import type { Source, SourceOutput } from '#main/engine/pipeline/stages/source.ts';
import type { Emit, Stage } from '#main/engine/pipeline/stages/stage.ts';
import type { SymbolRecord } from '#contract/plugins/symbols.ts';
import type { PacketInlet } from './packet-inlet.ts';
import type { SymbolHandle } from './symbol-handle.ts';

const DONE: Result<null> = success(null);

/** `run`: begins the ids of records that it makes of none. */
export function stageOf(handle: SymbolHandle, name: string, run: string): Stage {
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
      const output = withIds(done.value ?? [], (at) => `${run}end/${name}/${at}`);
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

export interface SourceParts {
  /** Makes the ids of records that have none. */
  readonly run: string;
  /** Takes a capture, if it gives one. */
  openInlet(output: SourceOutput): Result<PacketInlet>;
  /** It ended because it could not go on. */
  failed(reason: Failure): void;
}

export function sourceOf(handle: SymbolHandle, { run, openInlet, failed }: SourceParts): Source {
  let output: SourceOutput | null = null;
  let inlet: PacketInlet | null = null;
  let count = 0;
  let hasEnded = false;
  /** `isStopped`: in the middle of whatever it gave. */
  const end = async (reason: Failure | null, isStopped: boolean = false): Promise<void> => {
    if (hasEnded) return;
    hasEnded = true;
    let why = reason;
    if (inlet === null) output?.end();
    else {
      const wrong = await inlet.end();
      why ??= wrong;
    }
    if (why !== null && !isStopped) failed(why);
  };
  const emitted = (to: SourceOutput, records: readonly SymbolRecord[]): Promise<boolean> => {
    if (inlet === null) return to.give(withIds(records, () => `${run}:${++count}`)).taken;
    void end(failure('invalid', 'A source gives records or packets, and not both').failure);
    return Promise.resolve(false);
  };
  const captured = async (to: SourceOutput, bytes: Uint8Array): Promise<boolean> => {
    if (hasEnded) return false;
    const opened = inlet === null ? openInlet(to) : success(inlet);
    if (opened.ok) inlet = opened.value;
    const written = opened.ok ? await opened.value.write(bytes) : opened;
    if (written.ok) return written.value;
    await end(written.failure);
    return false;
  };
  return {
    test: async () => nothing(await handle.test()),
    async start(to: SourceOutput): Promise<Result<null>> {
      output = to;
      handle.read({
        emitted: (records) => emitted(to, records),
        captured: (bytes) => captured(to, bytes),
        restarted: () => inlet?.restart(),
        ended: (outcome) => void end(outcome.ok ? null : outcome.failure),
      });
      return DONE;
    },
    async stop(): Promise<void> {
      await handle.close();
      await end(null, true);
    },
    setPaused: (paused) => inlet?.setPaused(paused),
    async cleanup(): Promise<void> {
      await handle.close();
      await inlet?.close();
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
