/** What the settings pane shows of a plugin in numbers. Counts go on across its processes, uses are those of the present one. */
import type { ProcessStats } from '#contract/plugins/process.ts';
import type { PluginCounters } from '#contract/plugins/status.ts';
import type { DeliveryQueue } from './delivery-queue.ts';

export class PluginCounts {
  alerts = 0;
  requests = 0;
  restarts = 0;
  flows = 0;
  flowsDeclined = 0;
  private readonly queue: DeliveryQueue;
  /** Of processes that are gone. */
  private formerErrors = 0;
  /** As told with acknowledgements; statistics know of more kinds, but come later. */
  private acknowledgedErrors = 0;
  private stats: ProcessStats | null = null;
  private residentBytes: number | null = null;
  private statsAtMs = 0;
  private cpuPercent: number | null = null;

  constructor(queue: DeliveryQueue) {
    this.queue = queue;
  }

  get errors(): number {
    return this.formerErrors + Math.max(this.acknowledgedErrors, this.stats?.errors ?? 0);
  }

  addErrors(count: number): void {
    this.acknowledgedErrors += count;
  }

  report(stats: ProcessStats, residentBytes: number | null, nowMs: number): void {
    const { stats: before, statsAtMs } = this;
    if (before !== null && nowMs > statsAtMs) {
      const percent = ((stats.cpu_us - before.cpu_us) / 1000 / (nowMs - statsAtMs)) * 100;
      this.cpuPercent = Math.max(0, Math.round(percent * 10) / 10);
    }
    this.stats = stats;
    this.statsAtMs = nowMs;
    this.residentBytes = residentBytes ?? stats.rss_bytes;
  }

  /** Call times stay on view; what a process uses goes with it. */
  processGone(): void {
    this.formerErrors = this.errors;
    this.acknowledgedErrors = 0;
    if (this.stats !== null) this.stats = { ...this.stats, errors: 0 };
    this.cpuPercent = null;
    this.residentBytes = null;
    this.statsAtMs = Number.POSITIVE_INFINITY;
  }

  /** `headersIn`: of what the queue counts. */
  read(headersIn: number): PluginCounters {
    const { queue, stats } = this;
    return {
      logs_in: queue.logsIn,
      handled: queue.settled,
      dropped: queue.dropped,
      errors: this.errors,
      queue_depth: queue.depth,
      alerts: this.alerts,
      requests: this.requests,
      restarts: this.restarts,
      headers_in: headersIn,
      flows: this.flows,
      flows_declined: this.flowsDeclined,
      call_p50_ms: stats?.call_p50_ms ?? null,
      call_p99_ms: stats?.call_p99_ms ?? null,
      cpu_percent: this.cpuPercent,
      memory_bytes: this.residentBytes,
    };
  }
}
