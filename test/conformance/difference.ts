/** What comparisons answer: how many things agree, and each that does not. */

/** In the order of the table's columns. */
export const CATEGORIES = [
  'packets',
  'conversations',
  'other protocols',
  'TCP order',
  'DNS',
  'mDNS, LLMNR',
  'TLS, QUIC',
  'HTTP',
  'DHCP',
  'NetBIOS',
  'Zeek',
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface Difference {
  readonly category: Category;
  /** What it is about: a conversation, a query, a name. Unique in its category and capture. */
  readonly key: string;
  readonly ours: string;
  readonly theirs: string;
  /** Where to look, where that is known. */
  readonly frame: number | null;
}

export interface Comparison {
  readonly category: Category;
  readonly agreed: number;
  readonly differences: readonly Difference[];
}

/** One side of a comparison: text by key, with the frame where it can be seen. */
export class Facts {
  readonly entries: Map<string, { readonly value: string; readonly frame: number | null }> = new Map();

  /** A key that is there already gets a number, so that equal things are counted. */
  add(key: string, value: string, frame: number | null): void {
    let unique = key;
    for (let copy = 2; this.entries.has(unique); copy++) unique = `${key} (${copy})`;
    this.entries.set(unique, { value, frame });
  }

  /** Once is enough. */
  put(key: string, value: string, frame: number | null): void {
    if (!this.entries.has(key)) this.entries.set(key, { value, frame });
  }
}

const NOTHING = 'nothing';

export function compareFacts(category: Category, ours: Facts, theirs: Facts): Comparison {
  const differences: Difference[] = [];
  let agreed = 0;
  for (const [key, expected] of theirs.entries) {
    const mine = ours.entries.get(key);
    if (mine?.value === expected.value) agreed++;
    else
      differences.push({
        category,
        key,
        ours: mine?.value ?? NOTHING,
        theirs: expected.value,
        frame: expected.frame ?? mine?.frame ?? null,
      });
  }
  for (const [key, mine] of ours.entries) {
    if (!theirs.entries.has(key))
      differences.push({ category, key, ours: mine.value, theirs: NOTHING, frame: mine.frame });
  }
  return { category, agreed, differences };
}
