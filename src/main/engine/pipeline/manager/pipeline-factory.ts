/** From the text of a file to a plan with its mistakes, and from a plan to a run. */
import { failure } from '#base/result.ts';
import { placeMistake, type PlacedMistake } from '#contract/pipelines/mistakes.ts';
import { parsePipelineFile } from '#contract/pipelines/pipeline-file.ts';
import type { PluginAlert } from '#contract/plugins/status.ts';
import { flattenStage } from '../rules/flatten-stage.ts';
import { policyStage } from '../rules/policy-stage.ts';
import type { CaptureFeeds } from '../sources/capture-feeds.ts';
import { captureSources } from '../sources/source-kinds.ts';
import { FairTurns, type TurnClock } from '../stages/fair-turns.ts';
import { aggregateStage } from '../stages/kinds/aggregate.ts';
import { dedupStage } from '../stages/kinds/dedup.ts';
import { enrichStage } from '../stages/kinds/enrich.ts';
import { exportStage } from '../stages/kinds/export.ts';
import { filterStage, type FilterCompiler } from '../stages/kinds/filter.ts';
import { pluginSource, pluginStage, withPluginSinks } from '../stages/kinds/of-plugins.ts';
import { planPipeline, type PipelinePlan } from '../stages/pipeline-graph.ts';
import { PipelineRun } from '../stages/pipeline-run.ts';
import type { StageKind } from '../stages/stage.ts';
import { sinkRegistry, StageRegistry } from '../stages/stage-registry.ts';
import type { SymbolRunner } from '../stages/symbols.ts';
import type { PipelinePorts } from './pipeline-ports.ts';
import { readPipelineText } from './pipeline-text.ts';

export interface FactoryParts {
  readonly clock: TurnClock;
  /** Unique to this run of the program. */
  readonly run: string;
  readonly ports: PipelinePorts;
  readonly feeds: CaptureFeeds;
  /** Null in an engine without plugins. */
  readonly symbols: SymbolRunner | null;
  readonly compileFilter: FilterCompiler;
}

export interface ReadPipeline {
  /** What the file calls it; null where that cannot be told. */
  readonly name: string | null;
  /** Null: there are mistakes. */
  readonly plan: PipelinePlan | null;
  readonly mistakes: readonly PlacedMistake[];
}

export interface RunOptions {
  readonly folder: string;
  readonly giveUpAfterMs: number | null;
  alert(alert: PluginAlert): void;
  changed(): void;
}

export class PipelineFactory {
  readonly registry: StageRegistry;
  private readonly parts: FactoryParts;
  private readonly turns: FairTurns;
  private runs = 0;

  constructor(parts: FactoryParts) {
    const { feeds, symbols, ports, compileFilter, clock } = parts;
    this.parts = parts;
    this.turns = new FairTurns(clock);
    const sinks = withPluginSinks(sinkRegistry(ports.sinks), symbols, ports.pluginSink);
    const stages = [
      flattenStage,
      filterStage(compileFilter),
      dedupStage,
      enrichStage,
      aggregateStage,
      policyStage,
      pluginStage(symbols),
      exportStage(sinks),
    ] as readonly StageKind[];
    this.registry = new StageRegistry([...captureSources(feeds), pluginSource(symbols)], stages);
  }

  read(text: string): ReadPipeline {
    const source = readPipelineText(text);
    if (source.mistakes.length > 0) return { name: null, plan: null, mistakes: source.mistakes };
    const file = parsePipelineFile(source.value);
    const planned = file.value === null ? file : planPipeline(file.value, this.registry);
    return {
      name: file.value?.name ?? nameIn(source.value),
      plan: file.value === null ? null : (planned.value as PipelinePlan | null),
      mistakes: planned.mistakes.map((mistake) => placeMistake(mistake, source.locate)),
    };
  }

  run(plan: PipelinePlan, { folder, giveUpAfterMs, alert, changed }: RunOptions): PipelineRun {
    const { clock, ports, symbols } = this.parts;
    return new PipelineRun(plan, {
      clock,
      turns: this.turns,
      run: `${this.parts.run}.${++this.runs}`,
      world: ports.world,
      folder,
      giveUpAfterMs,
      alert,
      changed,
      callFunction: (stage, name, calls) =>
        symbols === null
          ? Promise.resolve(failure('unavailable', 'This engine runs without plugins'))
          : symbols.call(name, calls, { pipeline: plan.name, stage }),
      releaseFunctions: async () => symbols?.release(plan.name),
    });
  }
}

/** Of a file with mistakes. */
function nameIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null;
  return typeof value.name === 'string' && value.name.length <= 64 ? value.name : null;
}
