/** How many requests are under way at once, in all and for each plugin: one plugin that hangs does not keep others busy. */
export interface RequestSlots {
  /** How to give the slot back, or which limit stands in the way. */
  take(id: string): (() => void) | 'all-busy' | 'plugin-busy';
}

export const MAX_REQUESTS = 32;
export const MAX_REQUESTS_PER_PLUGIN = 8;

export function createRequestSlots(
  most: number = MAX_REQUESTS,
  mostEach: number = MAX_REQUESTS_PER_PLUGIN,
): RequestSlots {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take(id: string): (() => void) | 'all-busy' | 'plugin-busy' {
      const own = taken.get(id) ?? 0;
      if (own >= mostEach) return 'plugin-busy';
      if (all >= most) return 'all-busy';
      all += 1;
      taken.set(id, own + 1);
      return () => {
        all -= 1;
        const left = (taken.get(id) ?? 0) - 1;
        if (left > 0) taken.set(id, left);
        else taken.delete(id);
      };
    },
  };
}
