/** The latest alerts of plugins and pipelines together. Bounded; numbers count what was there in all. */
import type { AlertRow, AlertsFrame } from '#contract/pipelines/commands.ts';
import { textHash } from '#base/text-hash.ts';
import { ALERT_SEVERITIES, type AlertSeverity, type PluginAlert } from '#contract/plugins/status.ts';
import type { PluginClock } from '../plugins/ports.ts';

const HELD = 2000;

export class AlertList {
  private readonly clock: PluginClock;
  private readonly watchers = new Set<() => void>();
  private readonly counts = new Map<AlertSeverity, number>();
  private rows: AlertRow[] = [];
  private total = 0;

  constructor(clock: PluginClock) {
    this.clock = clock;
  }

  add(source: AlertRow['source'], name: string, alert: PluginAlert): void {
    const { title, message, severity, session_id, timestamp } = alert;
    const time_ms = this.clock.nowUs() / 1000;
    const topic = textHash(title);
    const number = ++this.total;
    this.rows.push({ number, source, name, topic, title, message, severity, session_id, timestamp, time_ms });
    if (this.rows.length >= 2 * HELD) this.rows = this.rows.slice(-HELD);
    this.counts.set(severity, (this.counts.get(severity) ?? 0) + 1);
    for (const watcher of this.watchers) watcher();
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** What was said of a session, of what is still held; newest first. */
  about(sessionId: string): AlertRow[] {
    return this.rows.filter((row) => row.session_id === sessionId).reverse();
  }

  /** Newest first. */
  frame(limit: number): AlertsFrame {
    const counts = ALERT_SEVERITIES.map((severity) => [severity, this.counts.get(severity) ?? 0]);
    return {
      total: this.total,
      by_severity: Object.fromEntries(counts) as AlertsFrame['by_severity'],
      alerts: this.rows.slice(-Math.min(limit, HELD)).reverse(),
    };
  }
}
