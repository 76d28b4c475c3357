/** Chromium's own processes: GPU and services, which it starts again by itself. Those that we fork are watched where they are forked. */
import { app, type Details } from 'electron';
import type { CrashDesk } from './crash-desk.ts';

/** Of processes that `utilityProcess.fork` started for us. */
const OURS = /^Netloupe /;

export function watchProcesses(desk: CrashDesk, isQuitting: () => boolean): void {
  app.on('child-process-gone', (_event, details) => {
    if (isQuitting() || details.reason === 'clean-exit' || isOurs(details)) return;
    const crashed = details.type === 'GPU' ? 'gpu' : 'service';
    console.error(`netloupe: a process of Chromium (${details.type}) stopped: ${details.reason}`);
    const said = '';
    desk.crashed({ crashed, code: details.exitCode, reason: `${details.type}: ${details.reason}`, said }, true);
  });
}

function isOurs({ name, serviceName }: Details): boolean {
  return OURS.test(name ?? '') || OURS.test(serviceName ?? '') || serviceName === 'node.mojom.NodeService';
}
