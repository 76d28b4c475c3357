/** From when on the capture on view is held completely. */
import type { CurrentCapture } from '../capture-controller.ts';
import { timeOfText } from '../filter/literals.ts';
import type { ViewerCapture } from '../viewer-capture.ts';
import type { MemoryReach } from './answerer.ts';

/** `of`: which rows an answer is made of. `earlierUntilUs`: until when captures before it had anything; null: not known. */
export function memoryReach(
  capture: CurrentCapture,
  of: 'sessions' | 'dns' | 'both',
  earlierUntilUs: number | null,
): MemoryReach {
  const { input, data } = capture;
  if (input === null) return { kind: 'nothing', completeFromUs: Number.POSITIVE_INFINITY };
  if (input.kind !== 'live') return { kind: 'file', completeFromUs: Number.NEGATIVE_INFINITY };
  return {
    kind: 'live',
    completeFromUs: Math.max(beginningOf(capture, earlierUntilUs), forgottenUntilUs(data, of) + 1),
  };
}

/** The clock of an interface may be behind: what it saw first is in this run, too. */
function beginningOf({ startedUs, data: { counters } }: CurrentCapture, earlierUntilUs: number | null): number {
  const started = startedUs ?? Number.NEGATIVE_INFINITY;
  const first = counters.firstTime < started ? counters.firstTime : started;
  return earlierUntilUs === null ? first : Math.min(first, earlierUntilUs + 1);
}

/** Sessions and lookups that gave way to newer ones all ended before this. */
function forgottenUntilUs({ sessions, dns }: ViewerCapture, of: 'sessions' | 'dns' | 'both'): number {
  const { forgottenUntil } = dns.ring;
  const ofDns = of === 'sessions' || forgottenUntil === null ? Number.NEGATIVE_INFINITY : timeOfText(forgottenUntil);
  return of === 'dns' ? ofDns : Math.max(sessions.forgottenUntilUs, ofDns);
}
