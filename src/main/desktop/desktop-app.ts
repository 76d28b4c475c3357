/** The running application: one engine, at most one window, and what passes between them and the system. */
import { app, type BrowserWindow, dialog, type MessagePortMain, session } from 'electron';
import { z } from 'zod';
import type { Failure } from '#base/result.ts';
import { connectEngine } from '#channel/client.ts';
import { messagePortTransport } from '#channel/message-port.ts';
import type { MenuCommand, StartIntent } from '#contract/desktop-bridge.ts';
import { DESKTOP_IPC } from '#contract/desktop-ipc.ts';
import { serveApp } from './app-protocol.ts';
import { chooseCapture, chooseExportPath, choosePlugin } from './dialogs.ts';
import { setMenu } from './menu.ts';
import { OpenRequests } from './open-requests.ts';
import { answerPage } from './page-requests.ts';
import { ENGINE_PROCESS_FILE, PLUGIN_PROCESS_FILE, PLUGINS_FOLDER, RENDERER_DIRECTORY, SAMPLE_FILE } from './paths.ts';
import { lockDownSession } from './security.ts';
import { startIntent } from './start-intent.ts';
import { startUtilityEngine, type UtilityEngine } from './utility-engine.ts';
import { openWindow } from './window.ts';
import { windowStateFile } from './window-state-file.ts';

/** How long quitting waits for the engine to stop capture and exports cleanly, and plugins within their usual time. */
const QUIT_PATIENCE_MS = 5_000;
const secondInstanceData: z.ZodType<{ readonly capture: string | null }> = z.object({
  capture: z.string().max(4096).nullable(),
});

export class DesktopApp {
  readonly #openRequests: OpenRequests = new OpenRequests();
  #named: string | null;
  #intentGiven: boolean = false;
  #engine: UtilityEngine | null = null;
  #window: BrowserWindow | null = null;
  #quitting: boolean = false;

  /** `named`: the capture on the command line, as an absolute path. */
  constructor(named: string | null) {
    this.#named = named;
  }

  /** Once, when Electron is ready. */
  start(): void {
    lockDownSession(session.defaultSession);
    serveApp(session.defaultSession, RENDERER_DIRECTORY);
    const files = { engine: ENGINE_PROCESS_FILE, plugin: PLUGIN_PROCESS_FILE };
    const argument = { version: app.getVersion(), samplePath: SAMPLE_FILE, pluginsFolder: PLUGINS_FOLDER };
    this.#engine = startUtilityEngine(files, argument, (code, failure) => this.#engineDied(code, failure));
    answerPage({
      window: () => this.#window,
      connect: (window) => this.#connect(window),
      readyForFiles: (window) =>
        this.#openRequests.listen((path) => window.webContents.send(DESKTOP_IPC.openFile, path)),
      chooseCapture,
      choosePlugin,
      chooseExportPath,
      startIntent: () => this.#startIntent(),
    });
    setMenu(
      { openCapture: () => void this.#openByDialog(), command: (command) => this.#command(command) },
      process.platform === 'darwin',
    );
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
    const window = openWindow(windowStateFile(app.getPath('userData')));
    this.#window = window;
    window.on('closed', () => {
      this.#window = null;
      this.#openRequests.mute();
    });
    // A page that was loaded again listens again by itself.
    window.webContents.on('did-navigate', () => this.#openRequests.mute());
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#viewDied(window, reason));
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
    const answer = await client.call('interfaces.list', {});
    client.close();
    return startIntent(null, answer.ok ? answer.value : null, SAMPLE_FILE);
  }

  async #openByDialog(): Promise<void> {
    this.#showWindow();
    if (this.#window === null) return;
    const path = await chooseCapture(this.#window);
    if (path !== null) this.openCapture(path);
  }

  #command(command: MenuCommand): void {
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
