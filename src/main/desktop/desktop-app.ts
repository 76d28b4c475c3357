/** The running application: one engine, at most one window and one small one, and what passes between them and the system. */
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  type MessagePortMain,
  nativeTheme,
  type RenderProcessGoneDetails,
  session,
  shell,
} from 'electron';
import { z } from 'zod';
import { DEFAULT_RESTART_RULES, RestartPolicy } from '#base/restart-policy.ts';
import type { Failure } from '#base/result.ts';
import { connectEngine } from '#channel/client.ts';
import { messagePortTransport } from '#channel/message-port.ts';
import type { Appearance, FileOrFolder, MenuCommand, StartIntent } from '#contract/desktop-bridge.ts';
import { DESKTOP_IPC } from '#contract/desktop-ipc.ts';
import { isFirstRun } from '#contract/settings-commands.ts';
import { showAbout } from './about.ts';
import { AppNotices } from './app-notices.ts';
import { DEFAULT_APPEARANCE, parseAppearance } from './appearance.ts';
import type { DesktopArguments } from './arguments.ts';
import { serveApp } from './app-protocol.ts';
import type { CrashDesk } from './crashes/crash-desk.ts';
import { openReports } from './crashes/open-reports.ts';
import { watchProcesses } from './crashes/process-watch.ts';
import type { PathUse } from './chosen-paths.ts';
import { chooseCapture, chooseExportPath, choosePlugin, saveText } from './dialogs.ts';
import { keptFile } from './kept-file.ts';
import { setMenu } from './menu.ts';
import { menuWords, type MenuWords } from './menu-words.ts';
import { OpenRequests } from './open-requests.ts';
import { answerPage } from './page-requests.ts';
import {
  DOCUMENTATION,
  ENGINE_PROCESS_FILE,
  HISTORY_PROCESS_FILE,
  LICENCES,
  PLUGIN_PROCESS_FILE,
  PLUGINS_FOLDER,
  RENDERER_DIRECTORY,
  SAMPLE_FILE,
} from './paths.ts';
import { parseDesktopPreferences } from './preferences/kept-preferences.ts';
import { type FirstShow, Presence } from './presence.ts';
import { parseRecentFiles, RecentFiles } from './recent-files.ts';
import { lockDownSession } from './security.ts';
import { silenceSession } from './silence.ts';
import { startIntent } from './start-intent.ts';
import { createUpdates, followSwitch } from './updates/create-updates.ts';
import { parseUpdateMemory } from './updates/update-checker.ts';
import { startUtilityEngine, type UtilityEngine } from './utility-engine.ts';
import { openMiniWindow, openWindow } from './window.ts';
import { parseKeptWindow } from './window-state.ts';

/**
 * How long quitting waits for the engine to stop capture and exports cleanly, and plugins within their usual time: longer than it takes to write what it
 * still has for the history, and to let its process end.
 */
const QUIT_PATIENCE_MS = 12_000;
const secondInstanceData: z.ZodType<DesktopArguments> = z.object({
  captures: z.array(z.string().min(1).max(4096)).max(1001),
  minimised: z.boolean(),
});

export class DesktopApp {
  readonly #crashes: CrashDesk;
  /** Loading the view again by itself helps once; where it does not, the user decides. */
  readonly #viewRestarts: RestartPolicy = new RestartPolicy({ ...DEFAULT_RESTART_RULES, deathsAllowed: 1 });
  readonly #openRequests: OpenRequests = new OpenRequests();
  #named: readonly string[];
  readonly #minimised: boolean;
  #intentGiven: boolean = false;
  #engine: UtilityEngine | null = null;
  #window: BrowserWindow | null = null;
  #mini: BrowserWindow | null = null;
  #appearance: Appearance = DEFAULT_APPEARANCE;
  #recent: RecentFiles | null = null;
  /** Made when Electron knows where the program's own files are. */
  #presence: Presence | null = null;
  readonly #notices: AppNotices = new AppNotices({
    isInFront: () => BrowserWindow.getFocusedWindow() !== null,
    clicked: () => this.#command('view:alerts'),
  });
  /** What the page may name, and so note as recent. */
  readonly #readable: Set<string> = new Set();
  #quitting: boolean = false;

  constructor({ captures, minimised }: DesktopArguments, crashes: CrashDesk) {
    this.#named = captures;
    this.#minimised = minimised;
    this.#crashes = crashes;
  }

  /** Once, when Electron is ready. */
  start(): void {
    silenceSession(session.defaultSession);
    lockDownSession(session.defaultSession);
    serveApp(session.defaultSession, RENDERER_DIRECTORY);
    const files = { engine: ENGINE_PROCESS_FILE, plugin: PLUGIN_PROCESS_FILE, history: HISTORY_PROCESS_FILE };
    const argument = { version: app.getVersion(), samplePath: SAMPLE_FILE, pluginsFolder: PLUGINS_FOLDER };
    const engine = startUtilityEngine(files, argument, {
      died: (code, failure, said) => this.#engineDied(code, failure, said),
      programCrashed: (name, code, said) => {
        if (!this.#quitting) this.#crashes.crashed({ crashed: name, code, reason: 'exit', said }, true);
      },
    });
    this.#engine = engine;
    watchProcesses(this.#crashes, () => this.#quitting);
    for (const path of this.#named) this.#chosen('read', path);
    this.#appearance = this.#kept('appearance.json', parseAppearance).read() ?? DEFAULT_APPEARANCE;
    nativeTheme.themeSource = this.#appearance.theme;
    this.#recent = new RecentFiles(this.#kept('recent-files.json', parseRecentFiles), () => this.#setMenu());
    for (const path of this.#recent.paths) this.#chosen('read', path);
    const presence = new Presence(this.#kept('desktop-preferences.json', parseDesktopPreferences), {
      window: () => this.#window,
      showWindow: () => this.#showWindow(),
      openMini: () => this.#openMini(),
      togglePause: () => this.#window?.webContents.send(DESKTOP_IPC.menuCommand, 'pause' satisfies MenuCommand),
      connect: () => messagePortTransport(engine.connect()),
      appearance: () => this.#appearance,
    });
    this.#presence = presence;
    const updates = createUpdates(this.#kept('updates.json', parseUpdateMemory), (state) =>
      this.#window?.webContents.send(DESKTOP_IPC.updatesChanged, state),
    );
    followSwitch(updates, presence.preferences);
    answerPage({
      main: () => this.#window,
      mini: () => this.#mini,
      connect: (window) => this.#connect(window),
      readyForFiles: (window) =>
        this.#openRequests.listen((paths) => window.webContents.send(DESKTOP_IPC.openFile, paths)),
      showMain: () => this.#showWindow(),
      openMini: () => this.#openMini(),
      setAppearance: (appearance) => this.#setAppearance(appearance),
      noteRecent: (path) => {
        if (!this.#readable.has(path)) return;
        app.addRecentDocument(path);
        this.#recent?.note(path);
      },
      dropped: (path) => this.#chosen('read', path),
      clearRecent: () => this.#clearRecent(),
      chooseCapture: async (window, kind) =>
        this.#chosen('read', await chooseCapture(window, this.#words.dialogs, kind)),
      choosePlugin: async (window, kind) => this.#chosen('read', await choosePlugin(window, this.#words.dialogs, kind)),
      chooseExportPath: async (window, suggestedName) =>
        this.#chosen('write', await chooseExportPath(window, this.#words.dialogs, suggestedName)),
      saveText: (window, suggestedName, text) => saveText(window, this.#words.dialogs, suggestedName, text),
      startIntent: () => this.#startIntent(),
      viewPaused: (paused) => presence.setViewPaused(paused),
      notify: (title, body) => this.#notices.show(title, body),
      noticesSupported: () => this.#notices.areSupported,
      desktopPreferences: () => presence.state(),
      setDesktopPreferences: (changes) => presence.set(changes),
      readyForCrashes: (window) =>
        this.#crashes.listen((notice) => window.webContents.send(DESKTOP_IPC.crashed, notice)),
      crashReports: () => Promise.resolve(this.#crashes.list()),
      readCrashReport: (id) => Promise.resolve(this.#crashes.read(id)),
      removeCrashReport: (id) => Promise.resolve(this.#crashes.remove(id)),
      openCrashReports: () => openReports(this.#crashes.folder),
      updateState: () => Promise.resolve(updates.state),
      checkForUpdates: () => updates.check(),
      downloadUpdate: () => updates.download(),
    });
    this.#setMenu();
    app.on('activate', () => this.#showWindow());
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('before-quit', (event) => this.#beforeQuit(event));
    presence.begin();
    // Whoever names a capture wants to see it.
    void presence.firstShow(this.#minimised, this.#named.length > 0).then((show) => this.#openWindow(show));
  }

  /** Several are one timeline. */
  openCaptures(paths: readonly string[]): void {
    for (const path of paths) this.#chosen('read', path);
    // Before the view has asked what to do first, this is what to do first.
    if (this.#intentGiven) this.#openRequests.open(paths);
    else this.#named = paths;
  }

  /** Another instance was started: what it named is opened here, in front. */
  secondInstance(data: unknown): void {
    const parsed = secondInstanceData.safeParse(data);
    const { captures, minimised } = parsed.data ?? { captures: [], minimised: false };
    if (captures.length > 0) this.openCaptures(captures);
    // Started at login, say, while it runs already: nobody asked to see it.
    if (app.isReady() && (captures.length > 0 || !minimised)) this.#showWindow();
  }

  #showWindow(): void {
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore();
      if (!this.#window.isVisible()) this.#window.show();
      this.#window.focus();
      return;
    }
    this.#openWindow('front');
  }

  #openWindow(show: FirstShow): void {
    // A second instance was quicker than the question for a tray.
    if (this.#window !== null) return;
    const window = openWindow(this.#kept('window-state.json', parseKeptWindow), show);
    this.#window = window;
    this.#presence?.adopt(window);
    window.on('closed', () => {
      this.#window = null;
      this.#mutePage();
    });
    // A page that was loaded again listens again by itself.
    window.webContents.on('did-navigate', () => this.#mutePage());
    window.webContents.on('render-process-gone', (_event, details) => this.#viewDied(window, details));
  }

  #mutePage(): void {
    this.#openRequests.mute();
    this.#crashes.mute();
  }

  #openMini(): void {
    if (this.#mini !== null) {
      this.#mini.show();
      return;
    }
    const mini = openMiniWindow(this.#kept('mini-window-state.json', parseKeptWindow));
    this.#mini = mini;
    mini.on('closed', () => {
      this.#mini = null;
    });
    // It holds nothing that would be lost.
    mini.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (!this.#quitting) this.#crashes.crashed({ crashed: 'view', code: exitCode, reason, said: '' }, false);
      mini.destroy();
    });
  }

  #kept<T>(name: string, parse: (text: string) => T | null): ReturnType<typeof keptFile<T>> {
    return keptFile(join(app.getPath('userData'), name), parse);
  }

  get language(): Appearance['language'] {
    return this.#appearance.language;
  }

  get #words(): MenuWords {
    return menuWords(this.#appearance.language);
  }

  #setMenu(): void {
    setMenu(
      { words: this.#words, recent: this.#recent?.paths ?? [], isMac: process.platform === 'darwin' },
      {
        openCapture: (kind) => void this.#openByDialog(kind),
        openRecent: (path) => {
          this.#showWindow();
          this.openCaptures([path]);
        },
        clearRecent: () => this.#clearRecent(),
        openMini: () => this.#openMini(),
        openCrashReports: () => void openReports(this.#crashes.folder),
        command: (command) => this.#command(command),
        openDocumentation: opener(DOCUMENTATION),
        openLicences: opener(LICENCES),
        showAbout: () => void showAbout(BrowserWindow.getFocusedWindow() ?? this.#window, this.#words),
      },
    );
  }

  /** Chosen by the user where the page has no hand in it: what it may name from now on. */
  #chosen(use: PathUse, path: string | null): string | null {
    if (path === null) return null;
    if (use === 'read') this.#readable.add(path);
    this.#engine?.chosen(use, [path]);
    return path;
  }

  #clearRecent(): void {
    app.clearRecentDocuments();
    this.#recent?.clear();
  }

  #setAppearance(appearance: Appearance): void {
    if (JSON.stringify(this.#appearance) === JSON.stringify(appearance)) return;
    this.#appearance = appearance;
    nativeTheme.themeSource = appearance.theme;
    this.#kept('appearance.json', parseAppearance).write(appearance);
    this.#setMenu();
    this.#presence?.refresh();
  }

  #connect(window: BrowserWindow): void {
    const port: MessagePortMain | undefined = this.#engine?.connect();
    if (port !== undefined) window.webContents.postMessage(DESKTOP_IPC.port, null, [port]);
  }

  /** Answered once: a view that is loaded again finds the engine as it is. */
  async #startIntent(): Promise<StartIntent> {
    if (this.#intentGiven || this.#engine === null) return { kind: 'none' };
    this.#intentGiven = true;
    if (this.#named.length > 0) return startIntent(this.#named, null, SAMPLE_FILE);
    const client = connectEngine(messagePortTransport(this.#engine.connect()));
    const [settings, answer] = await Promise.all([
      client.call('settings.get', {}),
      client.call('interfaces.list', { redact: false }),
    ]);
    client.close();
    // The first time the page says what this is about, and captures when it is told to.
    if (settings.ok && isFirstRun(settings.value)) return { kind: 'none' };
    return startIntent([], answer.ok ? answer.value : null, SAMPLE_FILE);
  }

  async #openByDialog(kind: FileOrFolder): Promise<void> {
    this.#showWindow();
    if (this.#window === null) return;
    const path = await chooseCapture(this.#window, this.#words.dialogs, kind);
    if (path !== null) this.openCaptures([path]);
  }

  #command(command: MenuCommand): void {
    // Chosen in the small window, it is carried out in the main one.
    this.#showWindow();
    this.#window?.webContents.send(DESKTOP_IPC.menuCommand, command);
  }

  #engineDied(code: number, failure: Failure | null, said: string): void {
    console.error(`netloupe: the capture engine stopped with code ${code}`);
    this.#crashes.crashed({ crashed: 'engine', code, reason: 'exit', said }, failure === null);
    // The page sees its port close and shows that; a dialog only when nothing more will be tried.
    if (failure !== null) dialog.showErrorBox(failure.message, failure.remedy ?? '');
  }

  #viewDied(window: BrowserWindow, { reason, exitCode }: RenderProcessGoneDetails): void {
    this.#mutePage();
    if (this.#quitting || window.isDestroyed() || reason === 'clean-exit') return;
    console.error(`netloupe: the view stopped (${reason})`);
    const delay = this.#viewRestarts.died(performance.now());
    this.#crashes.crashed({ crashed: 'view', code: exitCode, reason, said: '' }, delay !== null);
    if (delay === null) void this.#askAboutView(window, reason);
    else setTimeout(() => reload(window), delay);
  }

  async #askAboutView(window: BrowserWindow, reason: string): Promise<void> {
    const say = this.#words.viewDied;
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: say.message,
      detail: say.detail(reason, this.#crashes.folder),
      buttons: [say.again, say.quit],
      defaultId: 0,
      cancelId: 1,
    });
    if (response === 0) reload(window);
    else app.quit();
  }

  /** Before main ends by a fault of its own. */
  settle(): Promise<void> {
    this.#quitting = true;
    return this.#engine?.stop(QUIT_PATIENCE_MS) ?? Promise.resolve();
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

/** Of something on this machine, with the program that the system has for it. */
function opener(path: string | null): (() => void) | null {
  if (path === null) return null;
  return () => {
    void shell.openPath(path).then((why) => {
      if (why !== '') dialog.showErrorBox(path, why);
    });
  };
}

function reload(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.webContents.reload();
}
