/**
 * Everything that the pages may ask of main. A request counts only if it comes from the top frame of one of our windows
 * while that frame shows a page of ours, from a window that may ask this, and only with arguments of the expected shape.
 */
import { type BrowserWindow, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { Result } from '#base/result.ts';
import type { Appearance, FileOrFolder, PluginSourceKind, StartIntent } from '#contract/desktop-bridge.ts';
import { DESKTOP_IPC } from '#contract/desktop-ipc.ts';
import { type CrashReportEntry, parseReportId } from '#contract/crash-reports.ts';
import type { DesktopPreferencesState } from '#contract/desktop-preferences.ts';
import type { UpdateState } from '#contract/updates.ts';
import { isAppUrl } from './app-asset.ts';
import { appearanceSchema } from './appearance.ts';
import { type PreferenceChanges, preferenceChangesSchema } from './preferences/kept-preferences.ts';

export interface PageRequests {
  /** The windows that may ask, each null while there is none. */
  main(): BrowserWindow | null;
  mini(): BrowserWindow | null;
  connect(window: BrowserWindow): void;
  showMain(): void;
  readyForFiles(window: BrowserWindow): void;
  openMini(): void;
  setAppearance(appearance: Appearance): void;
  noteRecent(path: string): void;
  /** The preload script, not the page, says what was dropped. */
  dropped(path: string): void;
  clearRecent(): void;
  chooseCapture(window: BrowserWindow, kind: FileOrFolder): Promise<string | null>;
  choosePlugin(window: BrowserWindow, kind: PluginSourceKind): Promise<string | null>;
  chooseExportPath(window: BrowserWindow, suggestedName: string): Promise<string | null>;
  saveText(window: BrowserWindow, suggestedName: string, text: string): Promise<Result<string | null>>;
  startIntent(): Promise<StartIntent>;
  viewPaused(paused: boolean): void;
  notify(title: string, body: string): void;
  noticesSupported(): boolean;
  desktopPreferences(): Promise<DesktopPreferencesState>;
  setDesktopPreferences(changes: PreferenceChanges): Promise<Result<DesktopPreferencesState>>;
  readyForCrashes(window: BrowserWindow): void;
  crashReports(): Promise<readonly CrashReportEntry[]>;
  readCrashReport(id: string): Promise<Result<string>>;
  removeCrashReport(id: string): Promise<Result<null>>;
  openCrashReports(): Promise<Result<null>>;
  updateState(): Promise<UpdateState>;
  checkForUpdates(): Promise<UpdateState>;
  downloadUpdate(): Promise<Result<null>>;
}

const nothing: z.ZodType<[]> = z.tuple([]);
const fileOrFolder: z.ZodType<[FileOrFolder]> = z.tuple([z.enum(['file', 'folder'])]);
const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}]*$/u);
const fileName: z.ZodType<[string]> = z.tuple([name]);
const namedText: z.ZodType<[string, string]> = z.tuple([name, z.string().max(4 << 20)]);
const notice: z.ZodType<[string, string]> = z.tuple([z.string().min(1).max(200), z.string().max(500)]);
const yesOrNo: z.ZodType<[boolean]> = z.tuple([z.boolean()]);
const path: z.ZodType<[string]> = z.tuple([z.string().min(1).max(4096)]);
const appearance: z.ZodType<[Appearance]> = z.tuple([appearanceSchema]);
const preferenceChanges: z.ZodType<[PreferenceChanges]> = z.tuple([preferenceChangesSchema]);

const reportId: z.ZodType<[string]> = z.tuple([
  z.string().refine((id) => parseReportId(id) !== null, 'is no id of a crash report'),
]);

type Ask = (window: BrowserWindow) => void;
type Role = 'main' | 'mini';

export function answerPage(requests: PageRequests): void {
  const told = <Args extends unknown[]>(
    channel: string,
    schema: z.ZodType<Args>,
    act: (window: BrowserWindow, ...args: Args) => void,
    roles: readonly Role[] = ['main'],
  ): void => {
    ipcMain.on(channel, (event, ...args) => {
      const window = sender(requests, event, roles);
      const parsed = schema.safeParse(args);
      if (window !== null && parsed.success) act(window, ...parsed.data);
    });
  };
  const asked = <Args extends unknown[], Answer>(
    channel: string,
    schema: z.ZodType<Args>,
    answer: (window: BrowserWindow, ...args: Args) => Promise<Answer>,
  ): void => {
    ipcMain.handle(channel, (event, ...args) => {
      const parsed = schema.parse(args);
      const window = sender(requests, event, ['main']);
      if (window === null) throw new Error('This request is only answered to the page of the main window');
      return answer(window, ...parsed);
    });
  };
  told(DESKTOP_IPC.connect, nothing, requests.connect satisfies Ask, ['main', 'mini']);
  told(DESKTOP_IPC.showMain, nothing, () => requests.showMain(), ['mini']);
  told(DESKTOP_IPC.readyForFiles, nothing, requests.readyForFiles satisfies Ask);
  told(DESKTOP_IPC.openMini, nothing, () => requests.openMini());
  told(DESKTOP_IPC.setAppearance, appearance, (_window, wanted) => requests.setAppearance(wanted));
  told(DESKTOP_IPC.noteRecent, path, (_window, opened) => requests.noteRecent(opened));
  told(DESKTOP_IPC.dropped, path, (_window, dropped) => requests.dropped(dropped));
  told(DESKTOP_IPC.clearRecent, nothing, () => requests.clearRecent());
  told(DESKTOP_IPC.viewPaused, yesOrNo, (_window, paused) => requests.viewPaused(paused));
  told(DESKTOP_IPC.notify, notice, (_window, title, body) => requests.notify(title, body));
  asked(DESKTOP_IPC.noticesSupported, nothing, () => Promise.resolve(requests.noticesSupported()));
  asked(DESKTOP_IPC.chooseCapture, fileOrFolder, (window, kind) => requests.chooseCapture(window, kind));
  asked(DESKTOP_IPC.choosePlugin, fileOrFolder, (window, kind) => requests.choosePlugin(window, kind));
  asked(DESKTOP_IPC.chooseExportPath, fileName, (window, suggested) => requests.chooseExportPath(window, suggested));
  asked(DESKTOP_IPC.saveText, namedText, (window, suggested, text) => requests.saveText(window, suggested, text));
  asked(DESKTOP_IPC.startIntent, nothing, () => requests.startIntent());
  asked(DESKTOP_IPC.desktopPreferences, nothing, () => requests.desktopPreferences());
  asked(DESKTOP_IPC.setDesktopPreferences, preferenceChanges, (_window, changes) =>
    requests.setDesktopPreferences(changes),
  );
  told(DESKTOP_IPC.readyForCrashes, nothing, requests.readyForCrashes satisfies Ask);
  asked(DESKTOP_IPC.crashReports, nothing, () => requests.crashReports());
  asked(DESKTOP_IPC.readCrashReport, reportId, (_window, id) => requests.readCrashReport(id));
  asked(DESKTOP_IPC.removeCrashReport, reportId, (_window, id) => requests.removeCrashReport(id));
  asked(DESKTOP_IPC.openCrashReports, nothing, () => requests.openCrashReports());
  asked(DESKTOP_IPC.updateState, nothing, () => requests.updateState());
  asked(DESKTOP_IPC.checkForUpdates, nothing, () => requests.checkForUpdates());
  asked(DESKTOP_IPC.downloadUpdate, nothing, () => requests.downloadUpdate());
}

function sender(
  requests: PageRequests,
  event: IpcMainEvent | IpcMainInvokeEvent,
  roles: readonly Role[],
): BrowserWindow | null {
  const frame = event.senderFrame;
  if (frame === null || !isAppUrl(frame.url)) return null;
  for (const role of roles) {
    const window = requests[role]();
    if (window !== null && !window.isDestroyed() && frame === window.webContents.mainFrame) return window;
  }
  return null;
}
