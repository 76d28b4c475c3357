/**
 * What main and the engine's process say to each other besides the channel itself. Both check what they are told. Of processes that it forks for the engine
 * main learns which of its own programs they run, of plugins names and languages, and nothing else: no path, no other argument, no packet passes through it.
 */
import { z } from 'zod';
import { PLUGIN_LANGUAGES, type PluginLanguage } from '#contract/plugins/manifest.ts';
import type { PathUse } from './chosen-paths.ts';

export type EngineProcessMessage =
  /** With one port: serve the channel on it. */
  | { readonly kind: 'connect' }
  /** The user chose these: pages may name them from now on. */
  | { readonly kind: 'chosen'; readonly use: PathUse; readonly paths: readonly string[] }
  /** Stop capture, plugins and exports, then exit. */
  | { readonly kind: 'shutdown' }
  /** With its ports: of a plugin two, control and data; of the history one. */
  | { readonly kind: 'spawned'; readonly spawnId: number; readonly pid: number }
  /** `stderr`: the end of what it wrote there, or why it could not be started. */
  | {
      readonly kind: 'exited';
      readonly spawnId: number;
      readonly code: number | null;
      readonly stderr: string;
    };

/** Code of ours that is run in a process of its own, which is told everything else by the engine alone. */
export type ForkedProgram =
  | { readonly name: 'plugin'; readonly id: string; readonly language: PluginLanguage }
  | { readonly name: 'history' };

export type EngineProcessRequest =
  | { readonly kind: 'spawn'; readonly spawnId: number; readonly program: ForkedProgram }
  /** By force. Nothing happens where it has ended already. */
  | { readonly kind: 'kill'; readonly spawnId: number };

/** Channels to the engine: control and data of a plugin, one for everything of the history. */
export const CHANNELS: Readonly<Record<ForkedProgram['name'], number>> = { plugin: 2, history: 1 };

/** To such a process, with its ends of the channels. */
export interface PortsMessage {
  readonly kind: 'ports' | 'port';
}

/** The one argument that the engine's process is started with, as JSON. */
export interface EngineProcessArgument {
  readonly version: string;
  readonly samplePath: string | null;
  /** Plugins that ship with the program, where they are there. */
  readonly pluginsFolder: string | null;
}

export const engineProcessArgumentSchema: z.ZodType<EngineProcessArgument> = z.strictObject({
  version: z.string(),
  samplePath: z.string().nullable(),
  pluginsFolder: z.string().nullable(),
});

const spawnId = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const engineProcessMessageSchema: z.ZodType<EngineProcessMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('connect') }),
  z.strictObject({
    kind: z.literal('chosen'),
    use: z.enum(['read', 'write']),
    paths: z.array(z.string().min(1).max(4096)).max(1001),
  }),
  z.strictObject({ kind: z.literal('shutdown') }),
  z.strictObject({ kind: z.literal('spawned'), spawnId, pid: z.number().int() }),
  z.strictObject({
    kind: z.literal('exited'),
    spawnId,
    code: z.number().int().nullable(),
    stderr: z.string().max(8192),
  }),
]);

const forkedProgramSchema: z.ZodType<ForkedProgram> = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('plugin'),
    // Names a process in the system's lists.
    id: z.string().regex(/^[a-z0-9-]{1,64}$/),
    language: z.enum(PLUGIN_LANGUAGES),
  }),
  z.strictObject({ name: z.literal('history') }),
]);

export const engineProcessRequestSchema: z.ZodType<EngineProcessRequest> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('spawn'), spawnId, program: forkedProgramSchema }),
  z.strictObject({ kind: z.literal('kill'), spawnId }),
]);
