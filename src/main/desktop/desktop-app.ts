/** The running application: one engine, at most one window and one small one, and what passes between them and the system. */
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, type MessagePortMain, nativeTheme, session } from 'electron';
import { z } from 'zod';
import { success, type Failure, type Result } from '#base/result.ts';
import { connectEngine } from '#channel/client.ts';
import { messagePortTransport } from '#channel/message-port.ts';
import type { Appearance, MenuCommand, StartIntent } from '#contract/desktop-bridge.ts';
import { DESKTOP_IPC } from '#contract/desktop-ipc.ts';
import { DEFAULT_DESKTOP_PREFERENCES, type DesktopPreferencesState } from '#contract/desktop-preferences.ts';
import { DEFAULT_APPEARANCE, parseAppearance } from './appearance.ts';
import { serveApp } from './app-protocol.ts';
import { chooseCapture, chooseExportPath, choosePlugin, saveText } from './dialogs.ts';
import { keptFile } from './kept-file.ts';
import { setMenu } from './menu.ts';
import { menuWords, type MenuWords } from './menu-words.ts';
import { OpenRequests } from './open-requests.ts';
import { answerPage } from './page-requests.ts';
import {
  ENGINE_PROCESS_FILE,
  HISTORY_PROCESS_FILE,
  PLUGIN_PROCESS_FILE,
  PLUGINS_FOLDER,
  RENDERER_DIRECTORY,
  SAMPLE_FILE,
} from './paths.ts';
import { KeptPreferences, type PreferenceChanges, parseDesktopPreferences } from './preferences/kept-preferences.ts';
import { parseRecentFiles, RecentFiles } from './recent-files.ts';
import { lockDownSession } from './security.ts';
import { silenceSession } from './silence.ts';
import { startIntent } from './start-intent.ts';
import { startUtilityEngine, type UtilityEngine } from './utility-engine.ts';
import { openMiniWindow, openWindow } from './window.ts';
import { parseWindowState } from './window-state.ts';

/**
 * How long quitting waits for the engine to stop capture and exports cleanly, and plugins within their usual time: longer than it takes to write what it
 * still has for the history, and to let its process end.
 */
const QUIT_PATIENCE_MS = 12_000;
const secondInstanceData: z.ZodType<{ readonly capture: string | null }> = z.object({
  capture: z.string().max(4096).nullable(),
});

export class DesktopApp {
  readonly #openRequests: OpenRequests = new OpenRequests();
  #named: string | null;
  #intentGiven: boolean = false;
  #engine: UtilityEngine | null = null;
  #window: BrowserWindow | null = null;
  #mini: BrowserWindow | null = null;
  #appearance: Appearance = DEFAULT_APPEARANCE;
  #recent: RecentFiles | null = null;
  /** Read when Electron knows where the program's own files are. */
  #preferences: KeptPreferences | null = null;
  #quitting: boolean = false;

  /** `named`: the capture on the command line, as an absolute path. */
  constructor(named: string | null) {
    this.#named = named;
  }

  /** Once, when Electron is ready. */
  start(): void {
    silenceSession(session.defaultSession);
    lockDownSession(session.defaultSession);
    serveApp(session.defaultSession, RENDERER_DIRECTORY);
    const files = { engine: ENGINE_PROCESS_FILE, plugin: PLUGIN_PROCESS_FILE, history: HISTORY_PROCESS_FILE };
    const argument = { version: app.getVersion(), samplePath: SAMPLE_FILE, pluginsFolder: PLUGINS_FOLDER };
    this.#engine = startUtilityEngine(files, argument, (code, failure) => this.#engineDied(code, failure));
    this.#appearance = this.#kept('appearance.json', parseAppearance).read() ?? DEFAULT_APPEARANCE;
    nativeTheme.themeSource = this.#appearance.theme;
    this.#preferences = new KeptPreferences(this.#kept('desktop-preferences.json', parseDesktopPreferences));
    this.#recent = new RecentFiles(this.#kept('recent-files.json', parseRecentFiles), () => this.#setMenu());
    answerPage({
      main: () => this.#window,
      mini: () => this.#mini,
      connect: (window) => this.#connect(window),
      readyForFiles: (window) =>
        this.#openRequests.listen((path) => window.webContents.send(DESKTOP_IPC.openFile, path)),
      showMain: () => this.#showWindow(),
      openMini: () => this.#openMini(),
      setAppearance: (appearance) => this.#setAppearance(appearance),
      noteRecent: (path) => {
        app.addRecentDocument(path);
        this.#recent?.note(path);
      },
      clearRecent: () => this.#clearRecent(),
      chooseCapture: (window, kind) => chooseCapture(window, this.#words.dialogs, kind),
      choosePlugin: (window, kind) => choosePlugin(window, this.#words.dialogs, kind),
      chooseExportPath: (window, suggestedName) => chooseExportPath(window, this.#words.dialogs, suggestedName),
      saveText: (window, suggestedName, text) => saveText(window, this.#words.dialogs, suggestedName, text),
      startIntent: () => this.#startIntent(),
      desktopPreferences: () => Promise.resolve(this.#preferencesState()),
      setDesktopPreferences: (changes) => Promise.resolve(this.#setPreferences(changes)),
    });
    this.#setMenu();
    app.on('activate', () => this.#showWindow());
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('before-quit', (event) => this.#beforeQuit(event));
    this.#showWindow();
  }

  openCapture(path: string): void {
    // Before the view has asked what to do first, the capture is what to do first.
    if (this.#intentGiven) this.#openRequests.open(path);
    else this.#named = path;
  }

  /** Another instance was started: its capture, if it named one, is opened here. */
  secondInstance(data: unknown): void {
    const parsed = secondInstanceData.safeParse(data);
    if (parsed.success && parsed.data.capture !== null) this.openCapture(parsed.data.capture);
    if (app.isReady()) this.#showWindow();
  }

  #showWindow(): void {
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const window = openWindow(this.#kept('window-state.json', parseWindowState));
    this.#window = window;
    window.on('closed', () => {
      this.#window = null;
      this.#openRequests.mute();
    });
    // A page that was loaded again listens again by itself.
    window.webContents.on('did-navigate', () => this.#openRequests.mute());
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#viewDied(window, reason));
  }

  #openMini(): void {
    if (this.#mini !== null) {
      this.#mini.show();
      return;
    }
    const mini = openMiniWindow(this.#kept('mini-window-state.json', parseWindowState));
    this.#mini = mini;
    mini.on('closed', () => {
      this.#mini = null;
    });
    // It holds nothing that would be lost.
    mini.webContents.on('render-process-gone', () => mini.destroy());
  }

  #kept<T>(name: string, parse: (text: string) => T | null): ReturnType<typeof keptFile<T>> {
    return keptFile(join(app.getPath('userData'), name), parse);
  }

  get #words(): MenuWords {
    return menuWords(this.#appearance.language);
  }

  #setMenu(): void {
    setMenu(
      { words: this.#words, recent: this.#recent?.paths ?? [], isMac: process.platform === 'darwin' },
      {
        openCapture: () => void this.#openByDialog(),
        openRecent: (path) => {
          this.#showWindow();
          this.openCapture(path);
        },
        clearRecent: () => this.#clearRecent(),
        openMini: () => this.#openMini(),
        command: (command) => this.#command(command),
      },
    );
  }

  #clearRecent(): void {
    app.clearRecentDocuments();
    this.#recent?.clear();
  }

  #setAppearance(appearance: Appearance): void {
    const { theme, language } = this.#appearance;
    if (theme === appearance.theme && language === appearance.language) return;
    this.#appearance = appearance;
    nativeTheme.themeSource = appearance.theme;
    this.#kept('appearance.json', parseAppearance).write(appearance);
    this.#setMenu();
  }

  #preferencesState(): DesktopPreferencesState {
    const preferences = this.#preferences?.current ?? DEFAULT_DESKTOP_PREFERENCES;
    return { preferences, trayState: 'off' };
  }

  #setPreferences(changes: PreferenceChanges): Result<DesktopPreferencesState> {
    const changed = this.#preferences?.change(changes);
    return changed?.ok === false ? changed : success(this.#preferencesState());
  }

  #connect(window: BrowserWindow): void {
    const port: MessagePortMain | undefined = this.#engine?.connect();
    if (port !== undefined) window.webContents.postMessage(DESKTOP_IPC.port, null, [port]);
  }

  /** Answered once: a view that is loaded again finds the engine as it is. */
  async #startIntent(): Promise<StartIntent> {
    if (this.#intentGiven || this.#engine === null) return { kind: 'none' };
    this.#intentGiven = true;
    if (this.#named !== null) return startIntent(this.#named, null, SAMPLE_FILE);
    const client = connectEngine(messagePortTransport(this.#engine.connect()));
    const answer = await client.call('interfaces.list', { redact: false });
    client.close();
    return startIntent(null, answer.ok ? answer.value : null, SAMPLE_FILE);
  }

  async #openByDialog(): Promise<void> {
    this.#showWindow();
    if (this.#window === null) return;
    const path = await chooseCapture(this.#window, this.#words.dialogs, 'file');
    if (path !== null) this.openCapture(path);
  }

  #command(command: MenuCommand): void {
    // Chosen in the small window, it is carried out in the main one.
    this.#showWindow();
    this.#window?.webContents.send(DESKTOP_IPC.menuCommand, command);
  }

  #engineDied(code: number, failure: Failure | null): void {
    console.error(`netloupe: the capture engine stopped with code ${code}`);
    // The page sees its port close and shows that; a dialog only when nothing more will be tried.
    if (failure !== null) dialog.showErrorBox(failure.message, failure.remedy ?? '');
  }

  #viewDied(window: BrowserWindow, reason: string): void {
    if (this.#quitting || window.isDestroyed() || reason === 'clean-exit') return;
    console.error(`netloupe: the view stopped (${reason})`);
    const answer = dialog.showMessageBoxSync(window, {
      type: 'error',
      message: 'The view stopped unexpectedly',
      detail: `Reason: ${reason}. The capture goes on; loading the view again shows it.`,
      buttons: ['Load again', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    });
    if (answer === 0) window.webContents.reload();
    else app.quit();
  }

  /** Lets the engine finish first: what was captured or half exported is dealt with there. */
  #beforeQuit(event: Electron.Event): void {
    if (this.#engine === null) return;
    event.preventDefault();
    if (this.#quitting) return;
    this.#quitting = true;
    void this.#engine.stop(QUIT_PATIENCE_MS).then(() => {
      this.#engine = null;
      app.quit();
    });
  }
}
