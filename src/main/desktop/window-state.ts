/**
 * Where a window was, kept across runs for each arrangement of displays, so that a laptop has one place at the desk and another one on
 * the train. What is read back is never trusted: screens change and files get damaged.
 */
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

/** The latest first: where the window was among the displays that there were. */
export interface KeptWindow {
  readonly arrangements: readonly { readonly displays: string; readonly state: WindowState }[];
}

/** What of a display makes an arrangement another one. */
export interface DisplayShape {
  readonly bounds: Rectangle;
  readonly scaleFactor: number;
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

/** More are hardly ever met, and the file stays small. */
const MOST_ARRANGEMENTS = 16;
const keptSchema: z.ZodType<KeptWindow> = z.object({
  arrangements: z.array(z.object({ displays: z.string().max(2048), state: stateSchema })).max(MOST_ARRANGEMENTS),
});

/** Null for anything but whole, sane states. Before there were arrangements, the file held one state. */
export function parseKeptWindow(text: string): KeptWindow | null {
  return parsedJson(text, (value) => {
    const single = stateSchema.safeParse(value).data;
    if (single !== undefined) return { arrangements: [{ displays: '', state: single }] };
    return keptSchema.safeParse(value).data ?? null;
  });
}

/** The same for the same displays, in whatever order the system names them. */
export function arrangementOf(displays: readonly DisplayShape[]): string {
  return displays
    .map(({ bounds: { x, y, width, height }, scaleFactor }) => `${x},${y} ${width}x${height}@${scaleFactor}`)
    .toSorted()
    .join(' | ');
}

/** Among these displays, else where it was last. */
export function stateFor(kept: KeptWindow | null, displays: string): WindowState | null {
  const arrangements = kept?.arrangements ?? [];
  return (arrangements.find((each) => each.displays === displays) ?? arrangements[0])?.state ?? null;
}

export function withState(kept: KeptWindow | null, displays: string, state: WindowState): KeptWindow {
  const others = (kept?.arrangements ?? []).filter((each) => each.displays !== displays);
  return { arrangements: [{ displays, state }, ...others].slice(0, MOST_ARRANGEMENTS) };
}

/**
 * Where a window goes when the displays have changed under it: to where it was among them, else back into view. Null: it stays
 * where it is.
 */
export function placeAfterChange(
  kept: KeptWindow | null,
  displays: string,
  now: Rectangle,
  workAreas: readonly [Rectangle, ...Rectangle[]],
  sizes: WindowSizes,
): Rectangle | null {
  const known = kept?.arrangements.find((each) => each.displays === displays)?.state.bounds ?? now;
  const home = workAreas.find((area) => isGrabbable(known, area));
  const area = home ?? workAreas[0];
  const size = sizeWithin(area, known, sizes);
  const middle = {
    x: Math.round(area.x + (area.width - size.width) / 2),
    y: Math.round(area.y + (area.height - size.height) / 2),
  };
  const wanted = { ...(home === undefined ? middle : { x: known.x, y: known.y }), ...size };
  const stays = (['x', 'y', 'width', 'height'] as const).every((side) => wanted[side] === now[side]);
  return stays ? null : wanted;
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
