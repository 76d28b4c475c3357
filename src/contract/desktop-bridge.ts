import type { CrashNotice, CrashReportEntry } from './crash-reports.ts';
import type { DesktopPreferences, DesktopPreferencesState } from './desktop-preferences.ts';
import type { UpdateState } from './updates.ts';
import type { ViewName } from './view-names.ts';
import type { ByteUnits } from '#base/rate-text.ts';
import type { Result } from '#base/result.ts';

/**
 * What the preload script puts on `window.netloupe` in the desktop app; absent in a browser. It only forwards: every
 * call is answered by the main process, which checks it, and the engine's port arrives as a window message.
 */
export interface DesktopBridge {
  readonly kind: 'desktop';
  readonly platform: string;
  /** Asks main for a port to the engine; it arrives as a `message` event with data `PORT_MESSAGE` and one port. Again after the engine restarted. */
  connect(): void;
  /** Native open dialog for a capture, or for a folder of them; null when cancelled. */
  chooseCapture(kind: FileOrFolder): Promise<string | null>;
  /** Native open dialog for plugins: a package or a single script, or the folder of one; null when cancelled. */
  choosePlugin(kind: PluginSourceKind): Promise<string | null>;
  /** Native save dialog; null when cancelled. */
  chooseExportPath(suggestedName: string): Promise<string | null>;
  /** Asks where and writes a small text there (settings); the path, null when cancelled. */
  saveText(suggestedName: string, text: string): Promise<Result<string | null>>;
  /** The path behind a dropped file or folder. */
  pathOf(file: File): string;
  /** What the system hands over: arguments, a second instance, file association. Several are one timeline. Called for those already waiting, too. */
  onOpenFiles(listener: (paths: readonly string[]) => void): void;
  /** Items of the native menu that only the view can carry out. */
  onMenuCommand(listener: (command: MenuCommand) => void): void;
  /** What the program was started to do, e.g. capture on the default route; see StartIntent. */
  startIntent(): Promise<StartIntent>;
  /** The small window that stays above others: opened, or brought to the front. */
  openMini(): void;
  /** Asked by the small window: the main one in front. */
  showMain(): void;
  /** How the native parts look and speak from now on, and next time before the page is there. */
  setAppearance(appearance: Appearance): void;
  /** A capture was opened from this path: for the system's lists of recent documents and the menu. */
  noteRecent(path: string): void;
  /** Forgets all of these. */
  clearRecent(): void;
  /** The view stands still, or goes on: the tray shows it and says what its item does. */
  viewPaused(paused: boolean): void;
  /** Tells the user outside of the window, unless it is in front; a click leads to the alerts. Too many are left out. */
  notify(title: string, body: string): void;
  /** Whether this system shows notifications. */
  noticesSupported(): Promise<boolean>;
  /** Of the program on this machine, and what the system allows. */
  desktopPreferences(): Promise<DesktopPreferencesState>;
  /** Those named change; what holds afterwards, or why it could not be had. */
  setDesktopPreferences(changes: Partial<DesktopPreferences>): Promise<Result<DesktopPreferencesState>>;
  /** Processes of the app that ended unexpectedly. Called for those before it listened, too. */
  onCrash(listener: (notice: CrashNotice) => void): void;
  /** Reports that are kept, the latest first; each is asked for by its id. */
  crashReports(): Promise<readonly CrashReportEntry[]>;
  readCrashReport(id: string): Promise<Result<string>>;
  removeCrashReport(id: string): Promise<Result<null>>;
  /** Their folder, in the system's file manager. */
  openCrashReports(): Promise<Result<null>>;
  /** What is known of newer versions, whenever that changes. */
  onUpdates(listener: (state: UpdateState) => void): void;
  updateState(): Promise<UpdateState>;
  /** Now, where checking is switched on. */
  checkForUpdates(): Promise<UpdateState>;
  /** What is offered, into the user's folder of downloads. It is never installed by itself. */
  downloadUpdate(): Promise<Result<null>>;
}

export interface Appearance {
  readonly theme: 'system' | 'light' | 'dark';
  /** Never `system`: the page has chosen. */
  readonly language: 'en' | 'de';
  /** In which the tray says rates. */
  readonly units: ByteUnits;
}

/**
 * `export`: the table on view · `find`: focus the filter · `palette`: open it · `pause`: the view, or go on · `stop`: the
 * capture · `install-plugin`: ask for one · `keys`: the sheet of keys · `view:…`: go there.
 */
export type MenuCommand =
  | 'export'
  | 'find'
  | 'palette'
  | 'pause'
  | 'stop'
  | 'install-plugin'
  | 'keys'
  | `view:${ViewName}`;

/** No dialog of every system offers files and folders at once. */
export type FileOrFolder = 'file' | 'folder';
export type PluginSourceKind = FileOrFolder;

/** What the view should do first. */
export type StartIntent =
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly path: string; readonly more?: readonly string[] }
  | { readonly kind: 'capture'; readonly interfaces: readonly string[] };

export const PORT_MESSAGE = 'netloupe:port';

declare global {
  interface Window {
    readonly netloupe?: DesktopBridge;
  }
}
