import type { InterfaceInfo } from '#contract/protocol.ts';

/** How near an interface is to what a user wants to see: the default route, what is up, this machine itself, the rest. */
function rank(info: InterfaceInfo, defaultRoute: string | null): number {
  if (info.name === defaultRoute) return 0;
  if (info.state === 'down') return 3;
  return info.loopback ? 2 : 1;
}

/** A copy in that order; within a rank as the system has them. */
export function byRelevance<T>(
  items: readonly T[],
  infoOf: (item: T) => InterfaceInfo,
  defaultRoute: string | null,
): readonly T[] {
  return items.toSorted((a, b) => rank(infoOf(a), defaultRoute) - rank(infoOf(b), defaultRoute));
}
