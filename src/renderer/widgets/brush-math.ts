/** A stretch of a line of time that is dragged out, moved and stretched, by pointer or keys. Pure; any unit of time. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What is dragged. */
export type BrushPart = 'new' | 'start' | 'end' | 'whole';

export function timeAt(x: number, width: number, domain: Stretch): number {
  if (width <= 0) return domain.from;
  return clamp(domain.from + (x / width) * (domain.to - domain.from), domain);
}

/** Where a moment is, 0 to 1. */
export function placeOf(time: number, domain: Stretch): number {
  const length = domain.to - domain.from;
  return length <= 0 ? 0 : (clamp(time, domain) - domain.from) / length;
}

/**
 * The stretch after `part` was dragged from `anchor` to `time`. `before`: as it was when the drag began. Ends are at whole
 * `step`s or at those of the domain, in order whichever way was dragged, and at least a step apart.
 */
export function dragged(
  part: BrushPart,
  before: Stretch | null,
  anchor: number,
  time: number,
  domain: Stretch,
  step: number,
): Stretch {
  const base = before ?? domain;
  switch (part) {
    case 'new':
      return ordered(anchor, time, domain, step);
    case 'start':
      return ordered(time, base.to, domain, step);
    case 'end':
      return ordered(base.from, time, domain, step);
    case 'whole': {
      const length = base.to - base.from;
      const from = Math.max(domain.from, Math.min(base.from + snap(time - anchor, step), domain.to - length));
      return { from, to: from + length };
    }
  }
}

/** The stretch after a key was pressed on one of its ends; null for keys that do nothing there. */
export function moved(
  part: 'start' | 'end',
  stretch: Stretch,
  key: string,
  fast: boolean,
  domain: Stretch,
  step: number,
): Stretch | null {
  const stride = step * (fast ? 10 : 1);
  const page = Math.max(step, snap((domain.to - domain.from) / 10, step));
  const own = part === 'start' ? stretch.from : stretch.to;
  const target = {
    ArrowLeft: own - stride,
    ArrowDown: own - stride,
    ArrowRight: own + stride,
    ArrowUp: own + stride,
    PageDown: own - page,
    PageUp: own + page,
    Home: domain.from,
    End: domain.to,
  }[key];
  if (target === undefined) return null;
  // An end stops at the other one: keys never swap them.
  if (part === 'start') return { from: clamp(Math.min(target, stretch.to - step), domain), to: stretch.to };
  return { from: stretch.from, to: clamp(Math.max(target, stretch.from + step), domain) };
}

function ordered(one: number, other: number, domain: Stretch, step: number): Stretch {
  const from = clamp(Math.floor(Math.min(one, other) / step) * step, domain);
  const to = clamp(Math.ceil(Math.max(one, other) / step) * step, domain);
  if (to - from >= step) return { from, to };
  return from + step <= domain.to ? { from, to: from + step } : { from: Math.max(domain.from, to - step), to };
}

function snap(time: number, step: number): number {
  return Math.round(time / step) * step;
}

function clamp(time: number, { from, to }: Stretch): number {
  return Math.min(Math.max(time, from), to);
}
