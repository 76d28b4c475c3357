/** Which rows to ask the engine for, given which rows are on screen. Pure. */

export interface RowWindow {
  readonly offset: number;
  readonly limit: number;
}

/** Rows per request are a multiple of this, so that small scrolls ask for nothing new. */
const BLOCK = 50;
/** The contract's bound on `limit`. */
const MAX_LIMIT = 500;

/**
 * The window to ask for when rows `first..last` (inclusive) are visible: one screen more on either side, in whole blocks.
 * `current` is returned itself (same object) while it still covers the visible rows and half a screen around them.
 */
export function windowAround(first: number, last: number, current: RowWindow): RowWindow {
  const visible = Math.max(1, last - first + 1);
  const margin = Math.ceil(visible / 2);
  const from = Math.max(0, first - margin);
  const enough = current.offset <= from && current.offset + current.limit > last + margin;
  // Far too wide for a small screen is as wrong as too narrow: each frame would carry rows nobody sees.
  if (enough && current.limit <= 3 * visible + 3 * BLOCK) return current;
  const start = Math.floor(Math.max(0, first - visible) / BLOCK) * BLOCK;
  const end = Math.ceil((last + 1 + visible) / BLOCK) * BLOCK;
  const next = { offset: start, limit: Math.min(MAX_LIMIT, Math.max(BLOCK, end - start)) };
  return next.offset === current.offset && next.limit === current.limit ? current : next;
}
