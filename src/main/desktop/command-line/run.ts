/** The command line inside Electron's main process: without a window, a page, a lock against other instances, or a display. */
import { app } from 'electron';
import { runCli } from '#main/headless/run-cli.ts';
import { keepSilent } from '../silence.ts';
import { createAppHost } from './app-host.ts';
import { createOwnProcesses } from './own-processes.ts';
import { takeSignals } from './signals.ts';

/** Before Electron is ready. Its own `process.exit` gives the exit status to Chromium, which ends what it started. */
export function runCommandLine(args: readonly string[]): void {
  keepSilent();
  // There is no sandbox for pages here, so that there must be no page.
  app.on('web-contents-created', () => {
    throw new Error('A command of the command line shows no page');
  });
  void app.whenReady().then(() => {
    takeSignals();
    runCli(args, createAppHost(createOwnProcesses(), process.defaultApp ? app.getAppPath() : null));
  });
}
