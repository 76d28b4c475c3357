/**
 * What passes between the engine and a plugin's process, which is not trusted: everything from it is checked with
 * `fromPluginSchema`. There are two channels. *Control* carries the messages below as plain data. *Data* carries packet
 * logs one way (`PacketDelivery`) and acknowledgements the other (`PacketAck`), so that a full one never holds up the other.
 *
 *     process               engine
 *       hello        ─▶               it runs; says what the runtime enforces
 *                    ◀─  start        what to load and everything it may have
 *       loaded       ─▶               the exports that were found
 *       ready        ─▶               `init` and `test` came through; or `refused` and why
 *                    ◀─  begin        deliveries follow
 *                    ◀─▶              deliveries, log, alert, call/answer, request/response, ping/pong, flows,
 *                                     symbols (symbols.ts)
 *                    ◀─  stop         what was delivered is finished first, then `cleanup`
 *       stopped      ─▶               and it exits
 */
import { z } from 'zod';
import type { PayloadFilterName } from '../settings.ts';
import type { Json } from './json.ts';
import { MAX_LOG_CHARACTERS } from './process-limits.ts';
import type { ObserverSettings, PluginLanguage, PluginLimits, PluginManifest, PluginPermissions } from './manifest.ts';
import { observedFlowsSchema, type ObservedFlows } from './observed.ts';
import { ALERT_SEVERITIES, LOG_LEVELS, type Enforcement, type PluginAlert, type PluginLogLevel } from './status.ts';
import { symbolMessageSchemas, type SymbolFromPlugin, type SymbolToPlugin } from './symbols.ts';

export type { Json } from './json.ts';

export interface PluginStart {
  readonly protocol: number;
  readonly id: string;
  readonly version: string;
  readonly language: PluginLanguage;
  /** Absolute. */
  readonly folder: string;
  readonly main: string;
  /** Absolute folder of its own that it may write to where `permissions.files` has `data`; null otherwise. */
  readonly dataFolder: string | null;
  readonly config: Readonly<Record<string, unknown>>;
  readonly passConfig: boolean;
  /** Most logs in one call of `receiver_bulk`, and how long a log waits at most for it to fill, milliseconds. */
  readonly bulkSize: number;
  readonly bulkDelayMs: number;
  readonly permissions: PluginPermissions;
  readonly limits: PluginLimits;
  readonly payload: readonly PayloadFilterName[];
  readonly observers: ObserverSettings;
  /** Exports that the manifest promises. */
  readonly symbols: PluginManifest['symbols'];
  /** Contents of its store; `begin` has them again, as an update's predecessor may have changed them. */
  readonly store: Readonly<Record<string, Json>>;
  /** Version of Netloupe. */
  readonly engine: string;
  /** A trial run: nothing may depend on time passing (bulks are flushed only when full or at the end). */
  readonly deterministic: boolean;
  /** However fast they come, no line of its log is left out: for whoever takes them all. Default false. */
  readonly everyLine?: boolean;
}

/** What an endpoint is asked. Header names are lower case. */
export interface PluginRequest {
  readonly method: string;
  /** The whole path, `/plugins/<id>/…`. */
  readonly path: string;
  /** What follows `/plugins/<id>/`; '' after a bare slash, null without one. */
  readonly subpath: string | null;
  /** The first value of each key. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where the type is JSON, text where it is text, null where there is none. */
  readonly body: Json;
  /** Address of whoever asks. */
  readonly client: string;
}

/** `[status, body]`, checked: text and JSON are told apart by `type`. */
export interface PluginResponse {
  readonly status: number;
  readonly type: 'text' | 'json';
  readonly body: Json;
}

/** Answers of the process to a request or of the engine to a call: a value, or what went wrong in words. */
export type Answer = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string };

export type ToPlugin =
  | { readonly t: 'start'; readonly start: PluginStart }
  | { readonly t: 'begin'; readonly store: Readonly<Record<string, Json>> }
  | { readonly t: 'ping'; readonly seq: number }
  | { readonly t: 'request'; readonly id: number; readonly request: PluginRequest }
  | { readonly t: 'answer'; readonly id: number; readonly answer: Answer }
  /**
   * `after`: the last delivery that was sent. Channels keep no order between each other, so it may still be on its way; the
   * process waits for it, handles it and then cleans up.
   */
  | { readonly t: 'stop'; readonly after?: number | undefined }
  | SymbolToPlugin;

/** What a plugin may ask of the engine. Writes to the store are answered once they are kept. */
export const PLUGIN_CALLS = ['store.set', 'store.delete', 'sessions.get', 'interfaces.list'] as const;
export type PluginCall = (typeof PLUGIN_CALLS)[number];

/** Sent with each `pong`; everything since the start of the process. */
export interface ProcessStats {
  readonly errors: number;
  readonly call_p50_ms: number | null;
  readonly call_p99_ms: number | null;
  /** Microseconds of CPU time of the process. */
  readonly cpu_us: number;
  readonly rss_bytes: number;
  /** Lua: of the virtual machine; JS: of the heap in use. */
  readonly heap_bytes: number;
}

export type RefusedAt = 'load' | 'init' | 'test';

export type FromPlugin =
  | { readonly t: 'hello'; readonly protocol: number; readonly runtime: string; readonly enforcement: Enforcement }
  | { readonly t: 'loaded'; readonly exports: readonly string[] }
  | { readonly t: 'ready' }
  | { readonly t: 'refused'; readonly at: RefusedAt; readonly message: string }
  | { readonly t: 'pong'; readonly seq: number; readonly stats: ProcessStats }
  | {
      readonly t: 'log';
      readonly lines: readonly { readonly level: PluginLogLevel; readonly text: string }[];
      readonly suppressed: number;
    }
  | { readonly t: 'alert'; readonly alert: PluginAlert }
  | { readonly t: 'call'; readonly id: number; readonly call: PluginCall; readonly params: Json }
  | {
      readonly t: 'response';
      readonly id: number;
      readonly response: PluginResponse | null;
      readonly message: string | null;
    }
  | { readonly t: 'stopped'; readonly stats: ProcessStats }
  | ObservedFlows
  | SymbolFromPlugin;

/**
 * Rows `from`, `from + step`, … of a frame of packet logs (packet-frame.ts), DNS transactions (record-frame.ts) or headers
 * (header-frame.ts). `step` above 1 only under the policy `sample`.
 */
export interface PacketDelivery {
  /** Counts up by one from 1 for each process. */
  readonly seq: number;
  readonly from: number;
  readonly step: number;
  readonly frame: Uint8Array;
}

/** Everything up to delivery `seq` is done with: `handled` logs and `errors` calls since the last acknowledgement. */
export interface PacketAck {
  readonly seq: number;
  readonly handled: number;
  readonly errors: number;
  /** How many messages `flows` it sent until then; left out before the first. Channels keep no order between each other. */
  readonly flows?: number | undefined;
}

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const milliseconds = z.number().min(0).nullable();
const statsSchema: z.ZodType<ProcessStats> = z.strictObject({
  errors: count,
  call_p50_ms: milliseconds,
  call_p99_ms: milliseconds,
  cpu_us: count,
  rss_bytes: count,
  heap_bytes: count,
});
const said = z.enum(['enforced', 'declared']);
const alertSchema: z.ZodType<PluginAlert> = z.strictObject({
  title: z.string().min(1).max(200),
  message: z.string().max(2000),
  severity: z.enum(ALERT_SEVERITIES),
  session_id: z.string().max(64).nullable(),
  timestamp: z.string().max(40).nullable(),
});
const jsonSchema: z.ZodType<Json> = z.json() as unknown as z.ZodType<Json>;

export const fromPluginSchema: z.ZodType<FromPlugin> = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'),
    protocol: z.number().int(),
    runtime: z.string().max(200),
    enforcement: z.strictObject({ files: said, processes: said, network: said }),
  }),
  z.strictObject({ t: z.literal('loaded'), exports: z.array(z.string().max(80)).max(256) }),
  z.strictObject({ t: z.literal('ready') }),
  z.strictObject({ t: z.literal('refused'), at: z.enum(['load', 'init', 'test']), message: z.string().max(4000) }),
  z.strictObject({ t: z.literal('pong'), seq: count, stats: statsSchema }),
  z.strictObject({
    t: z.literal('log'),
    lines: z
      .array(z.strictObject({ level: z.enum(LOG_LEVELS), text: z.string().max(MAX_LOG_CHARACTERS + 1) }))
      .max(1000),
    suppressed: count,
  }),
  z.strictObject({ t: z.literal('alert'), alert: alertSchema }),
  z.strictObject({ t: z.literal('call'), id: count, call: z.enum(PLUGIN_CALLS), params: jsonSchema }),
  z.strictObject({
    t: z.literal('response'),
    id: count,
    response: z
      .strictObject({ status: z.number().int().min(200).max(599), type: z.enum(['text', 'json']), body: jsonSchema })
      .nullable(),
    message: z.string().max(4000).nullable(),
  }),
  z.strictObject({ t: z.literal('stopped'), stats: statsSchema }),
  observedFlowsSchema,
  ...symbolMessageSchemas,
]) as unknown as z.ZodType<FromPlugin>;

export const packetAckSchema: z.ZodType<PacketAck> = z.strictObject({
  seq: count,
  handled: count,
  errors: count,
  flows: count.optional(),
});
