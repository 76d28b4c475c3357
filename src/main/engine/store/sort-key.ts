/** How rows compare under one column: what a table's model says, and what `sortRows` turns into words to sort by. */

/** Keys are read once per sort; NaN and null mean "nothing there" and come last in either direction. */
export type SortKey =
  | { readonly kind: 'number'; readonly value: (index: number) => number }
  | { readonly kind: 'text'; readonly value: (index: number) => string | null }
  /** `count` words of 32 bits, most significant first (addresses), from `at(index)` on in what `words()` is at the time. */
  | {
      readonly kind: 'words';
      readonly count: number;
      readonly words: () => Uint32Array;
      readonly at: (index: number) => number;
    };
