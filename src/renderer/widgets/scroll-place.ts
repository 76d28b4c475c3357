/**
 * Where a table is scrolled to whose scroll bar is shorter than its rows. A pixel of the wheel is a pixel of the rows, as in any other list: the browser moves them by itself
 * then, and nothing is painted but what comes into sight. Only who jumps (drags the bar, presses End) moves so much further as the rows are longer than the bar. Pure.
 */
import type { RowGeometry } from './row-geometry.ts';

export interface ScrollPlace {
  /** What the browser says, pixels. */
  readonly real: number;
  /** So much further are the rows; from 0 at the first one to all that the bar is too short at the last one. */
  readonly shift: number;
}

export const START: ScrollPlace = { real: 0, shift: 0 };

export interface ScrollExtent extends Pick<RowGeometry, 'height' | 'scale'> {
  /** Of the rows alone, pixels. */
  readonly viewport: number;
}

/** Nearer to an end of the bar than this, the end of the rows has to come with it; more than a wheel moves between two frames. */
const NEAR_END = 2000;

/** After the bar was moved to `real`. Where the answer's `real` is another, the bar is to be put there. */
export function placeAfter(before: ScrollPlace, real: number, extent: ScrollExtent): ScrollPlace {
  const { mostReal, mostShift } = bounds(extent);
  if (mostShift === 0) return { real, shift: 0 };
  if (Math.abs(real - before.real) > extent.viewport) {
    return { real, shift: Math.round((Math.min(real, mostReal) / mostReal) * mostShift) };
  }
  const shift = Math.min(before.shift, mostShift);
  const isTooFar = (real < NEAR_END && shift > 0) || (mostReal - real < NEAR_END && shift < mostShift);
  return isTooFar ? placeOf(real + shift, extent) : { real, shift };
}

/** Where the bar belongs while the rows are scrolled to `offset`: near the ends exactly there, else as far along as the rows are. */
export function placeOf(offset: number, extent: ScrollExtent): ScrollPlace {
  const { mostReal, mostShift } = bounds(extent);
  const most = mostReal + mostShift;
  const wanted = Math.max(0, Math.min(offset, most));
  if (wanted <= 2 * NEAR_END) return { real: wanted, shift: 0 };
  if (most - wanted <= 2 * NEAR_END) return { real: wanted - mostShift, shift: mostShift };
  const along = Math.round((wanted / most) * mostReal);
  const real = Math.max(2 * NEAR_END, Math.min(mostReal - 2 * NEAR_END, along));
  return { real, shift: wanted - real };
}

/** Of the rows. */
export function offsetOf({ real, shift }: ScrollPlace): number {
  return real + shift;
}

/** At which the last row is the last one on screen. */
export function lastOffset(extent: ScrollExtent): number {
  const { mostReal, mostShift } = bounds(extent);
  return mostReal + mostShift;
}

function bounds({ height, scale, viewport }: ScrollExtent): { mostReal: number; mostShift: number } {
  const mostReal = Math.max(0, height - viewport);
  return { mostReal, mostShift: scale === 1 ? 0 : Math.round(mostReal * (scale - 1)) };
}
