/** One symbol of a plugin by itself: what comes of records that it is given, or what a source gives. */
import { failure, success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { MAX_BATCH_RECORDS } from '#contract/plugins/process-limits.ts';
import { SYMBOL_KINDS, type SymbolKind } from '#contract/plugins/symbols.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';

export interface FoundSymbol {
  readonly kind: SymbolKind;
  /** As pipelines name it: `PLUGIN.SYMBOL`, of a stage `PLUGIN`. */
  readonly name: string;
}

export interface SymbolTrialOptions {
  readonly config: Readonly<Record<string, Json>>;
  /** Empty for a source. */
  readonly records: readonly PipelineRecord[];
  /** Keys whose values a function is called with; null: the record is its one argument. */
  readonly args: readonly string[] | null;
  /** Longest that a source runs, milliseconds. */
  readonly sourceMs: number;
  /** A record, or a result of a function. */
  out(value: Json): void;
  readonly signal: AbortSignal;
}

const META = { pipeline: 'test', stage: 'test' };

/** `wanted`: `process`, `sinks.NAME`, or NAME where only one kind has it. */
export function findSymbol(platform: PluginPlatform, plugin: string, wanted: string): Result<FoundSymbol> {
  const exports = platform.status().find(({ id }) => id === plugin)?.exports ?? [];
  const all = exports.filter((name) => name === 'process' || name.includes('.'));
  const found = all.filter((name) => name === wanted || name.endsWith(`.${wanted}`));
  const [path] = found;
  if (path === undefined || found.length > 1) {
    const what = path === undefined ? `has no symbol "${wanted}"` : `has several symbols "${wanted}"`;
    return failure('usage', `${plugin} ${what}`, { remedy: `--symbol takes one of: ${all.join(', ') || 'none'}` });
  }
  const [table, name] = path.split('.');
  const kind = name === undefined ? 'stage' : SYMBOL_KINDS.find((known) => `${known}s` === table)!;
  return success({ kind, name: name === undefined ? plugin : `${plugin}.${name}` });
}

/** Answers how many records went in, or came out of a source. */
export function trySymbol(
  platform: PluginPlatform,
  symbol: FoundSymbol,
  options: SymbolTrialOptions,
): Promise<Result<number>> {
  switch (symbol.kind) {
    case 'stage':
      return tryStage(platform, symbol.name, options);
    case 'sink':
      return trySink(platform, symbol.name, options);
    case 'source':
      return trySource(platform, symbol.name, options);
    case 'function':
      return tryFunction(platform, symbol.name, options);
  }
}

async function tryStage(platform: PluginPlatform, name: string, options: SymbolTrialOptions): Promise<Result<number>> {
  const opened = await platform.symbols.openStage(name, options.config, META);
  if (!opened.ok) return opened;
  const stage = opened.value;
  const emit = (records: readonly PipelineRecord[]): void => records.forEach((record) => options.out(record));
  let outcome: Result<null> = success(null);
  for (const batch of batchesOf(options.records)) {
    outcome = await stage.process(batch, emit);
    if (!outcome.ok) break;
  }
  if (outcome.ok) outcome = (await stage.finish?.(emit)) ?? outcome;
  await stage.cleanup?.();
  return outcome.ok ? success(options.records.length) : outcome;
}

async function trySink(platform: PluginPlatform, name: string, options: SymbolTrialOptions): Promise<Result<number>> {
  const opened = await platform.symbols.openSink(name, options.config, META);
  if (!opened.ok) return opened;
  const sink = opened.value;
  let outcome = await sink.test();
  for (const batch of outcome.ok ? batchesOf(options.records) : []) {
    outcome = await sink.collect(batch);
    if (!outcome.ok) break;
  }
  const closed = await sink.close();
  if (!outcome.ok) return outcome;
  return closed.ok ? success(options.records.length) : closed;
}

async function tryFunction(
  platform: PluginPlatform,
  name: string,
  { records, args, out }: SymbolTrialOptions,
): Promise<Result<number>> {
  const calls = records.map((record) => (args === null ? [record] : args.map((key) => record[key] ?? null)));
  const answered = await platform.symbols.call(name, calls, META);
  await platform.symbols.release(META.pipeline);
  if (!answered.ok) return answered;
  for (const result of answered.value) out(result);
  return success(records.length);
}

async function trySource(platform: PluginPlatform, name: string, options: SymbolTrialOptions): Promise<Result<number>> {
  const opened = await platform.symbols.openSource(name, options.config, META);
  if (!opened.ok) return opened;
  const source = opened.value;
  let count = 0;
  const tested = (await source.test?.()) ?? success(null);
  if (!tested.ok) {
    await source.cleanup?.();
    return tested;
  }
  const isOver = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, options.sourceMs);
    options.signal.addEventListener('abort', () => resolve(), { once: true });
    const taken = Promise.resolve(true);
    void source.start({
      give(records) {
        count += records.length;
        for (const record of records) options.out(record);
        return { taken, done: taken };
      },
      advance: () => undefined,
      restart: () => undefined,
      dropped: () => undefined,
      end() {
        clearTimeout(timer);
        resolve();
      },
    });
  });
  await isOver;
  await source.stop();
  await source.cleanup?.();
  return success(count);
}

function* batchesOf(records: readonly PipelineRecord[]): Generator<readonly PipelineRecord[]> {
  for (let at = 0; at < records.length; at += MAX_BATCH_RECORDS) yield records.slice(at, at + MAX_BATCH_RECORDS);
}
