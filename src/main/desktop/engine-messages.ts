/**
 * What main and the engine's process say to each other besides the channel itself. Both check what they are told. Of plugins
 * main learns names and languages and nothing else: no path, no other argument, no packet passes through it.
 */
import { z } from 'zod';
import { PLUGIN_LANGUAGES, type PluginLanguage } from '#contract/plugins/manifest.ts';

export type EngineProcessMessage =
  /** With one port: serve the channel on it. */
  | { readonly kind: 'connect' }
  /** Stop capture, plugins and exports, then exit. */
  | { readonly kind: 'shutdown' }
  /** With two ports: control and data. */
  | { readonly kind: 'plugin-spawned'; readonly spawnId: number; readonly pid: number }
  /** `stderr`: the end of what it wrote there, or why it could not be started. */
  | {
      readonly kind: 'plugin-exited';
      readonly spawnId: number;
      readonly code: number | null;
      readonly stderr: string;
    };

export type EngineProcessRequest =
  /** Start the code of a plugin's process, which is told what to load by the engine alone. */
  | {
      readonly kind: 'spawn-plugin';
      readonly spawnId: number;
      readonly id: string;
      readonly language: PluginLanguage;
    }
  /** By force. Nothing happens where it has ended already. */
  | { readonly kind: 'kill-plugin'; readonly spawnId: number };

/** To a plugin's process, with two ports: control and data. */
export interface PluginPortsMessage {
  readonly kind: 'ports';
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
  z.strictObject({ kind: z.literal('shutdown') }),
  z.strictObject({ kind: z.literal('plugin-spawned'), spawnId, pid: z.number().int() }),
  z.strictObject({
    kind: z.literal('plugin-exited'),
    spawnId,
    code: z.number().int().nullable(),
    stderr: z.string().max(8192),
  }),
]);

export const engineProcessRequestSchema: z.ZodType<EngineProcessRequest> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('spawn-plugin'),
    spawnId,
    // Names a process in the system's lists.
    id: z.string().regex(/^[a-z0-9-]{1,64}$/),
    language: z.enum(PLUGIN_LANGUAGES),
  }),
  z.strictObject({ kind: z.literal('kill-plugin'), spawnId }),
]);
