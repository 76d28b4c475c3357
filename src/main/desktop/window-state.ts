/** Where the window was, kept across runs. What is read back is never trusted: screens change and files get damaged. */
import { z } from 'zod';

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

export const MINIMUM_WIDTH = 880;
export const MINIMUM_HEIGHT = 560;
const DEFAULT_WIDTH = 1440;
const DEFAULT_HEIGHT = 900;
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
  try {
    const parsed = stateSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON: a file that was cut short or edited by hand
  }
}

/** Where to open on the screens there are now; `workAreas` has the primary screen first and is never empty. */
export function placeWindow(state: WindowState | null, workAreas: readonly [Rectangle, ...Rectangle[]]): Placement {
  if (state === null)
    return { position: null, ...sizeWithin(workAreas[0], DEFAULT_WIDTH, DEFAULT_HEIGHT), maximised: false };
  const { bounds, maximised } = state;
  const home = workAreas.find((area) => isGrabbable(bounds, area));
  const size = sizeWithin(home ?? workAreas[0], bounds.width, bounds.height);
  return { position: home === undefined ? null : { x: bounds.x, y: bounds.y }, ...size, maximised };
}

function sizeWithin(area: Rectangle, width: number, height: number): { width: number; height: number } {
  return {
    width: Math.max(Math.min(width, area.width), Math.min(MINIMUM_WIDTH, area.width)),
    height: Math.max(Math.min(height, area.height), Math.min(MINIMUM_HEIGHT, area.height)),
  };
}

function isGrabbable(bounds: Rectangle, area: Rectangle): boolean {
  const visible = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const above = bounds.y - area.y;
  return visible >= GRABBABLE_WIDTH && above >= 0 && above <= area.height - GRABBABLE_HEIGHT;
}
