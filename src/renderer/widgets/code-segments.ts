/** A line cut where its colour changes or where something is wrong. Pure; offsets count UTF-16 units. */
export interface Stretch {
  readonly at: number;
  readonly length: number;
  readonly kind: string;
}

export interface Segment {
  readonly at: number;
  /** Empty only where something is missing. */
  readonly text: string;
  /** Null: of no kind. */
  readonly kind: string | null;
  readonly wrong: boolean;
}

/** In order, without gaps; stretches beyond the text are left out. `wrong` of length 0 becomes an empty segment. */
export function segmentsOf(
  text: string,
  stretches: readonly Stretch[],
  wrong: { readonly at: number; readonly length: number } | null,
): Segment[] {
  const inside = (at: number): number => Math.max(0, Math.min(at, text.length));
  const wrongFrom = wrong === null ? -1 : inside(wrong.at);
  const wrongTo = wrong === null ? -1 : inside(wrong.at + wrong.length);
  const cuts = new Set([0, text.length]);
  for (const { at, length } of stretches) {
    cuts.add(inside(at));
    cuts.add(inside(at + length));
  }
  if (wrong !== null) {
    cuts.add(wrongFrom);
    cuts.add(wrongTo);
  }
  const places = [...cuts].toSorted((a, b) => a - b);
  const segments: Segment[] = [];
  const missing = (at: number): void => {
    if (wrong !== null && wrongFrom === wrongTo && wrongFrom === at) {
      segments.push({ at: at - 0.5, text: '', kind: null, wrong: true });
    }
  };
  for (const [index, from] of places.entries()) {
    missing(from);
    const to = places[index + 1];
    if (to === undefined) break;
    const stretch = stretches.find(({ at, length }) => at <= from && to <= at + length);
    segments.push({
      at: from,
      text: text.slice(from, to),
      kind: stretch?.kind ?? null,
      wrong: wrongFrom <= from && to <= wrongTo,
    });
  }
  return segments;
}
