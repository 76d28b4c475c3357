/** Commands inside the installed app: other processes are utility processes of Electron, as no Node is there to be started. */
import { success } from '#base/result.ts';
import type { ProgramHost } from '#main/headless/program-host.ts';
import { createUtilityHistory } from '../utility-history.ts';
import type { UtilityProcesses } from '../utility-process.ts';
import { UtilitySpawner } from '../utility-spawner.ts';

/** `appFolder`: the one to be named to Electron, or null where it is packaged with it. */
export function createAppHost(processes: UtilityProcesses, appFolder: string | null): ProgramHost {
  return {
    kind: 'desktop',
    plugins: () => new UtilitySpawner(processes),
    history: () => createUtilityHistory(processes),
    desktopApp: () => success({ binary: process.execPath, args: appFolder === null ? [] : [appFolder] }),
  };
}
