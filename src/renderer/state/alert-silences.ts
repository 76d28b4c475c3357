/** What the user does not want to hear of: for good (muted) or for a while (snoozed). Silenced alerts are counted and can be shown. Pure. */
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { sourceKey } from './alert-facts.ts';

export interface Silence {
  /** A `sourceKey`; null: whoever raises it. */
  readonly source: string | null;
  /** Alerts of this topic only; null: whatever they say. */
  readonly topic: string | null;
  /** The title of that topic as it was shown when this was set: perhaps redacted, perhaps not. */
  readonly title: string | null;
  /** Until when, milliseconds since the epoch; null: for good. */
  readonly untilMs: number | null;
}

/** More than anyone sets by hand; the oldest go first. */
export const MAX_SILENCES = 200;

export function isSilenced(alert: AlertRow, silences: readonly Silence[], nowMs: number): boolean {
  return silences.some(
    (silence) =>
      isInForce(silence, nowMs) &&
      (silence.source === null || silence.source === sourceKey(alert)) &&
      (silence.topic === null || silence.topic === alert.topic),
  );
}

/** The title of its topic as alerts are shown now; null where none is listed. */
export function titleAmong(alerts: readonly AlertRow[], { source, topic }: Silence): string | null {
  return alerts.find((alert) => alert.topic === topic && sourceKey(alert) === source)?.title ?? null;
}

export function isInForce({ untilMs }: Silence, nowMs: number): boolean {
  return untilMs === null || nowMs < untilMs;
}

/** With one more: what is about the same is replaced, what is over is dropped. */
export function withSilence(silences: readonly Silence[], added: Silence, nowMs: number): Silence[] {
  const others = silences.filter((silence) => isInForce(silence, nowMs) && !isSameMatter(silence, added));
  return [...others, added].slice(-MAX_SILENCES);
}

export function isSameMatter(a: Silence, b: Silence): boolean {
  return a.source === b.source && a.topic === b.topic;
}

/** When the next day begins, in local time. */
export function tomorrowMs(nowMs: number): number {
  const day = new Date(nowMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}

export function isSilences(value: unknown): value is readonly Silence[] {
  return Array.isArray(value) && value.every(isSilence);
}

function isSilence(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { source, topic, title, untilMs } = value as Partial<Silence>;
  const isTextOrNull = (text: unknown): boolean => text === null || typeof text === 'string';
  return [source, topic, title].every(isTextOrNull) && (untilMs === null || Number.isFinite(untilMs));
}
