/**
 * A pipeline's file made into a plan: stages of known kinds with checked configurations, joined by typed channels without a
 * cycle, every channel written and read. Says everything that is wrong at once.
 */
import { nearestText } from '#base/nearest-text.ts';
import { mistakesOf, unknownText, type Mistake } from '#contract/pipelines/mistakes.ts';
import {
  DEFAULT_CHANNEL_SIZE,
  type Checked,
  type PipelineFile,
  type StageEntry,
} from '#contract/pipelines/pipeline-file.ts';
import type { RecordType } from '#contract/pipelines/record.ts';
import type { AnyStageKind, StageRegistry } from './stage-registry.ts';

export interface PlannedStage {
  readonly name: string;
  /** In the file. */
  readonly position: number;
  readonly kind: AnyStageKind;
  /** As the kind's schema gave it. */
  readonly config: unknown;
  /** Names of channels, in the order of the file. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface PlannedChannel {
  readonly name: string;
  readonly type: RecordType;
  readonly size: number;
  /** Names of stages. */
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

export interface PipelinePlan {
  readonly name: string;
  readonly description: string | null;
  readonly health: 'stop' | 'warn';
  /** Whoever writes a channel comes before who reads it. */
  readonly stages: readonly PlannedStage[];
  readonly channels: readonly PlannedChannel[];
}

export function planPipeline(file: PipelineFile, registry: StageRegistry): Checked<PipelinePlan> {
  const mistakes: Mistake[] = [];
  const names = stageNames(file, mistakes);
  const stages = file.stages.map((entry, position) =>
    plannedStage(entry, position, names[position]!, registry, mistakes),
  );
  checkChannels(file, stages, mistakes);
  const ordered = inOrder(stages, mistakes);
  if (mistakes.length > 0 || ordered === null) return { value: null, mistakes };
  const types = channelTypes(file, ordered, mistakes);
  if (mistakes.length > 0) return { value: null, mistakes };
  const channels = [...types].map(([name, type]): PlannedChannel => ({
    name,
    type,
    size: file.channels[name]?.size ?? DEFAULT_CHANNEL_SIZE,
    writers: ordered.filter(({ outputs }) => outputs.includes(name)).map((stage) => stage.name),
    readers: ordered.filter(({ inputs }) => inputs.includes(name)).map((stage) => stage.name),
  }));
  const { name, description, health } = file;
  return { value: { name, description, health, stages: ordered, channels }, mistakes: [] };
}

/** A stage without a name is called after its kind; the second of them `filter-2`. */
function stageNames({ stages }: PipelineFile, mistakes: Mistake[]): string[] {
  const taken = new Map<string, number>();
  stages.forEach(({ name }, position) => {
    if (name === null) return;
    const before = taken.get(name);
    if (before === undefined) taken.set(name, position);
    else
      mistakes.push({ path: ['stages', position, 'name'], message: `"${name}" is the name of stages[${before}], too` });
  });
  return stages.map(({ stage, name }, position) => {
    if (name !== null) return name;
    let own = stage;
    for (let count = 2; taken.has(own); count++) own = `${stage}-${count}`;
    taken.set(own, position);
    return own;
  });
}

/** A stage of an unknown kind or with a wrong configuration still has its place among the channels. */
type DraftStage = Omit<PlannedStage, 'kind'> & { readonly kind: AnyStageKind | null };

function plannedStage(
  entry: StageEntry,
  position: number,
  name: string,
  registry: StageRegistry,
  mistakes: Mistake[],
): DraftStage {
  const base = ['stages', position] as const;
  const kind = registry.find(entry.stage);
  const say = (key: string, message: string): void => void mistakes.push({ path: [...base, key], message });
  let config: unknown = null;
  if (kind === null) say('stage', unknownText('stage', entry.stage, registry.names()));
  else {
    const parsed = kind.kind.config.safeParse(entry.config);
    if (parsed.success) config = parsed.data;
    else mistakes.push(...mistakesOf(parsed.error, base, kind.kind.config));
    if (kind.role === 'source' && entry.inputs.length > 0) say('in', `${entry.stage} is a source and reads no channel`);
    if (kind.role === 'stage' && entry.inputs.length === 0) say('in', 'is missing: the channel that the stage reads');
    const isEnd = parsed.success && kind.role === 'stage' && kind.kind.writes('record', parsed.data) === null;
    if (isEnd && entry.outputs.length > 0) say('out', `${entry.stage} is an end and writes no channel`);
    if (parsed.success && !isEnd && entry.outputs.length === 0) {
      say('out', 'is missing: the channel that the stage writes');
    }
  }
  const inputs = entry.inputs.map((mention) => mention.name);
  const outputs = entry.outputs.map((mention) => mention.name);
  for (const [key, list] of [
    ['in', inputs],
    ['out', outputs],
  ] as const) {
    const twice = list.find((channel, at) => list.indexOf(channel) !== at);
    if (twice !== undefined) say(key, `names the channel "${twice}" twice`);
  }
  return { name, position, kind, config, inputs, outputs };
}

/** Every channel is written by somebody and read by somebody. */
function checkChannels(file: PipelineFile, stages: readonly DraftStage[], mistakes: Mistake[]): void {
  const written = new Set(stages.flatMap(({ outputs }) => outputs));
  const read = new Set(stages.flatMap(({ inputs }) => inputs));
  const hint = (name: string, others: Iterable<string>): string => {
    const near = nearestText(name, [...others]);
    return near === null || near === name ? '' : `: did you mean "${near}"?`;
  };
  for (const { position, inputs, outputs } of stages) {
    for (const name of inputs) {
      if (written.has(name)) continue;
      mistakes.push({
        path: ['stages', position, 'in'],
        message: `nobody writes the channel "${name}"${hint(name, written)}`,
      });
    }
    for (const name of outputs) {
      if (read.has(name)) continue;
      mistakes.push({
        path: ['stages', position, 'out'],
        message: `nobody reads the channel "${name}"${hint(name, read)}`,
      });
    }
  }
  for (const name of Object.keys(file.channels)) {
    if (written.has(name) || read.has(name)) continue;
    const message = `no stage reads or writes the channel "${name}"${hint(name, [...written, ...read])}`;
    mistakes.push({ path: ['channels', name], message });
  }
}

/** Writers before readers, otherwise as in the file; null where some stage feeds itself. */
function inOrder(stages: readonly DraftStage[], mistakes: Mistake[]): readonly PlannedStage[] | null {
  const ordered: DraftStage[] = [];
  let left = [...stages];
  while (left.length > 0) {
    const pending = new Set(left.flatMap(({ outputs }) => outputs));
    const ready = left.find(({ inputs }) => !inputs.some((channel) => pending.has(channel)));
    if (ready === undefined) {
      const cycle = cycleAmong(left);
      mistakes.push({
        path: ['stages', cycle[0]!.position],
        message: `feeds itself: ${[...cycle, cycle[0]!].map(({ name }) => name).join(' → ')}`,
      });
      return null;
    }
    ordered.push(ready);
    left = left.filter((stage) => stage !== ready);
  }
  return ordered.every((stage): stage is PlannedStage => stage.kind !== null) ? ordered : null;
}

/** Stages of which each reads what one of the others writes: going back from any of them ends in a circle. */
function cycleAmong(stages: readonly DraftStage[]): readonly DraftStage[] {
  const path: DraftStage[] = [];
  let at = stages[0]!;
  while (!path.includes(at)) {
    path.push(at);
    at = stages.find(({ outputs }) => outputs.some((channel) => at.inputs.includes(channel)))!;
  }
  return path.slice(path.indexOf(at)).reverse();
}

/** What each channel carries, from the sources on. What a file says is checked against what the stages write. */
function channelTypes(
  file: PipelineFile,
  stages: readonly PlannedStage[],
  mistakes: Mistake[],
): ReadonlyMap<string, RecordType> {
  const types = new Map<string, RecordType>();
  const said = saidTypes(file, mistakes);
  for (const { position, kind, config, inputs, outputs } of stages) {
    const entry = file.stages[position]!;
    for (const input of inputs) {
      const type = types.get(input)!;
      if (kind.role === 'source' || kind.kind.reads.includes('record') || kind.kind.reads.includes(type)) continue;
      mistakes.push({
        path: ['stages', position, 'in'],
        message: `${entry.stage} reads ${kind.kind.reads.join(', ')}; the channel "${input}" carries ${type}`,
      });
    }
    const type = writtenType(
      kind,
      config,
      inputs.map((input) => types.get(input)!),
    );
    for (const output of outputs) {
      const claim = said.get(output);
      // What writes records of any kind may be believed to write those of one.
      if (claim !== undefined && claim !== 'record' && type !== 'record' && claim !== type) {
        mistakes.push({
          path: ['stages', position, 'out'],
          message: `${entry.stage} writes ${type}, not ${claim}, into the channel "${output}"`,
        });
      }
      const before = types.get(output);
      types.set(output, claim ?? (before === undefined || before === type ? type : 'record'));
    }
  }
  return types;
}

function writtenType(kind: AnyStageKind, config: unknown, inputs: readonly RecordType[]): RecordType {
  if (kind.role === 'source') return kind.kind.writes;
  const [first = 'record'] = inputs;
  return kind.kind.writes(inputs.every((type) => type === first) ? first : 'record', config) ?? 'record';
}

function saidTypes({ channels, stages }: PipelineFile, mistakes: Mistake[]): ReadonlyMap<string, RecordType> {
  const said = new Map<string, RecordType>();
  for (const [name, { type }] of Object.entries(channels)) if (type !== null) said.set(name, type);
  stages.forEach(({ inputs, outputs }, position) => {
    for (const [key, mentions] of [
      ['in', inputs],
      ['out', outputs],
    ] as const) {
      for (const { name, type } of mentions) {
        if (type === null) continue;
        const before = said.get(name);
        if (before === undefined) said.set(name, type);
        else if (before !== type) {
          mistakes.push({
            path: ['stages', position, key],
            message: `the channel "${name}" is said to carry ${type} here and ${before} elsewhere`,
          });
        }
      }
    }
  });
  return said;
}
