/** How serious a rule is: our five levels, and Falco's eight as SysFlow brings them to these. */
import { ownValue } from '#base/own-value.ts';
import type { AlertSeverity } from '#contract/plugins/status.ts';

export const PRIORITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
/** Position in PRIORITIES. */
export type Priority = 0 | 1 | 2 | 3 | 4;

export const DEFAULT_PRIORITY: Priority = 1;

const BY_NAME: Readonly<Record<string, Priority>> = {
  informational: 0,
  low: 1,
  medium: 2,
  high: 3,
  critical: 4,
  debug: 1,
  info: 1,
  notice: 1,
  warning: 2,
  error: 3,
  alert: 3,
  emergency: 3,
};

export const PRIORITY_NAMES: readonly string[] = Object.keys(BY_NAME);

/** Whatever the case; 0 to 4, too. */
export function priorityNamed(name: string): Priority | null {
  if (/^[0-4]$/.test(name)) return Number(name) as Priority;
  return ownValue(BY_NAME, name.toLowerCase()) ?? null;
}

const SEVERITIES: readonly AlertSeverity[] = ['info', 'low', 'medium', 'high', 'critical'];

export function severityOf(priority: Priority): AlertSeverity {
  return SEVERITIES[priority]!;
}
