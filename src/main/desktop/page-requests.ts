/**
 * Everything that the page may ask of main. A request counts only if it comes from the top frame of our own window
 * while that frame shows a page of ours, and only with arguments of the expected shape.
 */
import { type BrowserWindow, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { PluginSourceKind, StartIntent } from '#contract/desktop-bridge.ts';
import { DESKTOP_IPC } from '#contract/desktop-ipc.ts';
import { isAppUrl } from './app-asset.ts';

export interface PageRequests {
  /** The window that may ask, or null while there is none. */
  window(): BrowserWindow | null;
  connect(window: BrowserWindow): void;
  readyForFiles(window: BrowserWindow): void;
  chooseCapture(window: BrowserWindow): Promise<string | null>;
  choosePlugin(window: BrowserWindow, kind: PluginSourceKind): Promise<string | null>;
  chooseExportPath(window: BrowserWindow, suggestedName: string): Promise<string | null>;
  startIntent(): Promise<StartIntent>;
}

const nothing: z.ZodType<readonly []> = z.tuple([]);
const pluginSource: z.ZodType<readonly [PluginSourceKind]> = z.tuple([z.enum(['file', 'folder'])]);
const fileName: z.ZodType<readonly [string]> = z.tuple([z.string().min(1).max(255)]);

export function answerPage(requests: PageRequests): void {
  ipcMain.on(DESKTOP_IPC.connect, (event, ...args) => {
    const window = sender(requests, event);
    if (window !== null && nothing.safeParse(args).success) requests.connect(window);
  });
  ipcMain.on(DESKTOP_IPC.readyForFiles, (event, ...args) => {
    const window = sender(requests, event);
    if (window !== null && nothing.safeParse(args).success) requests.readyForFiles(window);
  });
  ipcMain.handle(DESKTOP_IPC.chooseCapture, (event, ...args) => {
    nothing.parse(args);
    return requests.chooseCapture(trusted(requests, event));
  });
  ipcMain.handle(DESKTOP_IPC.choosePlugin, (event, ...args) => {
    const [kind] = pluginSource.parse(args);
    return requests.choosePlugin(trusted(requests, event), kind);
  });
  ipcMain.handle(DESKTOP_IPC.chooseExportPath, (event, ...args) => {
    const [suggestedName] = fileName.parse(args);
    return requests.chooseExportPath(trusted(requests, event), suggestedName);
  });
  ipcMain.handle(DESKTOP_IPC.startIntent, (event, ...args) => {
    nothing.parse(args);
    trusted(requests, event);
    return requests.startIntent();
  });
}

function sender(requests: PageRequests, event: IpcMainEvent | IpcMainInvokeEvent): BrowserWindow | null {
  const window = requests.window();
  const frame = event.senderFrame;
  if (window === null || window.isDestroyed() || frame === null) return null;
  return frame === window.webContents.mainFrame && isAppUrl(frame.url) ? window : null;
}

function trusted(requests: PageRequests, event: IpcMainInvokeEvent): BrowserWindow {
  const window = sender(requests, event);
  if (window === null) throw new Error('This request is only answered to the page of the main window');
  return window;
}
