/** The desktop app's main process: joins window, engine and system. It brokers ports and never sees a packet. */
import { app } from 'electron';
import { captureArgument } from './arguments.ts';
import { registerAppScheme } from './app-protocol.ts';
import { DesktopApp } from './desktop-app.ts';
import { lockDownPages } from './security.ts';
import { keepSilent } from './silence.ts';

const named = captureArgument(process.argv, Boolean(process.defaultApp), process.cwd());

// One instance: a second one hands its capture over and goes. The path travels as data because Chromium reorders arguments.
if (!app.requestSingleInstanceLock({ capture: named })) {
  app.exit(0);
} else {
  keepSilent();
  registerAppScheme();
  lockDownPages();
  const desktop = new DesktopApp(named);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    desktop.openCapture(path);
  });
  app.on('second-instance', (_event, _argv, _directory, data) => desktop.secondInstance(data));
  // Not a top-level await: Electron gets ready only after this module has been evaluated.
  void app.whenReady().then(() => desktop.start());
}
