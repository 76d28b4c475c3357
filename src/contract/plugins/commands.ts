/** Commands and streams about plugins; part of the protocol (see ../protocol.ts, which joins them in). */
import { z } from 'zod';
import type { PluginInspection, PluginLogLine, PluginStatus, PluginTrial, RaisedAlert } from './status.ts';

export interface PluginCommandParams {
  /** `source`: path of a folder, a zip or a single .lua, .js or .mjs file on the machine where the engine runs. */
  'plugins.inspect': { readonly source: string };
  /**
   * Installs, or updates what is installed under that name while it goes on running. `accepted`: the permissions that were
   * shown to the user (PluginInspection.permissions); others make it refuse.
   */
  'plugins.install': { readonly source: string; readonly accepted: readonly string[]; readonly enable: boolean };
  /** `force`: also while pipelines use symbols of it. */
  'plugins.set_enabled': { readonly id: string; readonly enabled: boolean; readonly force?: boolean | undefined };
  /** Replaces what the user set; a running plugin is switched over to it without losing packet logs. */
  'plugins.configure': { readonly id: string; readonly config: Readonly<Record<string, unknown>> };
  'plugins.restart': { readonly id: string };
  /** `force`: also while pipelines use symbols of it. */
  'plugins.remove': { readonly id: string; readonly force?: boolean | undefined };
  /** Tries it on a capture in a process of its own, beside everything else; `capture` null: the sample. */
  'plugins.try': { readonly id: string; readonly capture: string | null };
  /** The local HTTP API; `port` 0: any free one. Only where `ApiStatus.switchable`. */
  'api.configure': { readonly enabled: boolean; readonly port: number };
}

export interface PluginCommandResults {
  'plugins.inspect': PluginInspection;
  'plugins.install': PluginStatus;
  'plugins.set_enabled': PluginStatus;
  'plugins.configure': PluginStatus;
  'plugins.restart': PluginStatus;
  'plugins.remove': null;
  'plugins.try': PluginTrial;
  'api.configure': ApiStatus;
}

export interface ApiStatus {
  readonly enabled: boolean;
  /** False where the program is its own HTTP server anyway (headless). */
  readonly switchable: boolean;
  /** Base address, e.g. `http://127.0.0.1:4681`; null while off. */
  readonly url: string | null;
  /** Key to send as `Authorization: Bearer …`; null while off or where it is the token that opened this page. */
  readonly key: string | null;
  /** Why it could not be switched on. */
  readonly problem: string | null;
}

export interface PluginStreamParams {
  plugins: Readonly<Record<never, never>>;
  /** The latest lines and alerts of one plugin. `redact`: addresses and names in them are replaced. */
  plugin_output: { readonly id: string; readonly limit: number; readonly redact: boolean };
}

export interface PluginStreamFrames {
  plugins: PluginsFrame;
  plugin_output: PluginOutputFrame;
}

export interface PluginsFrame {
  /** By name. */
  readonly plugins: readonly PluginStatus[];
  /** Folders that hold no plugin that can be read, and why. */
  readonly broken: readonly { readonly folder: string; readonly message: string }[];
  /** Alerts of all plugins since the engine started. */
  readonly alerts: number;
  readonly api: ApiStatus;
}

export interface PluginOutputFrame {
  readonly id: string;
  /** Oldest first; earlier ones are no longer held. */
  readonly lines: readonly PluginLogLine[];
  /** Newest first. */
  readonly alerts: readonly RaisedAlert[];
}

const path = z.string().min(1).max(4096);
const id = z.string().min(1).max(64);
const force = z.boolean().optional();

export const pluginCommandSchemas: {
  readonly [K in keyof PluginCommandParams]: z.ZodType<PluginCommandParams[K]>;
} = {
  'plugins.inspect': z.strictObject({ source: path }),
  'plugins.install': z.strictObject({
    source: path,
    // One line for each host, folder and origin that a manifest can name, and the few others.
    accepted: z.array(z.string().max(500)).max(128),
    enable: z.boolean(),
  }),
  'plugins.set_enabled': z.strictObject({ id, enabled: z.boolean(), force }),
  'plugins.configure': z.strictObject({ id, config: z.record(z.string().max(200), z.unknown()) }),
  'plugins.restart': z.strictObject({ id }),
  'plugins.remove': z.strictObject({ id, force }),
  'plugins.try': z.strictObject({ id, capture: path.nullable() }),
  'api.configure': z.strictObject({ enabled: z.boolean(), port: z.number().int().min(0).max(65_535) }),
};

export const pluginStreamSchemas: {
  readonly [K in keyof PluginStreamParams]: z.ZodType<PluginStreamParams[K]>;
} = {
  plugins: z.strictObject({}),
  plugin_output: z.strictObject({ id, limit: z.number().int().min(1).max(2000), redact: z.boolean() }),
};
