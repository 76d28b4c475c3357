/**
 * Everything that crosses between the engine and a renderer, both directions, in one file. The privileged side checks
 * every `params` with the schema here; what comes back is typed only. A change here is a protocol change: raise
 * PROTOCOL_VERSION and say so in docs/formats.md.
 *
 * - *Commands* are request/response: one `params`, one `Result`.
 * - *Streams* are pulled: the engine only computes the next frame after the last one was acknowledged, so a slow
 *   renderer gets fewer frames, never older ones.
 */
import { z } from 'zod';
import type { Failure, Result } from '#base/result.ts';
import type { CaptureStatus } from './health.ts';
import {
  pluginCommandSchemas,
  pluginStreamSchemas,
  type PluginCommandParams,
  type PluginCommandResults,
  type PluginStreamFrames,
  type PluginStreamParams,
} from './plugins/commands.ts';
import {
  pipelineCommandSchemas,
  pipelineStreamSchemas,
  type PipelineCommandParams,
  type PipelineCommandResults,
  type PipelineStreamFrames,
  type PipelineStreamParams,
} from './pipelines/commands.ts';
import {
  historyCommandSchemas,
  historyStreamSchemas,
  type HistoryCommandParams,
  type HistoryCommandResults,
  type HistoryStreamFrames,
  type HistoryStreamParams,
} from './history/commands.ts';
import {
  settingsCommandSchemas,
  type SettingsCommandParams,
  type SettingsCommandResults,
} from './settings-commands.ts';
import {
  dnsCommandSchemas,
  dnsStreamSchemas,
  type DnsCommandParams,
  type DnsCommandResults,
  type DnsStreamFrames,
  type DnsStreamParams,
} from './views/dns.ts';
import {
  filterCommandSchemas,
  filterSchema,
  type FilterCommandParams,
  type FilterCommandResults,
  type FilterMistake,
} from './views/filter.ts';
import { packetCommandSchemas, type PacketCommandParams, type PacketCommandResults } from './views/packet-bytes.ts';
import { sumsStreamSchemas, type SumsStreamFrames, type SumsStreamParams } from './views/sums.ts';
import type { SessionDetails } from './views/session-details.ts';
import { tableSchema, type TableName } from './views/table-name.ts';
import { timeRangeSchema, type TimeRange } from './views/time-range.ts';

export type { TableName };

export const PROTOCOL_VERSION = 5;

/* ---- commands -------------------------------------------------------------------------------------------------- */

/** `state`: the packet log (state changes, names, ICMP); `all`: every packet. */
export type PacketLogChoice = 'state' | 'all';

export interface CaptureStartParams {
  readonly interfaces: readonly string[];
  /** pcap-filter(7) expression, or null for everything. */
  readonly bpf: string | null;
  /** Null, here and below: as the settings say. */
  readonly promiscuous: boolean | null;
  readonly snaplen: number | null;
  readonly bufferBytes: number | null;
}

/** `parquet`: with types, compressed. `pcapng`: packets as they were captured, as far as their bytes are still held; of the table `sessions`, all packets of those that pass. Not of DNS. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet', 'pcapng'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Writes every row of the range that `filter` lets through in the canonical order (sessions in the order in which they
 * ended, then the open ones by start; packets and DNS as they came). `path` null: to a file of the engine's own that
 * the host offers for download under the export's id. `redact`: names and addresses are replaced; not for `pcapng`.
 */
export interface ExportStartParams {
  readonly table: TableName;
  readonly format: ExportFormat;
  readonly filter: string;
  readonly range: TimeRange | null;
  readonly redact: boolean;
  readonly packetLogs: PacketLogChoice;
  readonly path: string | null;
}

export interface CommandParamsMap
  extends
    PluginCommandParams,
    PipelineCommandParams,
    FilterCommandParams,
    DnsCommandParams,
    PacketCommandParams,
    SettingsCommandParams,
    HistoryCommandParams {
  hello: { readonly protocol: number };
  /** `redact`: their addresses are made up, as in views. */
  'interfaces.list': { readonly redact: boolean };
  'capture.start': CaptureStartParams;
  /**
   * `path` on the machine where the engine runs: an argument, a dialog's answer, an upload's or the sample's path. A capture, a folder of captures as one timeline (with `more`, several), or
   * an export that becomes a view: sessions or DNS as CSV or Parquet, Zeek's conn.log and dns.log, Suricata's eve.json.
   */
  'capture.open': { readonly path: string; readonly more?: readonly string[] | undefined };
  'capture.stop': Readonly<Record<never, never>>;
  /** Nothing is on view any more: a capture ends, and what was read or imported is let go of. */
  'capture.close': Readonly<Record<never, never>>;
  'sessions.details': { readonly sessionId: string; readonly packetLimit: number; readonly redact: boolean };
  'export.start': ExportStartParams;
  'export.cancel': { readonly exportId: string };
}

const pathSchema = z.string().min(1).max(4096);
const packetLogsSchema = z.enum(['state', 'all']);

export const commandSchemas: { readonly [K in keyof CommandParamsMap]: z.ZodType<CommandParamsMap[K]> } = {
  hello: z.strictObject({ protocol: z.number().int() }),
  'interfaces.list': z.strictObject({ redact: z.boolean() }),
  'capture.start': z.strictObject({
    interfaces: z.array(z.string().min(1).max(256)).min(1).max(64),
    bpf: z.string().max(8192).nullable(),
    promiscuous: z.boolean().nullable(),
    snaplen: z.number().int().min(64).max(262_144).nullable(),
    bufferBytes: z
      .number()
      .int()
      .min(1 << 20)
      .max(1 << 30)
      .nullable(),
  }),
  'capture.open': z.strictObject({ path: pathSchema, more: z.array(pathSchema).max(1000).optional() }),
  'capture.stop': z.strictObject({}),
  'capture.close': z.strictObject({}),
  'sessions.details': z.strictObject({
    sessionId: z.string().max(64),
    packetLimit: z.number().int().min(1).max(5000),
    redact: z.boolean(),
  }),
  'export.start': z.strictObject({
    table: tableSchema,
    format: z.enum(EXPORT_FORMATS),
    filter: filterSchema,
    range: timeRangeSchema,
    redact: z.boolean(),
    packetLogs: packetLogsSchema,
    path: pathSchema.nullable(),
  }),
  'export.cancel': z.strictObject({ exportId: z.string().max(64) }),
  ...pluginCommandSchemas,
  ...pipelineCommandSchemas,
  ...filterCommandSchemas,
  ...dnsCommandSchemas,
  ...packetCommandSchemas,
  ...settingsCommandSchemas,
  ...historyCommandSchemas,
};

export interface HelloResult {
  readonly protocol: number;
  readonly version: string;
  readonly host: 'desktop' | 'headless';
  readonly platform: string;
  /** Path of the capture that ships with the program. */
  readonly samplePath: string | null;
}

export interface ObservedColumn {
  readonly name: string;
  /** For the column's hint. */
  readonly meaning: string;
}

export interface InterfaceAddress {
  readonly family: 4 | 6;
  readonly address: string;
  readonly prefixLength: number;
}

export interface InterfaceInfo {
  readonly name: string;
  readonly index: number | null;
  readonly description: string | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly state: 'up' | 'down' | 'unknown';
  readonly loopback: boolean;
  readonly addresses: readonly InterfaceAddress[];
}

export interface CapturePermission {
  /** `direct`: this process may open interfaces; `helper`: through `program`; `none`: `failure` says how to get it. */
  readonly how: 'direct' | 'helper' | 'none';
  readonly program: string | null;
  readonly failure: Failure | null;
}

export interface CommandResults
  extends
    PluginCommandResults,
    PipelineCommandResults,
    FilterCommandResults,
    DnsCommandResults,
    PacketCommandResults,
    SettingsCommandResults,
    HistoryCommandResults {
  hello: HelloResult;
  'interfaces.list': {
    readonly interfaces: readonly InterfaceInfo[];
    readonly defaultRoute: string | null;
    readonly permission: CapturePermission;
  };
  'capture.start': null;
  'capture.open': null;
  'capture.stop': null;
  'capture.close': null;
  'sessions.details': SessionDetails;
  'export.start': { readonly exportId: string };
  'export.cancel': null;
}

/* ---- streams --------------------------------------------------------------------------------------------------- */

export interface ViewParams {
  readonly table: TableName;
  readonly filter: string;
  readonly range: TimeRange | null;
  readonly redact: boolean;
  /** Sessions: traffic over time of each row in the window. */
  readonly sparklines: boolean;
  /** Column to sort by (a record column name; sessions also `packets`, both ways together); null: packets and DNS as they came, sessions newest first. */
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  /** First row wanted and how many. `follow`: the last `limit` rows whatever `offset` says. */
  readonly offset: number;
  readonly limit: number;
  readonly follow: boolean;
  readonly packetLogs: PacketLogChoice;
  /** Frozen: membership and order stay as they were; the capture goes on. */
  readonly paused: boolean;
  /** Rows that come from now on are only counted, so that those on screen keep their places; of tables whose newest rows come first. */
  readonly hold: boolean;
}

export interface StreamParamsMap
  extends PluginStreamParams, PipelineStreamParams, SumsStreamParams, DnsStreamParams, HistoryStreamParams {
  status: Readonly<Record<never, never>>;
  view: ViewParams;
  interfaces: { readonly redact: boolean };
  exports: Readonly<Record<never, never>>;
}

export const streamSchemas: { readonly [K in keyof StreamParamsMap]: z.ZodType<StreamParamsMap[K]> } = {
  status: z.strictObject({}),
  view: z.strictObject({
    table: tableSchema,
    filter: filterSchema,
    range: timeRangeSchema,
    redact: z.boolean(),
    sparklines: z.boolean(),
    sort: z.strictObject({ column: z.string().max(64), descending: z.boolean() }).nullable(),
    offset: z.number().int().min(0),
    limit: z.number().int().min(1).max(500),
    follow: z.boolean(),
    packetLogs: packetLogsSchema,
    paused: z.boolean(),
    hold: z.boolean(),
  }),
  interfaces: z.strictObject({ redact: z.boolean() }),
  exports: z.strictObject({}),
  ...pluginStreamSchemas,
  ...pipelineStreamSchemas,
  ...sumsStreamSchemas,
  ...dnsStreamSchemas,
  ...historyStreamSchemas,
};

/** One window of a view, as columns: `columns[name][i]` belongs to row `offset + i`. */
export interface ViewFrame {
  readonly table: TableName;
  /** Rows that pass the filter, and rows held in all. */
  readonly matching: number;
  readonly held: number;
  /** Rows that came since `hold`, and are not among the others; without a filter or a range as there are none to be judged. */
  readonly newer: number;
  readonly offset: number;
  /** Stable identity of each row (session id, or a serial number as text). */
  readonly keys: readonly string[];
  readonly columns: Readonly<Record<string, readonly CellValue[]>>;
  /** Sums over the rows that pass (sessions only). */
  readonly totals: { readonly bytes_out: number; readonly bytes_in: number; readonly packets: number } | null;
  /** Bytes both ways of each row, at most 24 points over the range, oldest first; null where they were not asked for. */
  readonly sparklines: readonly (readonly number[])[] | null;
  /** What is wrong with the filter; then there are no rows. */
  readonly mistake: FilterMistake | null;
  /** How many updates were folded into this frame since the one before. */
  readonly coalesced: number;
  readonly paused: boolean;
  /** Of history: why these are not, or no longer, the rows that were asked for. Left out where they are. */
  readonly notice?: Failure;
}
export type CellValue = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Traffic per second of packet time for the strip above every view; the newest bucket is last. */
export interface TrafficHistory {
  readonly bucketSeconds: number;
  readonly firstBucketUs: number;
  readonly bytesIn: readonly number[];
  readonly bytesOut: readonly number[];
}

export interface StatusFrame {
  readonly capture: CaptureStatus;
  /** Bytes and packets per second over the last second of packet time, both ways as seen from the initiators. */
  readonly rates: { readonly bytes_in: number; readonly bytes_out: number; readonly packets: number };
  readonly traffic: TrafficHistory;
  readonly engineRssBytes: number;
  /** What the observers of the capture on view add to the columns of sessions. */
  readonly observed: readonly ObservedColumn[];
}

export interface InterfaceSample {
  readonly info: InterfaceInfo;
  readonly present: boolean;
  /** Running totals as the operating system counts them. */
  readonly rx_bytes: number;
  readonly tx_bytes: number;
  readonly rx_packets: number;
  readonly tx_packets: number;
  readonly rx_errors: number;
  readonly tx_errors: number;
  readonly rx_dropped: number;
  readonly tx_dropped: number;
  /** Per second over the last interval; null until two samples exist or right after a counter reset. */
  readonly rx_bytes_per_s: number | null;
  readonly tx_bytes_per_s: number | null;
  readonly rx_packets_per_s: number | null;
  readonly tx_packets_per_s: number | null;
  /** One point per second, oldest first, at most 600; null where nothing was known. */
  readonly history: {
    readonly endTimeMs: number;
    readonly rx: readonly (number | null)[];
    readonly tx: readonly (number | null)[];
  };
}

export interface ExportProgress {
  readonly exportId: string;
  /** `query`: the result of SQL. */
  readonly table: TableName | 'query';
  readonly format: ExportFormat;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly rows: number;
  readonly totalRows: number;
  readonly bytes: number;
  /** `pcapng`: packets that were wanted, but whose bytes are no longer held. */
  readonly skipped: number;
  /** Where it was written; null where it is offered for download. */
  readonly path: string | null;
  readonly failure: Failure | null;
}

export interface StreamFrames
  extends PluginStreamFrames, PipelineStreamFrames, SumsStreamFrames, DnsStreamFrames, HistoryStreamFrames {
  status: StatusFrame;
  view: ViewFrame;
  interfaces: { readonly samples: readonly InterfaceSample[] };
  exports: { readonly exports: readonly ExportProgress[] };
}

/* ---- types derived from the above ------------------------------------------------------------------------------ */

export type CommandName = keyof CommandParamsMap;
export type CommandParams<K extends CommandName> = CommandParamsMap[K];
export type StreamName = keyof StreamParamsMap;
export type StreamParams<K extends StreamName> = StreamParamsMap[K];

/** The engine's side of the contract; the channel serves any object of this shape over any transport. */
export type CommandHandlers = {
  readonly [K in CommandName]: (params: CommandParams<K>, signal: AbortSignal) => Promise<Result<CommandResults[K]>>;
};

/** One open stream. `take` is called only when the peer is ready; null means nothing new since the last `take`. */
export interface StreamProducer<K extends StreamName> {
  take(): StreamFrames[K] | null;
  update(params: StreamParams<K>): void;
  close(): void;
}
export type StreamHandlers = {
  readonly [K in StreamName]: (params: StreamParams<K>, notify: () => void) => StreamProducer<K>;
};

export interface EngineService {
  readonly commands: CommandHandlers;
  readonly streams: StreamHandlers;
}
