/** Parts of pipelines that are in plugins, by name: `PLUGIN.SYMBOL`, and a plugin's own name for its stage. */
import { failure, success, type Result } from '#base/result.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { SymbolKind } from '#contract/plugins/symbols.ts';
import type { Sink } from '#main/engine/pipeline/stages/sink.ts';
import type { Source } from '#main/engine/pipeline/stages/source.ts';
import type { Stage } from '#main/engine/pipeline/stages/stage.ts';
import type { SymbolConfig, SymbolMeta, SymbolRunner } from '#main/engine/pipeline/stages/symbols.ts';
import type { PluginSupervisor } from '../plugin-supervisor.ts';
import { INLET_KINDS, type OpenInlet } from './packet-inlet.ts';
import type { SymbolHandle } from './symbol-handle.ts';
import { batchesOf, sinkOf, sourceOf, stageOf } from './symbol-stages.ts';

const TABLES = { source: 'sources', sink: 'sinks', function: 'functions' } as const;
const STAGE = 'process';

export interface RunnerParts {
  supervisor(id: string): PluginSupervisor | undefined;
  supervisors(): readonly PluginSupervisor[];
  /** A line of the plugin's log. */
  say(id: string, text: string): void;
  /** Null: packets of plugins are not taken. */
  readonly openInlet: OpenInlet | null;
  /** Names a run of a source, so that ids of its records are used once. */
  runName(): string;
}

interface OpenFunction {
  readonly handle: SymbolHandle;
  /** Calls before are done: a handle takes one batch at a time. */
  last: Promise<unknown>;
}

export class PluginSymbolRunner implements SymbolRunner {
  private readonly parts: RunnerParts;
  /** By pipeline, stage and name; opened with the first call. */
  private readonly functions = new Map<string, Promise<Result<OpenFunction>>>();

  constructor(parts: RunnerParts) {
    this.parts = parts;
  }

  names(kind: SymbolKind): readonly string[] {
    return this.parts
      .supervisors()
      .filter(({ plugin }) => plugin.enabled)
      .flatMap((supervisor) => {
        const { id } = supervisor.plugin;
        const names = namesIn(supervisor, kind);
        return kind === 'stage' ? names.map(() => id) : names.map((name) => `${id}.${name}`);
      })
      .sort();
  }

  async openStage(plugin: string, config: SymbolConfig, meta: SymbolMeta, run: string = ''): Promise<Result<Stage>> {
    const opened = await this.open('stage', plugin, STAGE, config, meta);
    return opened.ok ? success(stageOf(opened.value, meta.stage, run)) : opened;
  }

  async openSink(name: string, config: SymbolConfig, meta: SymbolMeta): Promise<Result<Sink>> {
    const opened = await this.openNamed('sink', name, config, meta);
    return opened.ok ? success(sinkOf(opened.value)) : opened;
  }

  async openSource(name: string, config: SymbolConfig, meta: SymbolMeta): Promise<Result<Source>> {
    const { records = 'sessions' } = config;
    const kind = INLET_KINDS.find((known) => known === records);
    if (kind === undefined) {
      return failure(
        'invalid',
        `"records" is none of ${INLET_KINDS.join(', ')}: what becomes of the packets of ${name}`,
      );
    }
    const opened = await this.openNamed('source', name, config, meta);
    if (!opened.ok) return opened;
    const { openInlet, say, runName } = this.parts;
    return success(
      sourceOf(opened.value, {
        run: `${name}:${runName()}`,
        openInlet: (output) =>
          openInlet?.(name, kind, output) ?? failure('unsupported', `${name}: this engine takes no packets of plugins`),
        failed: ({ message, remedy }) =>
          say(partsOf(name)[0], remedy === undefined ? message : `${message} (${remedy})`),
      }),
    );
  }

  async call(name: string, calls: readonly (readonly Json[])[], meta: SymbolMeta): Promise<Result<readonly Json[]>> {
    if (calls.length === 0) {
      const found = this.find('function', ...partsOf(name));
      return found.ok ? success([]) : found;
    }
    const key = JSON.stringify([meta.pipeline, meta.stage, name]);
    let opening = this.functions.get(key);
    if (opening === undefined) {
      opening = this.openFunction(key, name, calls[0]!.length, meta);
      this.functions.set(key, opening);
    }
    const opened = await opening;
    if (!opened.ok) return opened;
    const turn = opened.value.last.then(() => results(opened.value.handle, calls));
    opened.value.last = turn;
    return turn;
  }

  async release(pipeline: string): Promise<void> {
    for (const [key, opening] of this.functions) {
      if ((JSON.parse(key) as readonly string[])[0] !== pipeline) continue;
      this.functions.delete(key);
      const opened = await opening;
      if (opened.ok) await opened.value.handle.close();
    }
  }

  private async openFunction(
    key: string,
    name: string,
    count: number,
    meta: SymbolMeta,
  ): Promise<Result<OpenFunction>> {
    const opened = await this.openNamed('function', name, { arguments: count }, meta);
    if (opened.ok) return success({ handle: opened.value, last: Promise.resolve() });
    this.functions.delete(key); // the next call may have more luck
    return opened;
  }

  private openNamed(
    kind: Exclude<SymbolKind, 'stage'>,
    name: string,
    config: SymbolConfig,
    meta: SymbolMeta,
  ): Promise<Result<SymbolHandle>> {
    const [plugin, symbol] = partsOf(name);
    return this.open(kind, plugin, symbol, config, meta);
  }

  private async open(
    kind: SymbolKind,
    plugin: string,
    name: string,
    config: SymbolConfig,
    meta: SymbolMeta,
  ): Promise<Result<SymbolHandle>> {
    const found = this.find(kind, plugin, name);
    if (!found.ok) return found;
    const { pipeline, stage } = meta;
    const handle = found.value.symbols.open({ kind, name, config, meta: { pipeline, stage } });
    const opened = await handle.opened;
    return opened.ok ? success(handle) : opened;
  }

  /** The plugin that has it, as far as is known. */
  private find(kind: SymbolKind, plugin: string, name: string): Result<PluginSupervisor> {
    const supervisor = this.parts.supervisor(plugin);
    if (supervisor === undefined) {
      const known = this.parts.supervisors().map(({ plugin: { id } }) => id);
      return failure('not-found', `There is no plugin "${plugin}"`, {
        remedy: `Install it (netloupe plugin install), or name one of: ${known.toSorted().join(', ') || 'none'}`,
      });
    }
    if (!supervisor.plugin.enabled) {
      return failure('unavailable', `The plugin ${plugin} is switched off`, {
        remedy: `netloupe plugin enable ${plugin}`,
      });
    }
    const known = namesIn(supervisor, kind);
    if (supervisor.isServing && !known.includes(name)) {
      const has = known.join(', ') || 'none';
      return kind === 'stage'
        ? failure('not-found', `The plugin ${plugin} exports no function process, so it is no stage`)
        : failure('not-found', `The plugin ${plugin} has no ${kind} "${name}"`, {
            remedy: `Its ${TABLES[kind]}: ${has}`,
          });
    }
    return success(supervisor);
  }
}

/** As far as is known: what a plugin that was not loaded yet exports may be more. */
function namesIn(supervisor: PluginSupervisor, kind: SymbolKind): readonly string[] {
  const { manifest, exports } = supervisor.status();
  if (kind === 'stage') return exports.includes(STAGE) ? [STAGE] : [];
  const table = TABLES[kind];
  const found = exports.flatMap((name) => (name.startsWith(`${table}.`) ? [name.slice(table.length + 1)] : []));
  return exports.length > 0 ? found : manifest.symbols[table];
}

function partsOf(name: string): readonly [string, string] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
}

async function results(handle: SymbolHandle, calls: readonly (readonly Json[])[]): Promise<Result<readonly Json[]>> {
  const all: Json[] = [];
  for (const batch of batchesOf(calls)) {
    const done = await handle.batch(batch);
    if (!done.ok) return done;
    all.push(...(done.value ?? []));
  }
  return success(all);
}
