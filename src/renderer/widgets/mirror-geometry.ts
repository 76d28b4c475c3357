/** The outline of what is drawn above and below a common axis. Pure; in units of a box of `WIDTH` by 1. */
import type { RatePoint } from './rate-chart.tsx';

/** Enough that a point has a place of its own on any screen. */
export const WIDTH = 1000;
/** The other side keeps at least this part of what the busier one has. */
const LEAST_SIDE = 0.3;
/** Below this, each point is wide enough to be drawn as what it is: a mean over its time. */
const FEW_POINTS = 120;

/** How much of the height is above the axis, 0..1, and the rate that fills the height: one scale for both sides. */
export interface MirrorScale {
  readonly above: number;
  readonly whole: number;
}

export function mirrorScale(points: readonly RatePoint[]): MirrorScale {
  const peakIn = points.reduce((most, point) => Math.max(most, point.in ?? 0), 0);
  const peakOut = points.reduce((most, point) => Math.max(most, -(point.out ?? 0)), 0);
  const top = Math.max(peakIn, peakOut * LEAST_SIDE, 1);
  const bottom = Math.max(peakOut, peakIn * LEAST_SIDE, 1);
  return { above: top / (top + bottom), whole: top + bottom };
}

/** One line for each run of points whose value is known, with where it begins and ends: `line` without, `area` with its base. */
export interface MirrorShape {
  readonly line: string;
  readonly area: string;
}

/** `of`: the side; its values go from the axis away, `out` downwards. */
export function mirrorShape(points: readonly RatePoint[], of: 'in' | 'out', scale: MirrorScale): MirrorShape {
  const first = points[0]?.time ?? 0;
  const span = Math.max((points.at(-1)?.time ?? 1) - first, 1);
  const steps = points.length < FEW_POINTS;
  const axis = scale.above.toFixed(4);
  const x = (at: number): string => ((((points[at]?.time ?? 0) - first) / span) * WIDTH).toFixed(1);
  let line = '';
  let area = '';
  for (let at = 0; at < points.length; at += 1) {
    const value = points[at]?.[of] ?? null;
    if (value === null) continue;
    const begins = at === 0 || (points[at - 1]?.[of] ?? null) === null;
    const ends = at === points.length - 1 || (points[at + 1]?.[of] ?? null) === null;
    const y = (scale.above - value / scale.whole).toFixed(4);
    // A mean holds from half the way before its point to half the way after it.
    const from = steps && !begins ? between(x(at - 1), x(at)) : x(at);
    const to = steps && !ends ? between(x(at), x(at + 1)) : x(at);
    const piece = steps ? `${from} ${y}L${to} ${y}` : `${from} ${y}`;
    line += `${begins ? 'M' : 'L'}${piece}`;
    area += `${begins ? `M${from} ${axis}` : ''}L${piece}${ends ? `L${to} ${axis}Z` : ''}`;
  }
  return { line, area };
}

function between(a: string, b: string): string {
  return ((Number(a) + Number(b)) / 2).toFixed(1);
}
