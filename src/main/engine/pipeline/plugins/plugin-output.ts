/** What plugins said: the latest lines of each, the latest alerts of all. Bounded; numbers count what was there in all. */
import type { FlowRecord } from '#contract/plugins/header-fields.ts';
import type { PluginAlert, PluginLogLevel, PluginLogLine, RaisedAlert } from '#contract/plugins/status.ts';
import type { PluginClock } from './ports.ts';

const LINES_HELD = 2000;
const ALERTS_HELD = 1000;

export interface OutputListener {
  line?(plugin: string, line: PluginLogLine): void;
  alert?(alert: RaisedAlert): void;
  /** Flows that its observers looked at have ended. */
  flows?(plugin: string, records: readonly FlowRecord[]): void;
}

export class PluginOutput {
  private readonly clock: PluginClock;
  private readonly linesByPlugin = new Map<string, { lines: PluginLogLine[]; last: number }>();
  private raised: RaisedAlert[] = [];
  private readonly listeners = new Set<OutputListener>();
  /** Raised since the engine started. */
  alertCount = 0;

  constructor(clock: PluginClock) {
    this.clock = clock;
  }

  listen(listener: OutputListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  addLine(plugin: string, level: PluginLogLevel, text: string): void {
    let held = this.linesByPlugin.get(plugin);
    if (held === undefined) {
      held = { lines: [], last: 0 };
      this.linesByPlugin.set(plugin, held);
    }
    const line: PluginLogLine = { number: ++held.last, time_ms: this.clock.nowUs() / 1000, level, text };
    held.lines.push(line);
    if (held.lines.length >= 2 * LINES_HELD) held.lines = held.lines.slice(-LINES_HELD);
    for (const listener of this.listeners) listener.line?.(plugin, line);
  }

  addAlert(plugin: string, alert: PluginAlert): void {
    const raised: RaisedAlert = { ...alert, number: ++this.alertCount, plugin, time_ms: this.clock.nowUs() / 1000 };
    this.raised.push(raised);
    if (this.raised.length >= 2 * ALERTS_HELD) this.raised = this.raised.slice(-ALERTS_HELD);
    for (const listener of this.listeners) listener.alert?.(raised);
  }

  /** Handed on and not held. */
  addFlows(plugin: string, records: readonly FlowRecord[]): void {
    for (const listener of this.listeners) listener.flows?.(plugin, records);
  }

  /** Oldest first. */
  lines(plugin: string, limit: number): readonly PluginLogLine[] {
    return this.linesByPlugin.get(plugin)?.lines.slice(-Math.min(limit, LINES_HELD)) ?? [];
  }

  /** Newest first. */
  alerts(plugin: string, limit: number): readonly RaisedAlert[] {
    return this.raised
      .filter((alert) => alert.plugin === plugin)
      .slice(-limit)
      .reverse();
  }

  forget(plugin: string): void {
    this.linesByPlugin.delete(plugin);
  }
}
