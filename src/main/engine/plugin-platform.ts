/** The plugin platform as hosts see it: what the command line and the local HTTP API use beside the protocol. */
import type { Result } from '#base/result.ts';
import type { FlowRecord } from '#contract/plugins/header-fields.ts';
import type { EndpointSettings } from '#contract/plugins/manifest.ts';
import type { PluginRequest, PluginResponse } from '#contract/plugins/process.ts';
import type { PluginLogLine, PluginStatus, PluginTrial, RaisedAlert } from '#contract/plugins/status.ts';
import type { PluginCommandHandlers, PluginStreamHandlers } from './no-plugins.ts';
import type { StoredPlugin } from './pipeline/plugins/ports.ts';
import type { SymbolRunner } from './pipeline/stages/symbols.ts';

export type PluginOutput =
  | { readonly kind: 'line'; readonly plugin: string; readonly line: PluginLogLine }
  | { readonly kind: 'alert'; readonly plugin: string; readonly alert: RaisedAlert }
  /** Flows that its observers looked at have ended. */
  | { readonly kind: 'flows'; readonly plugin: string; readonly records: readonly FlowRecord[] };

export interface PluginEndpoint extends EndpointSettings {
  /** The plugin's own key where `auth` is `plugin`. */
  readonly key: string | null;
}

export interface PluginPlatform {
  readonly commands: PluginCommandHandlers;
  readonly streams: PluginStreamHandlers;
  /** Parts of pipelines that are in plugins. */
  readonly symbols: SymbolRunner;
  /** Starts what is enabled; answers once each of them runs or has said why it does not. */
  start(): Promise<void>;
  /** By name. */
  status(): readonly PluginStatus[];
  /** Null where there is no such plugin, or it runs and exports no `request`. */
  endpointOf(id: string): PluginEndpoint | null;
  /** Failures: `not-found`, `unavailable` (not running, too busy), `cancelled` (took too long), `invalid` (what it answered). */
  request(id: string, request: PluginRequest): Promise<Result<PluginResponse>>;
  /** Every line, alert and flow as it comes. Returns how to stop. */
  onOutput(listener: (output: PluginOutput) => void): () => void;
  /** Runs `plugin` on a capture, by itself and repeatably; `onLine` gets the output while it comes. */
  tryPlugin(plugin: StoredPlugin, capture: string, onLine?: (line: string) => void): Promise<PluginTrial>;
  /** Answers once everything that was fed is handled (what came of it is told by then), dropped or lost. */
  drain(): Promise<void>;
  /** Asks every process to finish and waits for it, within each one's own limit. */
  close(): Promise<void>;
}
