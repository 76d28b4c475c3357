/** The windows: sandboxed, without Node, and back where they were last time. */
import { BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions } from 'electron';
import { APP_URL } from './app-asset.ts';
import type { KeptFile } from './kept-file.ts';
import { PRELOAD_FILE } from './paths.ts';
import type { FirstShow } from './presence.ts';
import { currentArrangement, keepPlace, workAreas } from './window-place.ts';
import { type KeptWindow, MAIN_SIZES, MINI_SIZES, placeWindow, stateFor, type WindowSizes } from './window-state.ts';

/** The page's own background in each theme, so that nothing flashes before the first paint. */
const BACKGROUND = { dark: '#0b1015', light: '#f3f5f7' } as const;

/** The one main window. */
export function openWindow(stateFile: KeptFile<KeptWindow>, show: FirstShow): BrowserWindow {
  return open(stateFile, MAIN_SIZES, APP_URL, { title: 'Netloupe' }, show);
}

/** The small one, above all others, drawn by the same page. Its frame is the page's own. */
export function openMiniWindow(stateFile: KeptFile<KeptWindow>): BrowserWindow {
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
  stateFile: KeptFile<KeptWindow>,
  sizes: WindowSizes,
  url: string,
  look: BrowserWindowConstructorOptions,
  show: FirstShow = 'front',
): BrowserWindow {
  const placement = placeWindow(stateFor(stateFile.read(), currentArrangement()), workAreas(), sizes);
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
    if (show === 'hidden') return;
    if (show === 'minimised') {
      window.minimize();
      return;
    }
    if (placement.maximised) window.maximize();
    window.show();
  });
  keepPlace(window, stateFile, sizes);
  followTheme(window);
  void window.loadURL(url);
  return window;
}

/** What is behind the page while it is resized has the colour that holds now. */
function followTheme(window: BrowserWindow): void {
  const follow = (): void => {
    window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light);
  };
  nativeTheme.on('updated', follow);
  window.once('closed', () => nativeTheme.off('updated', follow));
}
