/** The desktop app's side of `HostAccess`: everything is asked of the main process through the preload's bridge. */
import { success } from '#base/result.ts';
import { messagePortTransport } from '#channel/message-port.ts';
import type { CrashNotice } from '#contract/crash-reports.ts';
import type { UpdateState } from '#contract/updates.ts';
import { type DesktopBridge, type MenuCommand, PORT_MESSAGE } from '#contract/desktop-bridge.ts';
import type { NoticePermission, NoticePort } from './state/alert-notices.ts';
import type { HostAccess } from './state/host-access.ts';

export function createDesktopHost(bridge: DesktopBridge): HostAccess {
  const openFiles = latestListener<readonly string[]>((listener) => bridge.onOpenFiles(listener));
  const menuCommand = latestListener<MenuCommand>((listener) => bridge.onMenuCommand(listener));
  return {
    kind: 'desktop',
    openTransport: () =>
      new Promise((resolve) => {
        const onMessage = (event: MessageEvent): void => {
          const port = event.ports[0];
          if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return;
          window.removeEventListener('message', onMessage);
          resolve(messagePortTransport(port));
        };
        window.addEventListener('message', onMessage);
        bridge.connect();
      }),
    startIntent: () => bridge.startIntent(),
    chooseCapture: (kind) => bridge.chooseCapture(kind),
    choosePlugin: (kind) => bridge.choosePlugin(kind),
    provideFile: (file) => Promise.resolve(success(bridge.pathOf(file))),
    chooseExportTarget: async (suggestedName) => {
      const path = await bridge.chooseExportPath(suggestedName);
      return path === null ? null : { path };
    },
    // Exports always have a path of their own here.
    download: () => undefined,
    saveText: (suggestedName, text) => bridge.saveText(suggestedName, text),
    mini: () => bridge.openMini(),
    showMain: () => bridge.showMain(),
    setAppearance: (appearance) => bridge.setAppearance(appearance),
    viewPaused: (paused) => bridge.viewPaused(paused),
    desktop: bridge,
    noteRecent: (path) => bridge.noteRecent(path),
    clearRecent: () => bridge.clearRecent(),
    crashes: {
      onCrash: latestListener<CrashNotice>((listener) => bridge.onCrash(listener)),
      list: () => bridge.crashReports(),
      read: (id) => bridge.readCrashReport(id),
      remove: (id) => bridge.removeCrashReport(id),
      openFolder: () => bridge.openCrashReports(),
    },
    updates: {
      onChange: latestListener<UpdateState>((listener) => bridge.onUpdates(listener)),
      state: () => bridge.updateState(),
      check: () => bridge.checkForUpdates(),
      download: () => bridge.downloadUpdate(),
      switch: (on) => bridge.setDesktopPreferences({ check_for_updates: on }),
    },
    notices: createDesktopNotices(bridge),
    onOpenFiles: openFiles,
    onMenuCommand: menuCommand,
  };
}

/** Through main, which shows few of them and none while a window is in front; a click is answered there, too. */
function createDesktopNotices(bridge: DesktopBridge): NoticePort {
  // Until main has said otherwise, which it does long before anybody has switched them on.
  let supported = true;
  void bridge.noticesSupported().then((answer) => {
    supported = answer;
  });
  const permission = (): NoticePermission => (supported ? 'granted' : 'unsupported');
  return {
    permission,
    request: () => Promise.resolve(permission()),
    show: (title, body) => bridge.notify(title, body),
  };
}

/** The window is drawn anew when its language changes and then listens again: who listened before does not any more. */
function latestListener<T>(listen: (listener: (value: T) => void) => void): (listener: (value: T) => void) => void {
  let latest: ((value: T) => void) | null = null;
  return (listener) => {
    const isFirst = latest === null;
    latest = listener;
    if (isFirst) listen((value) => latest?.(value));
  };
}
