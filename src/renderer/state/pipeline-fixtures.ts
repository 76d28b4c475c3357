/** Pipelines and alerts as an engine would tell of them, for tests. */
import type { AlertRow, AlertsFrame } from '#contract/pipelines/commands.ts';
import type { ChannelStatus, PipelineStatus, StageCounters, StageStatus } from '#contract/pipelines/status.ts';
import { ALERT_SEVERITIES, type AlertSeverity } from '#contract/plugins/status.ts';

export function pipelineOf(id: string, change: Partial<PipelineStatus> = {}): PipelineStatus {
  return {
    id,
    description: '',
    file: `/pipelines/${id}.yaml`,
    origin: 'own',
    enabled: false,
    state: 'disabled',
    cause: null,
    since_ms: 0,
    mistakes: [],
    stages: [],
    channels: [],
    alerts: 0,
    undelivered: 0,
    ...change,
  };
}

export function stageOf(
  name: string,
  role: StageStatus['role'],
  counters: Partial<StageCounters> = {},
  change: Partial<StageStatus> = {},
): StageStatus {
  return {
    name,
    kind: name,
    detail: '',
    role,
    health: null,
    trouble: null,
    counts: {},
    counters: {
      records_in: 0,
      records_out: 0,
      dropped: 0,
      batches: 0,
      failures: 0,
      retries: 0,
      waiting: 0,
      busy_us: 0,
      ...counters,
    },
    ...change,
  };
}

export function channelOf(name: string, from: number, to: number, waiting = 0, size = 100): ChannelStatus {
  return { name, type: 'record', from, to, waiting, size };
}

export function alertOf(number: number, change: Partial<AlertRow> = {}): AlertRow {
  return {
    number,
    source: 'pipeline',
    name: 'watch',
    topic: change.title ?? `Alert ${number}`,
    title: `Alert ${number}`,
    message: '',
    severity: 'medium',
    session_id: null,
    timestamp: null,
    time_ms: number * 1000,
    ...change,
  };
}

/** Newest first, as the engine sends them; `total` and the counts are those of the rows. */
export function alertsOf(...alerts: AlertRow[]): AlertsFrame {
  const count = (severity: AlertSeverity): number => alerts.filter((alert) => alert.severity === severity).length;
  return {
    total: alerts.length,
    by_severity: Object.fromEntries(
      ALERT_SEVERITIES.map((severity) => [severity, count(severity)]),
    ) as AlertsFrame['by_severity'],
    alerts: alerts.toSorted((a, b) => b.number - a.number),
  };
}
