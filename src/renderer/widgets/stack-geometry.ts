/** Where stacked areas go: in above the axis, out below it, one on the other. Pure; pixels. */

export interface StackLayer {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

export interface StackScale {
  readonly width: number;
  readonly height: number;
  /** Where the axis is. */
  readonly middle: number;
  /** Highest sums on either side that there is room for. */
  readonly reachAbove: number;
  readonly reachBelow: number;
  /** Pixels a unit. */
  readonly factor: number;
}

/** A side with little on it keeps at least this share of the height, so that it can still be read. */
const LEAST_SHARE = 0.16;

/** One scale for both sides, as much of it for each as it needs. */
export function stackScale(layers: readonly StackLayer[], width: number, height: number): StackScale {
  const above = niceAbove(peak(layers.map((layer) => layer.above)));
  const below = niceAbove(peak(layers.map((layer) => layer.below)));
  const reachAbove = Math.max(above, below * LEAST_SHARE, 1);
  const reachBelow = Math.max(below, above * LEAST_SHARE, 1);
  const factor = height / (reachAbove + reachBelow);
  return { width, height, middle: reachAbove * factor, reachAbove, reachBelow, factor };
}

/** The first of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is not below `value`; 0 for nothing. */
export function niceAbove(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 1.5, 2, 3, 4, 5, 6, 8]) if (step * power >= value) return step * power;
  return 10 * power;
}

/** About so many values on each side that carry a line, the axis left out; below it they are negative. */
export function gridValues({ reachAbove, reachBelow, factor }: StackScale, apart: number): number[] {
  const step = niceStep(apart / factor);
  const values: number[] = [];
  for (let value = step; value <= reachAbove * 1.001; value += step) values.push(value);
  for (let value = step; value <= reachBelow * 1.001; value += step) values.push(-value);
  return values;
}

function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  for (const step of [1, 2, 5]) if (step * power >= atLeast) return step * power;
  return 10 * power;
}

/** Paths of a layer, above and below, closed; '' where it has nothing. `lower` sums are what lies beneath it. */
export interface LayerPaths {
  readonly above: string;
  readonly below: string;
}

/** Narrower ones are points of a line: their steps would be noise. Pixels. */
const STEP_WIDTH = 7;

/** Where there is room, each value is drawn as wide as the time that it stands for. */
export function layerPaths(layers: readonly StackLayer[], scale: StackScale): LayerPaths[] {
  const count = layers[0]?.above.length ?? 0;
  const aboveSums = new Float64Array(count);
  const belowSums = new Float64Array(count);
  return layers.map((layer) => ({
    above: areaBetween(aboveSums, layer.above, scale, -1),
    below: areaBetween(belowSums, layer.below, scale, 1),
  }));
}

/** Adds `values` to `sums`, and answers the area between what they were and what they are. */
function areaBetween(sums: Float64Array, values: readonly number[], scale: StackScale, way: 1 | -1): string {
  const { width, middle, factor } = scale;
  const step = width / Math.max(1, sums.length);
  const y = (sum: number): number => round(middle + way * sum * factor);
  const forth: string[] = [];
  const back: string[] = [];
  let any = false;
  for (let at = 0; at < sums.length; at++) {
    const lower = y(sums[at]!);
    const value = values[at] ?? 0;
    if (value > 0) any = true;
    sums[at]! += value;
    const upper = y(sums[at]!);
    const isStep = step >= STEP_WIDTH;
    const left = round(at * step);
    const right = round((at + 1) * step);
    const middleX = round((at + 0.5) * step);
    if (isStep || at === 0) {
      forth.push(`${left} ${upper}`);
      back.push(`${left} ${lower}`);
    }
    if (!isStep) {
      forth.push(`${middleX} ${upper}`);
      back.push(`${middleX} ${lower}`);
    }
    if (isStep || at === sums.length - 1) {
      forth.push(`${right} ${upper}`);
      back.push(`${right} ${lower}`);
    }
  }
  return any ? `M${forth.join('L')}L${back.toReversed().join('L')}Z` : '';
}

function peak(lines: readonly (readonly number[])[]): number {
  const count = lines[0]?.length ?? 0;
  let most = 0;
  for (let at = 0; at < count; at++) {
    let sum = 0;
    for (const line of lines) sum += line[at] ?? 0;
    if (sum > most) most = sum;
  }
  return most;
}

/** Moments that carry a name, at least `apart` pixels from each other. Milliseconds. */
export function timeTicks(
  fromMs: number,
  toMs: number,
  width: number,
  apart: number,
): { readonly step: number; readonly ticks: number[] } {
  const least = ((toMs - fromMs) * apart) / Math.max(1, width);
  const step = TIME_STEPS.find((each) => each >= least) ?? Math.ceil(least / DAY) * DAY;
  const ticks: number[] = [];
  for (let time = Math.ceil(fromMs / step) * step; time <= toMs; time += step) ticks.push(time);
  return { step, ticks };
}

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const TIME_STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
];

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
