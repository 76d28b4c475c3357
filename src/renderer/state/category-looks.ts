/**
 * Which colour a category has: always the same one, whatever else is on the chart. Well-known names have theirs from the beginning, others
 * get one when they are first seen, a free one where there is one; two that meet with the same colour differ in their pattern.
 */
import type { Dimension } from '#contract/views/sums.ts';

/** `slot`: 1 to 7, a colour with a pattern of its own; 8: grey. */
export interface CategoryLook {
  readonly slot: number;
  /** With the pattern of those that share a colour. */
  readonly crossed: boolean;
}

export const COLOURS = 7;
export const OTHERS: CategoryLook = { slot: 8, crossed: true };
export const UNKNOWN: CategoryLook = { slot: 8, crossed: false };

const WELL_KNOWN: Readonly<Partial<Record<Dimension, Readonly<Record<string, number>>>>> = {
  service: { tls: 1, http: 2, dns: 3, ssh: 4, mdns: 5, quic: 6, ntp: 7, dhcp: 5, smb: 4, ftp: 2 },
  protocol: { TCP: 1, ICMP: 2, UDP: 3, ICMPv6: 5, GRE: 4, SCTP: 6, ESP: 7, IGMP: 7 },
};

export class CategoryLooks {
  private readonly slots = new Map<string, number>();

  /** Of categories that are shown together, the most important first. Null: not known. */
  of(dimension: Dimension, labels: readonly (string | null)[]): CategoryLook[] {
    const taken = new Set(labels.map((label) => this.known(dimension, label)).filter((slot) => slot !== undefined));
    const shown = new Set<number>();
    return labels.map((label) => {
      if (label === null) return UNKNOWN;
      let slot = this.known(dimension, label);
      if (slot === undefined) {
        slot = freeSlot(label, taken);
        this.slots.set(`${dimension} ${label}`, slot);
        taken.add(slot);
      }
      const crossed = shown.has(slot);
      shown.add(slot);
      return { slot, crossed };
    });
  }

  private known(dimension: Dimension, label: string | null): number | undefined {
    if (label === null) return undefined;
    return WELL_KNOWN[dimension]?.[label] ?? this.slots.get(`${dimension} ${label}`);
  }
}

function freeSlot(label: string, taken: ReadonlySet<number>): number {
  let hash = 0;
  for (const character of label) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
  for (let step = 0; step < COLOURS; step++) {
    const slot = ((hash + step) % COLOURS) + 1;
    if (!taken.has(slot)) return slot;
  }
  return (hash % COLOURS) + 1;
}
