/** What is counted, listed and new among the alerts. Pure. */
import { words } from '../display/words.ts';
import type { AlertRow, AlertsFrame } from '#contract/pipelines/commands.ts';
import { ALERT_SEVERITIES, type AlertSeverity } from '#contract/plugins/status.ts';

/** The newest alert that the user has seen. By time first: numbers begin again with the engine. */
export interface SeenMark {
  readonly time_ms: number;
  readonly number: number;
}

export function isSeen(alert: AlertRow, mark: SeenMark | null): boolean {
  if (mark === null) return false;
  return alert.time_ms < mark.time_ms || (alert.time_ms === mark.time_ms && alert.number <= mark.number);
}

/** The mark with which all of these are seen. */
export function markOf(alerts: readonly AlertRow[], before: SeenMark | null): SeenMark | null {
  return alerts.reduce<SeenMark | null>(
    (mark, alert) => (isSeen(alert, mark) ? mark : { time_ms: alert.time_ms, number: alert.number }),
    before,
  );
}

export interface UnseenCounts {
  readonly count: number;
  /** There are more than the engine sent. */
  readonly more: boolean;
  readonly by_severity: Readonly<Record<AlertSeverity, number>>;
  /** Null where there are none. */
  readonly worst: AlertSeverity | null;
}

/** `isQuiet`: of alerts that the user does not want to hear of. */
export function unseenCounts(
  frame: AlertsFrame | null,
  mark: SeenMark | null,
  isQuiet: (alert: AlertRow) => boolean = () => false,
): UnseenCounts {
  const unseen = (frame?.alerts ?? []).filter((alert) => !isSeen(alert, mark) && !isQuiet(alert));
  const by_severity = countBySeverity(unseen);
  return {
    count: unseen.length,
    more: frame !== null && unseen.length > 0 && unseen.length === frame.alerts.length && frame.total > unseen.length,
    by_severity,
    worst: ALERT_SEVERITIES.findLast((severity) => by_severity[severity] > 0) ?? null,
  };
}

export function countBySeverity(alerts: readonly AlertRow[]): Record<AlertSeverity, number> {
  const counts: Record<AlertSeverity, number> = { info: 0, low: 0, medium: 0, high: 0, critical: 0 };
  for (const { severity } of alerts) counts[severity] += 1;
  return counts;
}

/** `2 critical, 10 low`: worst first, without those that there are none of. */
export function severityCountsText(counts: Readonly<Record<AlertSeverity, number>>): string {
  return ALERT_SEVERITIES.toReversed()
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${words().plugins.severities[severity].text.toLocaleLowerCase()}`)
    .join(', ');
}

/** Alerts that say the same of the same, one after the other. */
export interface AlertGroup {
  /** The newest of them. */
  readonly alert: AlertRow;
  readonly others: readonly AlertRow[];
}

/** In their order; what repeats itself without another one between is one group. */
export function foldRepeats(alerts: readonly AlertRow[]): AlertGroup[] {
  const groups: { alert: AlertRow; others: AlertRow[] }[] = [];
  for (const alert of alerts) {
    const last = groups.at(-1);
    if (last !== undefined && isRepeat(last.alert, alert)) last.others.push(alert);
    else groups.push({ alert, others: [] });
  }
  return groups;
}

function isRepeat(a: AlertRow, b: AlertRow): boolean {
  return a.source === b.source && a.name === b.name && a.title === b.title && a.severity === b.severity;
}

export interface AlertSource {
  readonly source: AlertRow['source'];
  readonly name: string;
}

/** One text for a source, to choose it by. */
export function sourceKey({ source, name }: AlertSource): string {
  return `${source}:${name}`;
}

/** Everyone who raised one of these, pipelines first, by name. */
export function sourcesOf(alerts: readonly AlertRow[]): AlertSource[] {
  const sources = new Map(alerts.map(({ source, name }) => [sourceKey({ source, name }), { source, name }]));
  return [...sources.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
}

export interface AlertFilter {
  /** Empty: all. */
  readonly severities: ReadonlySet<AlertSeverity>;
  /** A `sourceKey`; null: all. */
  readonly source: string | null;
  readonly unseenOnly: boolean;
}

export const NO_ALERT_FILTER: AlertFilter = { severities: new Set(), source: null, unseenOnly: false };

export function isFiltering({ severities, source, unseenOnly }: AlertFilter): boolean {
  return severities.size > 0 || source !== null || unseenOnly;
}

export function filterAlerts(alerts: readonly AlertRow[], filter: AlertFilter, mark: SeenMark | null): AlertRow[] {
  return alerts.filter(
    (alert) =>
      (filter.severities.size === 0 || filter.severities.has(alert.severity)) &&
      (filter.source === null || sourceKey(alert) === filter.source) &&
      !(filter.unseenOnly && isSeen(alert, mark)),
  );
}
