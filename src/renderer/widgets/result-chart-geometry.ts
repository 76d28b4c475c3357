/** Where points of a result go. Pure; pixels. */
import { niceAbove, timeTicks } from './stack-geometry.ts';

export interface ResultScale {
  readonly width: number;
  readonly height: number;
  readonly first: number;
  readonly last: number;
  readonly low: number;
  readonly high: number;
  /** Of a place that a bar has for itself. */
  readonly slot: number;
  x(value: number): number;
  y(value: number): number;
  /** The index of the point that is nearest to `left`; null: there is none. */
  nearest(left: number): number | null;
}

const LINES_APART = 44;
const TICKS_APART = 96;

/** `barred`: each point has room around it. */
export function resultScale(
  xs: readonly number[],
  series: readonly { readonly values: readonly (number | null)[] }[],
  width: number,
  height: number,
  barred: boolean,
): ResultScale {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const high = niceAbove(values.reduce((most, value) => Math.max(most, value), 0));
  const low = 0 - niceAbove(-values.reduce((least, value) => Math.min(least, value), 0));
  const range = high - low || 1;
  const first = xs[0] ?? 0;
  const last = xs.at(-1) ?? 0;
  const gap = xs.length > 1 ? smallestGap(xs) : 1;
  const before = barred || xs.length === 1 ? gap / 2 : 0;
  const span = last - first + 2 * before || 1;
  const x = (value: number): number => ((value - first + before) / span) * width;
  return {
    width,
    height,
    first,
    last,
    low,
    high: high === low ? low + 1 : high,
    slot: (gap / span) * width,
    x,
    y: (value) => round(height - ((value - low) / range) * height),
    nearest: (left) => {
      if (xs.length === 0) return null;
      let best = 0;
      for (let at = 1; at < xs.length; at++) {
        if (Math.abs(x(xs[at]!) - left) < Math.abs(x(xs[best]!) - left)) best = at;
      }
      return best;
    },
  };
}

function smallestGap(xs: readonly number[]): number {
  let gap = Number.POSITIVE_INFINITY;
  for (let at = 1; at < xs.length; at++) {
    const between = xs[at]! - xs[at - 1]!;
    if (between > 0) gap = Math.min(gap, between);
  }
  return Number.isFinite(gap) ? gap : 1;
}

export function yTicks({ low, high, height }: ResultScale): number[] {
  const least = ((high - low) * LINES_APART) / Math.max(1, height);
  const step = niceStep(least);
  const values: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high * 1.0001; at++) values.push(at * step);
  return values;
}

export function xTicks(
  scale: ResultScale,
  kind: 'time' | 'number' | 'text',
): { readonly step: number; readonly ticks: readonly number[] } {
  const { first, last, width } = scale;
  if (width === 0) return { step: 1, ticks: [] };
  if (kind === 'time') {
    const { step, ticks } = timeTicks(first, last, width, TICKS_APART);
    return { step, ticks: ticks.length === 0 ? [first] : ticks };
  }
  const least = ((last - first || 1) * TICKS_APART) / width;
  const step = kind === 'text' ? Math.max(1, Math.ceil(least)) : niceStep(least);
  const ticks: number[] = [];
  for (let at = Math.ceil(first / step); at * step <= last; at++) ticks.push(at * step);
  return { step, ticks };
}

function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  for (const step of [1, 2, 5]) if (step * power >= atLeast) return step * power;
  return 10 * power;
}

/** Interrupted where there is nothing. */
export function linePath(xs: readonly number[], values: readonly (number | null)[], scale: ResultScale): string {
  let path = '';
  let isDown = false;
  xs.forEach((x, at) => {
    const value = values[at] ?? null;
    if (value !== null) path += `${isDown ? 'L' : 'M'}${round(scale.x(x))} ${scale.y(value)}`;
    isDown = value !== null;
  });
  return path;
}

/** One of `of` bars beside each other; '' where there is nothing. */
export function barOf(scale: ResultScale, x: number, value: number | null, at: number, of: number): string {
  if (value === null || value === 0) return '';
  const whole = Math.max(1, Math.min(48, scale.slot * 0.8));
  const width = whole / of;
  const left = round(scale.x(x) - whole / 2 + at * width);
  const [top, bottom] = [scale.y(Math.max(0, value)), scale.y(Math.min(0, value))];
  return `M${left} ${bottom}V${top}h${round(Math.max(0.5, width - (of > 1 ? 1 : 0)))}V${bottom}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
