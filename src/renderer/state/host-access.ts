/** What differs between the desktop app and a browser, as a port. The renderer's root files implement it. */
import type { Transport } from '#channel/transport.ts';
import type {
  Appearance,
  DesktopBridge,
  FileOrFolder,
  MenuCommand,
  PluginSourceKind,
  StartIntent,
} from '#contract/desktop-bridge.ts';
import type { Result } from '#base/result.ts';
import type { CrashAccess } from './crash-store.ts';
import type { UpdateAccess } from './update-store.ts';
import type { NoticePort } from './alert-notices.ts';

export interface ExportTarget {
  /** Null: the engine writes a file of its own and the view downloads it. */
  readonly path: string | null;
}

/** Of the desktop app alone. */
export type DesktopPort = Pick<DesktopBridge, 'platform' | 'desktopPreferences' | 'setDesktopPreferences'>;

export type FilePurpose = 'capture' | 'plugin';

export interface HostAccess {
  readonly kind: 'desktop' | 'browser';
  /** A fresh transport to the engine; called again after each loss. */
  openTransport(): Promise<Transport>;
  startIntent(): Promise<StartIntent>;
  /** Asks for a capture with the platform's dialog; null when cancelled. Absent where the view must offer a file input. */
  readonly chooseCapture: ((kind: FileOrFolder) => Promise<string | null>) | null;
  /** The same for plugins. */
  readonly choosePlugin: ((kind: PluginSourceKind) => Promise<string | null>) | null;
  /** Makes a chosen or dropped file readable for the engine and answers with its path there. `onProgress` gets 0..1. Files of one `group` are kept together. */
  provideFile(
    file: File,
    purpose: FilePurpose,
    onProgress: (fraction: number) => void,
    signal: AbortSignal,
    group?: string,
  ): Promise<Result<string>>;
  /** Null when the user cancelled. */
  chooseExportTarget(suggestedName: string): Promise<ExportTarget | null>;
  /** Fetches a finished export that has no path of its own. */
  download(exportId: string, suggestedName: string): void;
  /** Hands the user a small text as a file. The path, or null where there is none to tell (a download) or it was cancelled. */
  saveText(suggestedName: string, text: string): Promise<Result<string | null>>;
  /** Opens the small window that stays above others; null where there cannot be one. */
  readonly mini: (() => void) | null;
  /** Brings the main window to the front; for the small one. */
  showMain(): void;
  setAppearance(appearance: Appearance): void;
  /** For the system's own lists of recent documents. */
  /** For what the host shows of it. */
  viewPaused(paused: boolean): void;
  /** What the program does on this machine; null in a browser. */
  readonly desktop: DesktopPort | null;
  noteRecent(path: string): void;
  clearRecent(): void;
  /** Crashes of the app and reports of them; null in a browser, which has none of its own to tell of. */
  readonly crashes: CrashAccess | null;
  /** Newer versions; null in a browser, where there is nothing to be replaced. */
  readonly updates: UpdateAccess | null;
  /** The system's notifications. */
  readonly notices: NoticePort;
  /** The latest listener alone is told; the same of menu commands. */
  onOpenFiles(listener: (paths: readonly string[]) => void): void;
  onMenuCommand(listener: (command: MenuCommand) => void): void;
}
