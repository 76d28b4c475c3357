/** Where the window was, kept across runs. What is read back is never trusted: screens change and files get damaged. */
import { z } from 'zod';
import { parsedJson } from './kept-file.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximised: boolean;
}

/** What opens: without a position where the kept one cannot be used, so that the system places the window. */
export interface Placement {
  readonly position: { readonly x: number; readonly y: number } | null;
  readonly width: number;
  readonly height: number;
  readonly maximised: boolean;
}

export interface WindowSizes {
  readonly minimum: { readonly width: number; readonly height: number };
  readonly usual: { readonly width: number; readonly height: number };
}

export const MAIN_SIZES: WindowSizes = { minimum: { width: 880, height: 560 }, usual: { width: 1440, height: 900 } };
export const MINI_SIZES: WindowSizes = { minimum: { width: 260, height: 160 }, usual: { width: 360, height: 240 } };

/** As much of the window's top edge must be on a screen that it can be grabbed and moved. */
const GRABBABLE_WIDTH = 120;
const GRABBABLE_HEIGHT = 24;

const pixels: z.ZodType<number> = z.number().int().min(-100_000).max(100_000);
const stateSchema: z.ZodType<WindowState> = z.object({
  bounds: z.object({ x: pixels, y: pixels, width: pixels, height: pixels }),
  maximised: z.boolean(),
});

/** Null for anything but a whole, sane state. */
export function parseWindowState(text: string): WindowState | null {
  return parsedJson(text, (value) => stateSchema.safeParse(value).data ?? null);
}

/** Where to open on the screens there are now; `workAreas` has the primary screen first and is never empty. */
export function placeWindow(
  state: WindowState | null,
  workAreas: readonly [Rectangle, ...Rectangle[]],
  sizes: WindowSizes = MAIN_SIZES,
): Placement {
  if (state === null) return { position: null, ...sizeWithin(workAreas[0], sizes.usual, sizes), maximised: false };
  const { bounds, maximised } = state;
  const home = workAreas.find((area) => isGrabbable(bounds, area));
  const size = sizeWithin(home ?? workAreas[0], bounds, sizes);
  return { position: home === undefined ? null : { x: bounds.x, y: bounds.y }, ...size, maximised };
}

function sizeWithin(
  area: Rectangle,
  { width, height }: { readonly width: number; readonly height: number },
  { minimum }: WindowSizes,
): { width: number; height: number } {
  return {
    width: Math.max(Math.min(width, area.width), Math.min(minimum.width, area.width)),
    height: Math.max(Math.min(height, area.height), Math.min(minimum.height, area.height)),
  };
}

function isGrabbable(bounds: Rectangle, area: Rectangle): boolean {
  const visible = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const above = bounds.y - area.y;
  return visible >= GRABBABLE_WIDTH && above >= 0 && above <= area.height - GRABBABLE_HEIGHT;
}
