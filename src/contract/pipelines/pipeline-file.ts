/**
 * A pipeline's file, JSON or YAML: stages that read and write named channels. Here is its outer shape; what a stage's own keys
 * mean, and whether the stages fit together, is for those who know the stages (engine/pipeline/stages/pipeline-graph.ts).
 */
import { z } from 'zod';
import { mistakesOf, type Mistake } from './mistakes.ts';
import { RECORD_TYPES, type RecordType } from './record.ts';

export interface ChannelMention {
  readonly name: string;
  /** Null: not said. */
  readonly type: RecordType | null;
}

export interface StageEntry {
  /** `filter`, `export` … */
  readonly stage: string;
  readonly name: string | null;
  readonly inputs: readonly ChannelMention[];
  readonly outputs: readonly ChannelMention[];
  /** Keys of its kind, unchecked. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface ChannelEntry {
  readonly type: RecordType | null;
  /** Records that may wait in it for each reader. */
  readonly size: number;
}

export interface PipelineFile {
  readonly name: string;
  readonly description: string | null;
  /** What a failed health check does: keep the pipeline out, or be shown only. */
  readonly health: 'stop' | 'warn';
  readonly stages: readonly StageEntry[];
  readonly channels: Readonly<Record<string, ChannelEntry>>;
}

export const DEFAULT_CHANNEL_SIZE = 4096;
const MOST_STAGES = 64;
const MOST_CHANNELS = 16;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const NAME_WORDS = 'is no name: letters, digits, - and _, at most 63';

const name = z.string().regex(NAME, NAME_WORDS);
const recordType = z.enum(RECORD_TYPES, `is none of the types ${RECORD_TYPES.join(', ')}`);

/** `flows` or `flows flat`. */
const mention = z.string('is no channel: write "NAME" or "NAME TYPE"').transform((text, context): ChannelMention => {
  const [channel = '', type, more] = text.trim().split(/\s+/);
  if (!NAME.test(channel) || more !== undefined) {
    context.addIssue({ code: 'custom', message: 'is no channel: write "NAME" or "NAME TYPE"' });
    return z.NEVER;
  }
  if (type === undefined) return { name: channel, type: null };
  const known = recordType.safeParse(type);
  if (known.success) return { name: channel, type: known.data };
  context.addIssue({ code: 'custom', message: `"${type}" is none of the types ${RECORD_TYPES.join(', ')}` });
  return z.NEVER;
});

const mentions = z
  .preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(mention, 'is neither a channel nor a list of channels').min(1, 'is empty').max(MOST_CHANNELS),
  )
  .optional();

const stage = z
  .looseObject({
    stage: z.string('is missing: the kind of the stage'),
    name: name.optional(),
    in: mentions,
    out: mentions,
  })
  .transform(({ stage: kind, name: own, in: inputs, out: outputs, ...config }): StageEntry => {
    return { stage: kind, name: own ?? null, inputs: inputs ?? [], outputs: outputs ?? [], config };
  });

const channel = z.strictObject({
  type: recordType.optional(),
  size: z.number().int().min(1).max(1_000_000).optional(),
});

const file = z.strictObject({
  name,
  description: z.string().max(500).optional(),
  health: z.enum(['stop', 'warn'], 'is neither "stop" nor "warn"').optional(),
  stages: z.array(stage, 'is no list of stages').min(1, 'is empty').max(MOST_STAGES),
  channels: z.record(name, channel, 'is no map of channels').optional(),
});

export type Checked<T> =
  | { readonly value: T; readonly mistakes: readonly [] }
  | { readonly value: null; readonly mistakes: readonly Mistake[] };

export function parsePipelineFile(value: unknown): Checked<PipelineFile> {
  const parsed = file.safeParse(value);
  if (!parsed.success) return { value: null, mistakes: mistakesOf(parsed.error, [], file) };
  const { name: own, description, health, stages, channels } = parsed.data;
  const sized = Object.entries(channels ?? {}).map(([key, { type, size }]): [string, ChannelEntry] => {
    return [key, { type: type ?? null, size: size ?? DEFAULT_CHANNEL_SIZE }];
  });
  return {
    value: {
      name: own,
      description: description ?? null,
      health: health ?? 'stop',
      stages,
      channels: Object.fromEntries(sized),
    },
    mistakes: [],
  };
}
