/**
 * `plugin.json`: what a plugin is, what it wants to be given and what it asks permission for. Keys are snake_case as in
 * the settings. The same schema is published as JSON Schema in docs/plugin.schema.json (`npm run schema:generate`).
 */
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { PAYLOAD_FILTERS, type PayloadFilterName } from '../settings.ts';
import { describeIssues } from '../schema-words.ts';
import { compileConfigSchema } from './config-schema.ts';
import { HEADER_FIELD_NAMES, type HeaderField } from './header-fields.ts';

/** Raised when old engines could no longer make sense of a manifest. */
export const MANIFEST_VERSION = 1;
export const MANIFEST_FILE = 'plugin.json';

export const PLUGIN_LANGUAGES = ['js', 'lua'] as const;
export type PluginLanguage = (typeof PLUGIN_LANGUAGES)[number];
export const DEFAULT_MAIN: Readonly<Record<PluginLanguage, string>> = { js: 'main.mjs', lua: 'main.lua' };

export const QUEUE_POLICIES = ['drop_oldest', 'drop_newest', 'sample'] as const;
export type QueuePolicy = (typeof QUEUE_POLICIES)[number];

/** How packet logs and DNS transactions reach the plugin. Which of `receiver` and `receiver_bulk` is called is for the code to say. */
export interface ReceiverSettings {
  /** Most logs in one call of `receiver_bulk`. */
  readonly max_size: number;
  /** Longest time that a log waits for its bulk to fill, milliseconds. */
  readonly max_delay_ms: number;
  /** `state`: state changes, names and ICMP; `all`: every packet; `none`; null: as the settings say (`logs.emit`). */
  readonly logs: 'state' | 'all' | 'none' | null;
  /** DNS transactions, for `receiver_dns`. */
  readonly dns: boolean;
}

/** What the functions of its export `observers` are given. */
export interface ObserverSettings {
  /** Fields of headers; null: all that its chains are about, but for `payload`. */
  readonly fields: readonly HeaderField[] | null;
}

export interface PluginPermissions {
  /** A key-value store of its own that survives restarts. */
  readonly store: boolean;
  /** Hosts that `http.request` may reach: `HOST` or `HOST:PORT`; HOST may begin with `*.`. */
  readonly http: readonly string[];
  /** `sessions.get(id)`: look at the sessions that packet logs belong to. */
  readonly sessions: boolean;
  /** `interfaces.list()`: names, addresses and rates of this machine's interfaces. */
  readonly interfaces: boolean;
  /** Folders it may read and write: `data` (its own), or `config:KEY` (the folder that the user set under KEY). JS only. */
  readonly files: readonly string[];
  /**
   * Servers to which it opens connections of its own: `config:KEY`, what is set as KEY for it or for a stage that uses one of its
   * symbols. JS only; where the runtime has no network at all without it, it has all of it with it.
   */
  readonly network: readonly string[];
}

export interface QueueSettings {
  /** Packet logs that wait at most; beyond it, `when_full` says which are dropped. */
  readonly size: number;
  readonly when_full: QueuePolicy;
}

export interface PluginLimits {
  /** Longest call of an export, milliseconds. */
  readonly call_ms: number;
  /** Longest call of a symbol (open, test, collect, process, close), milliseconds; of a function, `call_ms`. */
  readonly batch_ms: number;
  /** From the start of the process until `init` and `test` have answered. */
  readonly start_ms: number;
  /** From the request to stop until the process is ended by force. */
  readonly stop_ms: number;
  readonly memory_mb: number;
  /** Lua only: virtual machine instructions in one call of an export. */
  readonly instructions: number;
}

export interface EndpointSettings {
  /** `global`: the API's key; `plugin`: a key of its own; `none`: anybody who reaches the address. */
  readonly auth: 'global' | 'plugin' | 'none';
  /** Web origins besides our own that may use it, e.g. `https://dashboard.example`. */
  readonly origins: readonly string[];
}

export interface PluginManifest {
  readonly manifest: number;
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly language: PluginLanguage;
  /** Path inside the plugin's folder. */
  readonly main: string;
  readonly description: string;
  readonly author: string;
  readonly homepage: string | null;
  /** Range of Netloupe versions, as npm writes them. */
  readonly engine: string;
  /** Hand the configuration to receivers as second argument. */
  readonly pass_config: boolean;
  /** JSON Schema of the configuration (`type: object`); null: there is nothing to configure. */
  readonly config: Readonly<Record<string, unknown>> | null;
  readonly receiver: ReceiverSettings;
  readonly observers: ObserverSettings;
  /** Payload filters without which it is of no use. */
  readonly payload: readonly PayloadFilterName[];
  readonly permissions: PluginPermissions;
  readonly queue: QueueSettings;
  readonly limits: PluginLimits;
  readonly endpoint: EndpointSettings;
  /** Named parts for pipelines, by kind: members of the exports `sources`, `sinks` and `functions`. */
  readonly symbols: {
    readonly sources: readonly string[];
    readonly sinks: readonly string[];
    readonly functions: readonly string[];
  };
}

/** As parsed: `main` may still be left out. */
type WrittenManifest = Omit<PluginManifest, 'main'> & {
  readonly $schema?: string | undefined;
  readonly main?: string | undefined;
};

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
/** https://semver.org, without build metadata beyond its alphabet. */
const SEMVER = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[\dA-Za-z.-]{1,64})?(?:\+[\dA-Za-z.-]{1,64})?$/;
/** Relative, with `/`, no step up, no hidden first part. */
const MAIN = /^(?![./\\])(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\:\0]{1,200}$/;
const HOST =
  /^(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?$/;
const ORIGIN = /^https?:\/\/[A-Za-z0-9.[\]:-]{1,255}$/;
const FILES = /^(?:data|config:[A-Za-z_][A-Za-z0-9_]{0,63})$/;
const NETWORK = /^config:[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const SYMBOL = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

const symbolNames: z.ZodType<readonly string[]> = z
  .array(z.string().regex(SYMBOL, 'is not a name'))
  .max(64)
  .default([]);

const receiverSchema: z.ZodType<ReceiverSettings> = z.strictObject({
  max_size: z.number().int().min(1).max(65_536).default(512),
  max_delay_ms: z.number().int().min(1).max(60_000).default(200),
  logs: z.enum(['state', 'all', 'none']).nullable().default(null),
  dns: z.boolean().default(false),
});
const observersSchema: z.ZodType<ObserverSettings> = z.strictObject({
  fields: z.array(z.enum(HEADER_FIELD_NAMES)).max(HEADER_FIELD_NAMES.length).nullable().default(null),
});
const permissionsSchema: z.ZodType<PluginPermissions> = z.strictObject({
  store: z.boolean().default(false),
  http: z.array(z.string().regex(HOST, 'is not HOST, HOST:PORT or *.HOST')).max(64).default([]),
  sessions: z.boolean().default(false),
  interfaces: z.boolean().default(false),
  files: z.array(z.string().regex(FILES, 'is neither "data" nor "config:KEY"')).max(16).default([]),
  network: z.array(z.string().regex(NETWORK, 'is not "config:KEY"')).max(16).default([]),
});
const queueSchema: z.ZodType<QueueSettings> = z.strictObject({
  size: z.number().int().min(64).max(1_048_576).default(65_536),
  when_full: z.enum(QUEUE_POLICIES).default('drop_oldest'),
});
const limitsSchema: z.ZodType<PluginLimits> = z.strictObject({
  call_ms: z.number().int().min(10).max(60_000).default(1000),
  batch_ms: z.number().int().min(10).max(600_000).default(30_000),
  start_ms: z.number().int().min(500).max(120_000).default(10_000),
  stop_ms: z.number().int().min(100).max(30_000).default(3000),
  memory_mb: z.number().int().min(32).max(4096).default(256),
  instructions: z.number().int().min(10_000).max(10_000_000_000).default(100_000_000),
});
const endpointSchema: z.ZodType<EndpointSettings> = z.strictObject({
  auth: z.enum(['global', 'plugin', 'none']).default('global'),
  origins: z.array(z.string().regex(ORIGIN, 'is not an origin such as https://host:port')).max(32).default([]),
});

const symbolsSchema: z.ZodType<PluginManifest['symbols']> = z.strictObject({
  sources: symbolNames,
  sinks: symbolNames,
  functions: symbolNames,
});

/** What authors write: everything but name, version and language may be left out. */
export const manifestSchema: z.ZodType<WrittenManifest> = z.strictObject({
  $schema: z.string().max(500).optional(),
  manifest: z.literal(MANIFEST_VERSION).default(MANIFEST_VERSION),
  name: z.string().regex(NAME, 'is not a name: lower-case letters, digits and hyphens, 1 to 64'),
  version: z.string().regex(SEMVER, 'is not a semantic version such as 1.0.0'),
  language: z.enum(PLUGIN_LANGUAGES),
  main: z.string().regex(MAIN, 'is not a path inside the plugin').optional(),
  description: z.string().max(500).default(''),
  author: z.string().max(200).default(''),
  homepage: z
    .string()
    .regex(/^https?:\/\/\S{1,500}$/, 'is not a web address')
    .nullable()
    .default(null),
  engine: z.string().min(1).max(100).default('*'),
  pass_config: z.boolean().default(false),
  config: z.record(z.string(), z.unknown()).nullable().default(null),
  receiver: receiverSchema.prefault({}),
  observers: observersSchema.prefault({}),
  payload: z.array(z.enum(PAYLOAD_FILTERS)).max(PAYLOAD_FILTERS.length).default([]),
  permissions: permissionsSchema.prefault({}),
  queue: queueSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  endpoint: endpointSchema.prefault({}),
  symbols: symbolsSchema.prefault({}),
});

/** Checks what was read from a plugin.json. The failure (`invalid`) names every wrong key by its path. */
export function parseManifest(value: unknown): Result<PluginManifest> {
  const version =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['manifest'] : undefined;
  if (typeof version === 'number' && version > MANIFEST_VERSION) {
    return failure(
      'unsupported',
      `${MANIFEST_FILE} is of version ${version}, this Netloupe reads up to ${MANIFEST_VERSION}`,
      {
        remedy: 'Update Netloupe, or ask for a version of the plugin that is made for this one',
      },
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    return failure('invalid', `${MANIFEST_FILE}: ${describeIssues(parsed.error)}`, {
      remedy: 'Correct the manifest; docs/plugins.md lists every key',
    });
  }
  const { $schema: _, main, ...rest } = parsed.data;
  const schema = rest.config === null ? null : compileConfigSchema(rest.config);
  if (schema?.ok === false) return failure('invalid', `${MANIFEST_FILE}: ${schema.failure.message}`);
  return success({ ...rest, main: main ?? DEFAULT_MAIN[rest.language] });
}
