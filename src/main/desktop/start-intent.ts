/** What the view does first: what was named, else live traffic where that is allowed, else the sample. */
import type { StartIntent } from '#contract/desktop-bridge.ts';
import type { CommandResults } from '#contract/protocol.ts';

/** `interfaces` null: the engine did not answer; the view then says so itself. */
export function startIntent(
  named: readonly string[],
  interfaces: CommandResults['interfaces.list'] | null,
  samplePath: string | null,
): StartIntent {
  const [path, ...more] = named;
  if (path !== undefined) return more.length === 0 ? { kind: 'open', path } : { kind: 'open', path, more };
  if (interfaces === null) return { kind: 'none' };
  const { permission, defaultRoute } = interfaces;
  if (permission.how !== 'none' && defaultRoute !== null) return { kind: 'capture', interfaces: [defaultRoute] };
  return samplePath === null ? { kind: 'none' } : { kind: 'open', path: samplePath };
}
