/** Which pieces are made next. */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { PieceKind, PieceLengths } from './piece-kinds.ts';

/** As far back from the newest row as pieces are made without having been asked for. */
const AHEAD_US = 31 * 86_400 * MICROSECONDS_PER_SECOND;

/** Pieces one after another. */
export interface Run {
  readonly kind: PieceKind;
  /** Of the first one. */
  readonly index: number;
  readonly count: number;
}

export interface Wanted {
  readonly kinds: Iterable<PieceKind>;
  /** That was asked about last; null: all of time. */
  readonly span: TimeSpan | null;
  /** As far as there are rows. */
  readonly bounds: TimeSpan;
  readonly lengths: PieceLengths;
  /** In one run. */
  readonly most: number;
}

/** Those that were asked about first, the newest first. Null: there are none to be made. */
export function nextRun(wanted: Wanted, isMissing: (kind: PieceKind, index: number) => boolean): Run | null {
  const { bounds, span } = wanted;
  const asked = {
    fromUs: Math.max(bounds.fromUs, span?.fromUs ?? bounds.fromUs),
    toUs: Math.min(bounds.toUs, span?.toUs ?? bounds.toUs),
  };
  const ahead = { fromUs: Math.max(bounds.fromUs, bounds.toUs - AHEAD_US), toUs: bounds.toUs };
  for (const within of [asked, ahead]) {
    for (const kind of wanted.kinds) {
      const run = lastMissing(within, wanted, (index) => isMissing(kind, index));
      if (run !== null) return { kind, ...run };
    }
  }
  return null;
}

function lastMissing(
  { fromUs, toUs }: TimeSpan,
  { lengths: { piece }, most }: Wanted,
  isMissing: (index: number) => boolean,
): Omit<Run, 'kind'> | null {
  const indexOf = (us: number): number => Math.floor(us / MICROSECONDS_PER_SECOND / piece);
  const least = indexOf(fromUs);
  let last = indexOf(toUs);
  while (last >= least && !isMissing(last)) last -= 1;
  if (last < least) return null;
  let index = last;
  while (index > least && last - index + 1 < most && isMissing(index - 1)) index -= 1;
  return { index, count: last - index + 1 };
}
