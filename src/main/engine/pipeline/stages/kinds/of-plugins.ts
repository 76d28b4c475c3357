/** Stages, sources and sinks that run in the process of a plugin. */
import { z } from 'zod';
import { failure, type Result } from '#base/result.ts';
import { unknownText } from '#contract/pipelines/mistakes.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { SinkKind } from '../sink.ts';
import type { SourceKind } from '../source.ts';
import type { StageKind } from '../stage.ts';
import type { SinkRegistry } from '../stage-registry.ts';
import type { SymbolConfig, SymbolRunner } from '../symbols.ts';

export interface SymbolStageConfig {
  readonly name: string;
  /** What the plugin is given: the other keys of the stage. */
  readonly config: SymbolConfig;
}

export function pluginStage(symbols: SymbolRunner | null): StageKind<SymbolStageConfig> {
  return {
    name: 'plugin',
    summary: 'Hands records to a plugin that exports "process".',
    reads: ['record'],
    writes: () => 'record',
    config: symbolConfig('plugin', 'is missing: the name of the plugin'),
    detail: ({ name }) => name,
    create: ({ name, config }, { pipeline, stage, run }) =>
      symbols === null ? noPlugins() : symbols.openStage(name, config, { pipeline, stage }, `${run}/`),
  };
}

export function pluginSource(symbols: SymbolRunner | null): SourceKind<SymbolStageConfig> {
  return {
    name: 'source',
    summary: 'Takes records from a source that a plugin exports.',
    writes: 'record',
    config: symbolConfig('use', 'is missing: PLUGIN.SOURCE'),
    detail: ({ name }) => name,
    create: ({ name, config }, { pipeline, stage }) =>
      symbols === null ? noPlugins() : symbols.openSource(name, config, { pipeline, stage }),
  };
}

/**
 * Sinks of ours, and those of plugins under `PLUGIN.SYMBOL`; whether that one is there is seen when it is opened. `prepared`: what the
 * host makes of such a sink.
 */
export function withPluginSinks(
  own: SinkRegistry,
  symbols: SymbolRunner | null,
  prepared: (kind: SinkKind) => SinkKind,
): SinkRegistry {
  if (symbols === null) return own;
  const plugin = (name: string): SinkKind => prepared(pluginSink(symbols, name) as unknown as SinkKind);
  return {
    find: (name) => own.find(name) ?? (name.includes('.') ? plugin(name) : null),
    names: () => [...own.names(), ...symbols.names('sink')],
  };
}

function pluginSink(symbols: SymbolRunner, name: string): SinkKind<SymbolConfig> {
  return {
    name,
    summary: 'A sink of a plugin.',
    config: z.record(z.string(), z.json()) as unknown as z.ZodType<SymbolConfig>,
    async open(config, { pipeline, stage }) {
      const opened = await symbols.openSink(name, config, { pipeline, stage });
      if (opened.ok || opened.failure.code !== 'not-found') return opened;
      return failure('not-found', unknownText('sink', name, symbols.names('sink')), remedyOf(opened.failure.remedy));
    },
  };
}

function remedyOf(remedy: string | undefined): { readonly remedy?: string } {
  return remedy === undefined ? {} : { remedy };
}

function symbolConfig(key: string, missing: string): z.ZodType<SymbolStageConfig> {
  return z.record(z.string(), z.json()).transform((all, context): SymbolStageConfig => {
    const { [key]: name, ...config } = all as Record<string, Json>;
    if (typeof name === 'string' && name !== '') return { name, config };
    context.addIssue({ code: 'custom', path: [key], message: missing });
    return z.NEVER;
  });
}

function noPlugins(): Result<never> {
  return failure('unavailable', 'This engine runs without plugins');
}
