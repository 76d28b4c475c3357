/** What the view does first: the capture that was named, else live traffic where that is allowed, else the sample. */
import type { StartIntent } from '#contract/desktop-bridge.ts';
import type { CommandResults } from '#contract/protocol.ts';

/** `interfaces` null: the engine did not answer; the view then says so itself. */
export function startIntent(
  namedCapture: string | null,
  interfaces: CommandResults['interfaces.list'] | null,
  samplePath: string | null,
): StartIntent {
  if (namedCapture !== null) return { kind: 'open', path: namedCapture };
  if (interfaces === null) return { kind: 'none' };
  const { permission, defaultRoute } = interfaces;
  if (permission.how !== 'none' && defaultRoute !== null) return { kind: 'capture', interfaces: [defaultRoute] };
  return samplePath === null ? { kind: 'none' } : { kind: 'open', path: samplePath };
}
