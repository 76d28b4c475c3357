/** From when on the capture on view is held completely. */
import type { CurrentCapture } from '../capture-controller.ts';
import { timeOfText } from '../filter/literals.ts';
import type { ViewerCapture } from '../viewer-capture.ts';
import type { MemoryReach } from './answerer.ts';

/** `of`: which rows an answer is made of. */
export function memoryReach(capture: CurrentCapture, of: 'sessions' | 'dns' | 'both'): MemoryReach {
  const { input, data } = capture;
  if (input === null) return { kind: 'nothing', completeFromUs: Number.POSITIVE_INFINITY };
  if (input.kind !== 'live') return { kind: 'file', completeFromUs: Number.NEGATIVE_INFINITY };
  return { kind: 'live', completeFromUs: Math.max(beginningOf(capture), forgottenUntilUs(data, of) + 1) };
}

/** The clock of an interface may be behind: what it saw first is in this run, too. */
function beginningOf({ startedUs, data: { counters } }: CurrentCapture): number {
  const started = startedUs ?? Number.NEGATIVE_INFINITY;
  return counters.firstTime < started ? counters.firstTime : started;
}

/** Sessions and lookups that gave way to newer ones all ended before this. */
function forgottenUntilUs({ sessions, dns }: ViewerCapture, of: 'sessions' | 'dns' | 'both'): number {
  const { forgottenUntil } = dns.ring;
  const ofDns = of === 'sessions' || forgottenUntil === null ? Number.NEGATIVE_INFINITY : timeOfText(forgottenUntil);
  return of === 'dns' ? ofDns : Math.max(sessions.forgottenUntilUs, ofDns);
}
