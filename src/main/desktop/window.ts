/** The one window: sandboxed, without Node, and back where it was last time. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { APP_URL } from './app-asset.ts';
import { PRELOAD_FILE } from './paths.ts';
import { MINIMUM_HEIGHT, MINIMUM_WIDTH, placeWindow, type Rectangle } from './window-state.ts';
import type { WindowStateFile } from './window-state-file.ts';

/** The page's own background in each theme, so that nothing flashes before the first paint. */
const BACKGROUND = { dark: '#0b1015', light: '#f3f5f7' } as const;
/** Moves and resizes come in bursts; the state is written once they pause. */
const SETTLE_MS = 400;

export function openWindow(stateFile: WindowStateFile): BrowserWindow {
  const placement = placeWindow(stateFile.read(), workAreas());
  const window = new BrowserWindow({
    title: 'Netloupe',
    width: placement.width,
    height: placement.height,
    ...placement.position,
    minWidth: MINIMUM_WIDTH,
    minHeight: MINIMUM_HEIGHT,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: PRELOAD_FILE,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      // The spelling checker would fetch dictionaries from the network.
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (placement.maximised) window.maximize();
    window.show();
  });
  keepState(window, stateFile);
  void window.loadURL(APP_URL);
  return window;
}

function workAreas(): readonly [Rectangle, ...Rectangle[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary.workArea, ...others.map(({ workArea }) => workArea)];
}

function keepState(window: BrowserWindow, stateFile: WindowStateFile): void {
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    stateFile.write({ bounds: window.getNormalBounds(), maximised: window.isMaximized() });
  };
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(write, SETTLE_MS);
  };
  window.on('move', settle);
  window.on('resize', settle);
  window.on('maximize', settle);
  window.on('unmaximize', settle);
  window.on('close', write);
}
