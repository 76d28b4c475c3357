/**
 * How the program is there on the desktop: in the tray, from login on, without a window in front, hidden instead of closed. A window is
 * hidden only while there is a tray icon to bring it back; starting the program a second time does that, too.
 */
import { app, type BrowserWindow } from 'electron';
import { success, type Result } from '#base/result.ts';
import type { Transport } from '#channel/transport.ts';
import type { Appearance } from '#contract/desktop-bridge.ts';
import type { DesktopPreferences, DesktopPreferencesState } from '#contract/desktop-preferences.ts';
import { KeptPreferences, type PreferenceChanges, type PreferencesFile } from './preferences/kept-preferences.ts';
import { renewLoginItem, startAtLogin, startsAtLogin } from './preferences/login-item.ts';
import { AppTray } from './tray/app-tray.ts';
import { trayWords } from './tray/tray-words.ts';

export interface PresencePorts {
  window(): BrowserWindow | null;
  showWindow(): void;
  openMini(): void;
  /** As the item of the menu does, but without bringing the window to the front. */
  togglePause(): void;
  connect(): Transport;
  appearance(): Appearance;
}

/** How a window comes up. */
export type FirstShow = 'front' | 'minimised' | 'hidden';

/** Started at login, the program may be there before the panel is: then it is looked for again. */
const LOOK_AGAIN_MS = [5000, 15_000, 60_000];

export class Presence {
  readonly preferences: KeptPreferences;
  readonly #tray: AppTray;
  #viewPaused: boolean = false;
  #quitting: boolean = false;

  constructor(file: PreferencesFile, ports: PresencePorts) {
    this.preferences = new KeptPreferences(file);
    this.#tray = new AppTray({
      isWanted: () => this.preferences.current.tray,
      connect: () => ports.connect(),
      words: () => trayWords(ports.appearance().language),
      units: () => ports.appearance().units,
      windows: () => ({ isShown: isInSight(ports.window()), hasPage: ports.window() !== null }),
      isViewPaused: () => this.#viewPaused,
      toggleWindow: () => {
        const window = ports.window();
        if (window !== null && isInSight(window)) window.hide();
        else ports.showWindow();
      },
      openMini: () => ports.openMini(),
      togglePause: () => ports.togglePause(),
      quit: () => app.quit(),
    });
  }

  begin(): void {
    app.on('before-quit', () => {
      this.#quitting = true;
      this.#tray.close();
    });
    renewLoginItem();
    void this.#lookForTray(LOOK_AGAIN_MS);
  }

  /** `named`: there is something that was asked to be seen. */
  async firstShow(minimised: boolean, named: boolean): Promise<FirstShow> {
    if (!minimised && (named || !this.preferences.current.start_minimised)) return 'front';
    return (await this.#tray.check()) === 'shown' ? 'hidden' : 'minimised';
  }

  /** The main window, from when it is made until it is closed. */
  adopt(window: BrowserWindow): void {
    let closing = false;
    window.on('close', (event) => {
      if (this.#quitting || closing || !this.preferences.current.close_to_tray || this.#tray.state !== 'shown') return;
      event.preventDefault();
      // The panel may have gone since: then the window closes as if it had never been there.
      void this.#tray.check().then((state) => {
        if (window.isDestroyed() || this.#quitting) return;
        if (state === 'shown') {
          window.hide();
          return;
        }
        closing = true;
        window.close();
      });
    });
    const refresh = (): void => this.#tray.refresh();
    window.on('show', refresh);
    window.on('hide', refresh);
    window.on('minimize', refresh);
    window.on('restore', refresh);
    window.webContents.on('did-navigate', () => this.setViewPaused(false));
    window.on('closed', () => this.setViewPaused(false));
    refresh();
  }

  /** The language or the units have changed. */
  refresh(): void {
    this.#tray.refresh();
  }

  setViewPaused(paused: boolean): void {
    this.#viewPaused = paused;
    this.#tray.refresh();
  }

  async state(): Promise<DesktopPreferencesState> {
    const trayState = await this.#tray.check();
    // What the system says holds: it can be changed there, too.
    return { preferences: { ...this.preferences.current, start_at_login: startsAtLogin() }, trayState };
  }

  async set(changes: PreferenceChanges): Promise<Result<DesktopPreferencesState>> {
    const wanted: boolean | undefined = changes.start_at_login;
    if (wanted !== undefined && wanted !== startsAtLogin()) {
      const changed = startAtLogin(wanted);
      if (!changed.ok) return changed;
    }
    const kept: Result<DesktopPreferences> = this.preferences.change(changes);
    return kept.ok ? success(await this.state()) : kept;
  }

  async #lookForTray([next, ...later]: readonly number[]): Promise<void> {
    if ((await this.#tray.check()) !== 'absent' || next === undefined) return;
    setTimeout(() => void this.#lookForTray(later), next);
  }
}

function isInSight(window: BrowserWindow | null): boolean {
  return window !== null && window.isVisible() && !window.isMinimized();
}
