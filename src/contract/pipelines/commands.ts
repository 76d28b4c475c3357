/** Commands and streams about pipelines; part of the protocol (see ../protocol.ts, which joins them in). */
import { z } from 'zod';
import type { AlertSeverity } from '../plugins/status.ts';
import type { PlacedMistake } from './mistakes.ts';
import type { ChannelStatus, PipelineStatus, StageStatus } from './status.ts';

export interface PipelineCommandParams {
  'pipelines.set_enabled': { readonly id: string; readonly enabled: boolean };
  /** Sources give nothing while it is paused; what waits goes on. */
  'pipelines.pause': { readonly id: string; readonly paused: boolean };
  /** Text of a file, not kept: what is wrong with it, and its graph where nothing is. `health`: run the stages' health checks, too; of a pipeline that runs with this text, those of its own stages. */
  'pipelines.check': { readonly text: string; readonly health: boolean };
  /** Keeps a pipeline under its own name; `replace`: the one that is there. A file with mistakes is refused. */
  'pipelines.save': { readonly text: string; readonly replace: boolean };
  'pipelines.read': { readonly id: string };
  'pipelines.remove': { readonly id: string };
}

export interface PipelineCheck {
  readonly mistakes: readonly PlacedMistake[];
  readonly stages: readonly StageStatus[];
  readonly channels: readonly ChannelStatus[];
}

export interface PipelineCommandResults {
  'pipelines.set_enabled': PipelineStatus;
  'pipelines.pause': PipelineStatus;
  'pipelines.check': PipelineCheck;
  'pipelines.save': PipelineStatus;
  'pipelines.read': { readonly text: string };
  'pipelines.remove': null;
}

export interface PipelineStreamParams {
  pipelines: Readonly<Record<never, never>>;
  /** Alerts of plugins and pipelines, newest first. `redact`: addresses and names in their texts are replaced. */
  alerts: { readonly limit: number; readonly redact: boolean };
}

export interface PipelineStreamFrames {
  /** By name. */
  pipelines: { readonly pipelines: readonly PipelineStatus[] };
  alerts: AlertsFrame;
}

export interface AlertRow {
  /** Counts up over all of them. */
  readonly number: number;
  readonly source: 'plugin' | 'pipeline';
  /** Name of the plugin or the pipeline. */
  readonly name: string;
  /** The same for the same title, on each run, whether or not the title is shown redacted: what mutes one mutes the others. */
  readonly topic: string;
  readonly title: string;
  readonly message: string;
  readonly severity: AlertSeverity;
  readonly session_id: string | null;
  /** Packet time, ISO 8601; null where it is not about packets. */
  readonly timestamp: string | null;
  /** Wall clock, milliseconds since the epoch. */
  readonly time_ms: number;
}

export interface AlertsFrame {
  /** Since the engine started. */
  readonly total: number;
  readonly by_severity: Readonly<Record<AlertSeverity, number>>;
  readonly alerts: readonly AlertRow[];
}

const id = z.string().min(1).max(64);
/** Far above what people write. */
const text = z.string().max(1_000_000);

export const pipelineCommandSchemas: {
  readonly [K in keyof PipelineCommandParams]: z.ZodType<PipelineCommandParams[K]>;
} = {
  'pipelines.set_enabled': z.strictObject({ id, enabled: z.boolean() }),
  'pipelines.pause': z.strictObject({ id, paused: z.boolean() }),
  'pipelines.check': z.strictObject({ text, health: z.boolean() }),
  'pipelines.save': z.strictObject({ text, replace: z.boolean() }),
  'pipelines.read': z.strictObject({ id }),
  'pipelines.remove': z.strictObject({ id }),
};

export const pipelineStreamSchemas: {
  readonly [K in keyof PipelineStreamParams]: z.ZodType<PipelineStreamParams[K]>;
} = {
  pipelines: z.strictObject({}),
  alerts: z.strictObject({ limit: z.number().int().min(1).max(2000), redact: z.boolean() }),
};
