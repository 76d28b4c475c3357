/**
 * Runs sandboxed in the page's process, in a world of its own, and only forwards: no decision is made here. Main checks
 * every call. Built as CommonJS, because a sandboxed preload script must be.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { CrashNotice, CrashReportEntry } from '#contract/crash-reports.ts';
import { type DesktopBridge, type MenuCommand, PORT_MESSAGE, type StartIntent } from '#contract/desktop-bridge.ts';
import type { UpdateState } from '#contract/updates.ts';
import { DESKTOP_IPC } from '#contract/desktop-ipc.ts';

const bridge: DesktopBridge = {
  kind: 'desktop',
  platform: process.platform,
  connect: () => ipcRenderer.send(DESKTOP_IPC.connect),
  chooseCapture: (kind) => ipcRenderer.invoke(DESKTOP_IPC.chooseCapture, kind) as Promise<string | null>,
  choosePlugin: (kind) => ipcRenderer.invoke(DESKTOP_IPC.choosePlugin, kind) as Promise<string | null>,
  chooseExportPath: (suggestedName) =>
    ipcRenderer.invoke(DESKTOP_IPC.chooseExportPath, suggestedName) as Promise<string | null>,
  pathOf: (file) => {
    const path = webUtils.getPathForFile(file);
    // Empty for a file that the page made up itself.
    if (path !== '') ipcRenderer.send(DESKTOP_IPC.dropped, path);
    return path;
  },
  onOpenFiles: (listener) => {
    ipcRenderer.on(DESKTOP_IPC.openFile, (_event, paths: readonly string[]) => listener(paths));
    ipcRenderer.send(DESKTOP_IPC.readyForFiles);
  },
  onMenuCommand: (listener) => {
    ipcRenderer.on(DESKTOP_IPC.menuCommand, (_event, command: MenuCommand) => listener(command));
  },
  startIntent: () => ipcRenderer.invoke(DESKTOP_IPC.startIntent) as Promise<StartIntent>,
  saveText: (suggestedName, text) =>
    ipcRenderer.invoke(DESKTOP_IPC.saveText, suggestedName, text) as ReturnType<DesktopBridge['saveText']>,
  openMini: () => ipcRenderer.send(DESKTOP_IPC.openMini),
  showMain: () => ipcRenderer.send(DESKTOP_IPC.showMain),
  setAppearance: (appearance) => ipcRenderer.send(DESKTOP_IPC.setAppearance, appearance),
  noteRecent: (path) => ipcRenderer.send(DESKTOP_IPC.noteRecent, path),
  clearRecent: () => ipcRenderer.send(DESKTOP_IPC.clearRecent),
  viewPaused: (paused) => ipcRenderer.send(DESKTOP_IPC.viewPaused, paused),
  notify: (title, body) => ipcRenderer.send(DESKTOP_IPC.notify, title, body),
  noticesSupported: () => ipcRenderer.invoke(DESKTOP_IPC.noticesSupported) as Promise<boolean>,
  desktopPreferences: () =>
    ipcRenderer.invoke(DESKTOP_IPC.desktopPreferences) as ReturnType<DesktopBridge['desktopPreferences']>,
  setDesktopPreferences: (changes) =>
    ipcRenderer.invoke(DESKTOP_IPC.setDesktopPreferences, changes) as ReturnType<
      DesktopBridge['setDesktopPreferences']
    >,
  onCrash: (listener) => {
    ipcRenderer.on(DESKTOP_IPC.crashed, (_event, notice: CrashNotice) => listener(notice));
    ipcRenderer.send(DESKTOP_IPC.readyForCrashes);
  },
  crashReports: () => ipcRenderer.invoke(DESKTOP_IPC.crashReports) as Promise<readonly CrashReportEntry[]>,
  readCrashReport: (id) =>
    ipcRenderer.invoke(DESKTOP_IPC.readCrashReport, id) as ReturnType<DesktopBridge['readCrashReport']>,
  removeCrashReport: (id) =>
    ipcRenderer.invoke(DESKTOP_IPC.removeCrashReport, id) as ReturnType<DesktopBridge['removeCrashReport']>,
  openCrashReports: () =>
    ipcRenderer.invoke(DESKTOP_IPC.openCrashReports) as ReturnType<DesktopBridge['openCrashReports']>,
  onUpdates: (listener) => {
    ipcRenderer.on(DESKTOP_IPC.updatesChanged, (_event, state: UpdateState) => listener(state));
  },
  updateState: () => ipcRenderer.invoke(DESKTOP_IPC.updateState) as Promise<UpdateState>,
  checkForUpdates: () => ipcRenderer.invoke(DESKTOP_IPC.checkForUpdates) as Promise<UpdateState>,
  downloadUpdate: () => ipcRenderer.invoke(DESKTOP_IPC.downloadUpdate) as ReturnType<DesktopBridge['downloadUpdate']>,
};

contextBridge.exposeInMainWorld('netloupe', bridge);

// A port cannot cross the context bridge, a window message can carry it.
ipcRenderer.on(DESKTOP_IPC.port, (event) => {
  window.postMessage(PORT_MESSAGE, window.origin, event.ports);
});
