/** The windows: sandboxed, without Node, and back where they were last time. */
import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron';
import { APP_URL } from './app-asset.ts';
import type { KeptFile } from './kept-file.ts';
import { PRELOAD_FILE } from './paths.ts';
import {
  MAIN_SIZES,
  MINI_SIZES,
  placeWindow,
  type Rectangle,
  type WindowSizes,
  type WindowState,
} from './window-state.ts';

/** The page's own background in each theme, so that nothing flashes before the first paint. */
const BACKGROUND = { dark: '#0b1015', light: '#f3f5f7' } as const;
/** Moves and resizes come in bursts; the state is written once they pause. */
const SETTLE_MS = 400;

/** The one main window. */
export function openWindow(stateFile: KeptFile<WindowState>): BrowserWindow {
  return open(stateFile, MAIN_SIZES, APP_URL, { title: 'Netloupe' });
}

/** The small one, above all others, drawn by the same page. Its frame is the page's own. */
export function openMiniWindow(stateFile: KeptFile<WindowState>): BrowserWindow {
  const window = open(stateFile, MINI_SIZES, `${APP_URL}?mini`, {
    title: 'Netloupe',
    frame: false,
    alwaysOnTop: true,
    maximizable: false,
    fullscreenable: false,
  });
  // Above windows that are above others themselves, such as palettes.
  window.setAlwaysOnTop(true, 'floating');
  return window;
}

function open(
  stateFile: KeptFile<WindowState>,
  sizes: WindowSizes,
  url: string,
  look: BrowserWindowConstructorOptions,
): BrowserWindow {
  const placement = placeWindow(stateFile.read(), workAreas(), sizes);
  const window = new BrowserWindow({
    ...look,
    width: placement.width,
    height: placement.height,
    ...placement.position,
    minWidth: sizes.minimum.width,
    minHeight: sizes.minimum.height,
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
  void window.loadURL(url);
  return window;
}

function workAreas(): readonly [Rectangle, ...Rectangle[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary.workArea, ...others.map(({ workArea }) => workArea)];
}

function keepState(window: BrowserWindow, stateFile: KeptFile<WindowState>): void {
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
