/**
 * Rows are all equally high; browsers, though, do not lay out elements of any height. Beyond `MAX_HEIGHT` the scroll bar
 * therefore stands for more than its own pixels: *virtual* pixels are what rows are laid out in, *real* ones what the
 * browser scrolls. Pure.
 */

/** Firefox stops below 17.9 million pixels, Chromium below 33.5 million. */
const MAX_HEIGHT = 15_000_000;

export interface RowGeometry {
  /** Real height of the element that scrolls. */
  readonly height: number;
  /** Virtual pixels per real pixel of scrolling; 1 unless there are too many rows. */
  readonly scale: number;
}

export function rowGeometry(rowCount: number, rowHeight: number, viewport: number): RowGeometry {
  const virtual = rowCount * rowHeight;
  if (virtual <= MAX_HEIGHT) return { height: virtual, scale: 1 };
  return { height: MAX_HEIGHT, scale: (virtual - viewport) / (MAX_HEIGHT - viewport) };
}

/** Rows are placed from the first one of a group of so many on, so that no position in the layer is beyond what browsers lay out. */
const GROUP = 4096;
/** Rows on screen may begin in one group and end in the next. */
const BEYOND_GROUP = 512;

/** Where rows lie while the element is scrolled: they keep their place in a layer, and the layer moves, which is one element instead of all rows. */
export interface RowLayer {
  /** The same for all groups but the last, however few rows are drawn: a browser paints a whole layer again when its bounds change. */
  readonly height: number;
  /** Of its first row among all rows, in virtual pixels. */
  readonly top: number;
  /** Of the row at `index` inside the layer: the same at every offset within a group. */
  topOf(index: number): number;
}

export function groupOf(row: number): number {
  return Math.floor(row / GROUP);
}

export function rowLayer(group: number, rowCount: number, rowHeight: number): RowLayer {
  const base = group * GROUP;
  return {
    height: Math.min(GROUP + BEYOND_GROUP, rowCount - base) * rowHeight,
    top: base * rowHeight,
    topOf: (index) => (index - base) * rowHeight,
  };
}

/** Rows that come into sight are drawn so many at a time: a change of the page costs far more than one row more in it. */
export const ROW_STEP = 6;
/** Rows that are drawn beyond what is on screen, at either end, at least. */
const OVERSCAN = 4;

export interface DrawnRows {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  /** As many as are ever drawn at once at this height of the viewport. */
  readonly most: number;
}

/** `anchor`: the first row on screen, or the multiple of ROW_STEP before it. `viewport`: pixels. */
export function drawnRows(anchor: number, rowCount: number, rowHeight: number, viewport: number): DrawnRows {
  const onScreen = Math.ceil(viewport / rowHeight) + 1;
  const from = Math.min(anchor, stepOf(Math.max(0, rowCount - 1)));
  return {
    first: Math.max(0, from - OVERSCAN),
    end: Math.min(rowCount, from + ROW_STEP + onScreen + OVERSCAN),
    most: onScreen + ROW_STEP + 2 * OVERSCAN,
  };
}

export function stepOf(row: number): number {
  return Math.floor(row / ROW_STEP) * ROW_STEP;
}
