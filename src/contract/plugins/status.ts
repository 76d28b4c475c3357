/** What the engine says of its plugins: to the settings pane, the command line and the local API alike. */
import type { Failure } from '#base/result.ts';
import type { PluginManifest } from './manifest.ts';
import type { SymbolKind } from './symbols.ts';

/**
 * `installed`: never switched on · `disabled`: switched off · `starting` · `running` · `degraded`: runs, but something is
 * wrong or just was (`cause`) · `unresponsive`: did not answer, was ended and will be started again · `crashed`: ended by itself or did not
 * get through its start, and will be started again · `quarantined`: not started again until somebody asks.
 */
export const PLUGIN_STATES = [
  'installed',
  'disabled',
  'starting',
  'running',
  'degraded',
  'unresponsive',
  'crashed',
  'quarantined',
] as const;
export type PluginState = (typeof PLUGIN_STATES)[number];

/**
 * Counts since the plugin was enabled (restarts included). Always: `logs_in` = `handled` + `dropped` + `queue_depth`
 * (which includes what was handed to the process and is not acknowledged yet).
 */
export interface PluginCounters {
  /** Packet logs, DNS transactions and headers meant for it. */
  readonly logs_in: number;
  /** Packet logs for which a receiver returned or threw. */
  readonly handled: number;
  /** Packet logs that it never got, or that were lost with its process. */
  readonly dropped: number;
  /** Calls that threw, were rejected or took longer than allowed. */
  readonly errors: number;
  readonly queue_depth: number;
  readonly alerts: number;
  readonly requests: number;
  /** Times that its process was started again without being asked for. */
  readonly restarts: number;
  /** Headers meant for its observers, among `logs_in`; flows that they looked at and flows that they declined. */
  readonly headers_in: number;
  readonly flows: number;
  readonly flows_declined: number;
  /** Of recent calls, milliseconds; null before the first. */
  readonly call_p50_ms: number | null;
  readonly call_p99_ms: number | null;
  /** Of its process; null while there is none. */
  readonly cpu_percent: number | null;
  readonly memory_bytes: number | null;
}

export interface Enforcement {
  /** `enforced`: the runtime stops it; `declared`: it is asked for, but nothing stops a plugin that does not ask. */
  readonly files: 'enforced' | 'declared';
  readonly processes: 'enforced' | 'declared';
  readonly network: 'enforced' | 'declared';
}

/** `bundled`: ships with the program · `installed`: unpacked into the data folder · `linked`: runs where its author edits it. */
export type PluginOrigin = 'bundled' | 'installed' | 'linked';

/** One symbol of a plugin that is open for a stage of a pipeline. */
export interface SymbolUse {
  readonly kind: SymbolKind;
  /** As exported; of a stage `process`. */
  readonly name: string;
  readonly pipeline: string;
  readonly stage: string;
  /** `waiting`: for the plugin to run (again), or until it can be opened again; nothing is lost meanwhile. */
  readonly state: 'waiting' | 'opening' | 'open' | 'closing';
  /** Why it waits; null where it does not. */
  readonly cause: string | null;
  /** Records (argument lists of a function) that are done, or that a source gave. */
  readonly records: number;
  /** Batches that were sent once more because the process ended before they were done. */
  readonly resent: number;
}

export interface PluginStatus {
  /** Its name, which no two plugins share. */
  readonly id: string;
  readonly manifest: PluginManifest;
  readonly origin: PluginOrigin;
  readonly folder: string;
  readonly enabled: boolean;
  readonly state: PluginState;
  /** Why it is in this state, for the user; null where there is nothing to say. */
  readonly cause: string | null;
  /** Wall clock, milliseconds since the epoch. */
  readonly since_ms: number;
  /** When it will be started again; null where it will not. */
  readonly restart_at_ms: number | null;
  readonly counters: PluginCounters;
  /** Known once its process has said hello. */
  readonly enforcement: Enforcement | null;
  /** The configuration in use: what the user set over the defaults of the schema. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the exports that were found; empty before it was first loaded. */
  readonly exports: readonly string[];
  /** Its symbols that are open in pipelines. While there are any, it is switched off or removed only by force. */
  readonly uses: readonly SymbolUse[];
  /** A version that is being started beside the running one. */
  readonly updating_to: string | null;
  /** What the last update came to: null before the first. */
  readonly last_update: { readonly version: string; readonly failure: Failure | null; readonly time_ms: number } | null;
}

export const LOG_LEVELS = ['print', 'debug', 'info', 'warn', 'error'] as const;
export type PluginLogLevel = (typeof LOG_LEVELS)[number];

export interface PluginLogLine {
  /** Counts up from 1 for each plugin. */
  readonly number: number;
  readonly time_ms: number;
  readonly level: PluginLogLevel;
  readonly text: string;
}

export const ALERT_SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** What a plugin gives to `emit_alert`. */
export interface PluginAlert {
  readonly title: string;
  readonly message: string;
  readonly severity: AlertSeverity;
  /** The session that it is about, or null. */
  readonly session_id: string | null;
  /** Packet time of what it is about (ISO 8601), or null. */
  readonly timestamp: string | null;
}

export interface RaisedAlert extends PluginAlert {
  readonly number: number;
  readonly plugin: string;
  readonly time_ms: number;
}

/** What is about to be installed or updated, for the question that asks for permissions. */
export interface PluginInspection {
  readonly manifest: PluginManifest;
  /** Permissions in words, each a line to be shown. */
  readonly permissions: readonly string[];
  readonly bytes: number;
  readonly files: number;
  /** The version that is there already; null: none. */
  readonly installed_version: string | null;
  readonly installed_origin: PluginOrigin | null;
}

/** What a trial run on a capture came to; also what `netloupe plugin test` prints. */
export interface PluginTrial {
  readonly id: string;
  readonly version: string;
  readonly capture: string;
  readonly packets: number;
  readonly logs: number;
  readonly handled: number;
  readonly errors: number;
  readonly alerts: number;
  /** Flows that its observers looked at. */
  readonly flows: number;
  /** What the plugin printed, logged and raised, and the records of flows, in order; at most 10,000 lines. */
  readonly output: readonly string[];
  readonly output_cut: boolean;
  /** CPU time of the plugin's process for each packet log, microseconds, from `ready` to its end; null without logs. */
  readonly us_per_log: number | null;
  /** Of calls of its exports, milliseconds; null where there was none. */
  readonly call_p50_ms: number | null;
  readonly call_p99_ms: number | null;
  /** Why it did not get through; null when it did. */
  readonly failure: Failure | null;
}
