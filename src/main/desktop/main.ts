/** The desktop app's main process: joins window, engine and system. It brokers ports and never sees a packet. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { desktopArguments } from './arguments.ts';
import { registerAppScheme } from './app-protocol.ts';
import { createCrashDesk } from './crashes/create-desk.ts';
import { MainWatch } from './crashes/main-watch.ts';
import { DesktopApp } from './desktop-app.ts';
import { menuWords } from './menu-words.ts';
import { lockDownPages } from './security.ts';
import { keepSilent } from './silence.ts';

const given = desktopArguments(process.argv, Boolean(process.defaultApp), process.cwd());

// One instance: a second one hands over what it was given and goes. Paths travel as data because Chromium reorders arguments.
if (!app.requestSingleInstanceLock({ ...given })) {
  app.exit(0);
} else {
  keepSilent();
  registerAppScheme();
  lockDownPages();
  const crashes = createCrashDesk();
  const desktop = new DesktopApp(given, crashes);
  const watch = new MainWatch({
    desk: crashes,
    argv: process.argv.slice(1),
    nowMs: () => Date.now(),
    settle: () => desktop.settle(),
    relaunch: (args) => app.relaunch({ args: [...args] }),
    explain: (id) => {
      const { title, detail } = menuWords(desktop.language).mainDied;
      dialog.showErrorBox(title, detail(id === null ? null : join(crashes.folder, `${id}.md`)));
    },
    exit: (code) => app.exit(code),
  });
  process.on('uncaughtException', (error) => watch.uncaught(error));
  process.on('unhandledRejection', (reason) => watch.unhandled(reason));
  const mark = join(app.getPath('userData'), 'running');
  watch.begin(mark);
  process.on('exit', () => watch.end(mark));
  let opened: string[] = [];
  app.on('open-file', (event, path) => {
    event.preventDefault();
    // macOS tells of several one by one.
    if (opened.length === 0) {
      setImmediate(() => {
        desktop.openCaptures(opened);
        opened = [];
      });
    }
    opened.push(path);
  });
  app.on('second-instance', (_event, _argv, _directory, data) => desktop.secondInstance(data));
  // Not a top-level await: Electron gets ready only after this module has been evaluated.
  void app.whenReady().then(() => desktop.start());
}
