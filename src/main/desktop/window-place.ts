/** Keeps where a window is, for each arrangement of displays, and brings it back into view when displays change. */
import { type BrowserWindow, screen } from 'electron';
import type { KeptFile } from './kept-file.ts';
import {
  arrangementOf,
  type KeptWindow,
  placeAfterChange,
  type Rectangle,
  type WindowSizes,
  withState,
} from './window-state.ts';

/** Moves and resizes come in bursts, and so do changes of displays; what they lead to counts. */
const SETTLE_MS = 400;
const DISPLAY_CHANGES = ['display-added', 'display-removed', 'display-metrics-changed'] as const;

export function currentArrangement(): string {
  return arrangementOf(screen.getAllDisplays());
}

/** The primary display's first. */
export function workAreas(): readonly [Rectangle, ...Rectangle[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary.workArea, ...others.map(({ workArea }) => workArea)];
}

export function keepPlace(window: BrowserWindow, file: KeptFile<KeptWindow>, sizes: WindowSizes): void {
  // The system moves windows before it tells of displays: until that has settled, nothing is kept for the new arrangement.
  let settledIn = currentArrangement();
  const write = (): void => {
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    if (currentArrangement() !== settledIn) return;
    const state = { bounds: window.getNormalBounds(), maximised: window.isMaximized() };
    file.write(withState(file.read(), settledIn, state));
  };
  const rearrange = (): void => {
    if (window.isDestroyed()) return;
    settledIn = currentArrangement();
    // The system puts these on a display that there is.
    if (window.isMaximized() || window.isFullScreen()) return;
    const place = placeAfterChange(file.read(), settledIn, window.getNormalBounds(), workAreas(), sizes);
    if (place !== null) window.setBounds(place);
  };
  const moved = settled(write);
  const displaysChanged = settled(rearrange);
  window.on('move', moved.soon);
  window.on('resize', moved.soon);
  window.on('maximize', moved.soon);
  window.on('unmaximize', moved.soon);
  window.on('close', () => {
    moved.cancel();
    write();
  });
  for (const change of DISPLAY_CHANGES) screen.on(change as 'display-added', displaysChanged.soon);
  window.once('closed', () => {
    moved.cancel();
    displaysChanged.cancel();
    for (const change of DISPLAY_CHANGES) screen.off(change as 'display-added', displaysChanged.soon);
  });
}

function settled(act: () => void): { soon(): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    cancel,
    soon: () => {
      cancel();
      timer = setTimeout(act, SETTLE_MS);
    },
  };
}
