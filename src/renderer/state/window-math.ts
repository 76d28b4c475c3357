/** Which rows to ask the engine for, given which rows are on screen. Pure. */

export interface RowWindow {
  readonly offset: number;
  readonly limit: number;
}

/** Rows per request are a multiple of this, so that small scrolls ask for nothing new. */
const BLOCK = 50;
/** The contract's bound on `limit`. */
const MAX_LIMIT = 500;

/** Screen frames that pass until an answer is there, with a good measure; and for how many more it shall last. */
const FRAMES_UNDER_WAY = 12;
const FRAMES_AHEAD = 40;
/** Whoever drags the scroll bar does not read what lies between. */
const MAX_SCREENS_AHEAD = 6;

/**
 * The window to ask for when rows `first..last` (inclusive) are visible: one screen more on either side, in whole blocks, and more on the
 * side to which one scrolls by `moved` rows a frame. `current` is returned itself (same object) while it still covers the visible rows and half a
 * screen around them, or what will be visible until an answer can be there.
 */
export function windowAround(first: number, last: number, current: RowWindow, moved = 0): RowWindow {
  const visible = Math.max(1, last - first + 1);
  const speed = Math.min(Math.abs(moved), visible);
  const margin = (ahead: boolean): number => Math.max(Math.ceil(visible / 2), ahead ? FRAMES_UNDER_WAY * speed : 0);
  const reach = (ahead: boolean): number =>
    Math.max(visible, ahead ? Math.min(FRAMES_AHEAD * speed, MAX_SCREENS_AHEAD * visible) : 0);
  const [up, down] = [moved < 0, moved > 0];
  const from = Math.max(0, first - margin(up));
  const enough = current.offset <= from && current.offset + current.limit > last + margin(down);
  const wanted = reach(up) + visible + reach(down);
  // Far too wide for a small screen is as wrong as too narrow: each frame would carry rows nobody sees.
  if (enough && current.limit <= wanted + 3 * BLOCK) return current;
  const start = Math.floor(Math.max(0, first - reach(up)) / BLOCK) * BLOCK;
  const end = Math.ceil((last + 1 + reach(down)) / BLOCK) * BLOCK;
  const next = { offset: start, limit: Math.min(MAX_LIMIT, Math.max(BLOCK, end - start)) };
  return next.offset === current.offset && next.limit === current.limit ? current : next;
}
