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

/** Real position of a row's top inside the scrolling element, while the element is scrolled to `realOffset`. */
export function realTop(index: number, rowHeight: number, realOffset: number, scale: number): number {
  if (scale === 1) return index * rowHeight;
  return index * rowHeight - realOffset * scale + realOffset;
}
