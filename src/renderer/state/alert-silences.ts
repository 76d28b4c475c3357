/** What the user does not want to hear of: for good (muted) or for a while (snoozed). Silenced alerts are counted and can be shown. Pure. */
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { sourceKey } from './alert-facts.ts';

export interface Silence {
  /** A `sourceKey`; null: whoever raises it. */
  readonly source: string | null;
  /** Alerts of this title only; null: whatever it says. */
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
      (silence.title === null || silence.title === alert.title),
  );
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
  return a.source === b.source && a.title === b.title;
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
  const { source, title, untilMs } = value as Partial<Silence>;
  const isTextOrNull = (text: unknown): boolean => text === null || typeof text === 'string';
  return isTextOrNull(source) && isTextOrNull(title) && (untilMs === null || Number.isFinite(untilMs));
}
