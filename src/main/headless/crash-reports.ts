/** Crashes of the command line and of processes that it started, written down in the data folder. */
import path from 'node:path';
import { success, type Result } from '#base/result.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { Crash } from '#main/host/crashes/crash-report.ts';
import { crashReports } from '#main/host/crashes/report-folder.ts';
import { reportedProcess } from '#main/host/crashes/reported-processes.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import type { PackageRoot } from './package-root.ts';
import { note } from './terminal.ts';

type HistorySpawner = Required<EnginePorts>['history']['spawner'];
type PluginSpawner = Required<EnginePorts>['plugins']['spawner'];

/** The file that was written. */
export function reportCrash(root: PackageRoot, crash: Crash): Result<string> {
  const program = { version: root.version, folder: root.folder, runtimes: [`Node ${process.versions.node}`] };
  const reports = crashReports(dataHome(), program);
  const id = reports.write(crash);
  return id.ok ? success(path.join(reports.folder, `${id.value}.md`)) : id;
}

export function reportedHistory(root: PackageRoot, spawner: HistorySpawner): HistorySpawner {
  return { spawn: () => reportedProcess(spawner.spawn(), (exit) => tell(root, 'history', exit)) };
}

export function reportedPlugins(root: PackageRoot, spawner: PluginSpawner): PluginSpawner {
  return {
    spawn: (request) => reportedProcess(spawner.spawn(request), (exit) => tell(root, 'plugin', exit)),
  };
}

function tell(
  root: PackageRoot,
  crashed: 'history' | 'plugin',
  { code, signal, stderr }: { readonly code: number | null; readonly signal: string | null; readonly stderr: string },
): void {
  const written = reportCrash(root, { crashed, code, reason: signal ?? 'exit', said: stderr, log: '' });
  const what = crashed === 'history' ? 'The history process' : 'The process of a plugin';
  const where = written.ok ? `A report is in ${written.value}` : `No report was written: ${written.failure.message}`;
  note(`netloupe: ${what} ended unexpectedly (${signal ?? `exit code ${code}`}). ${where}`);
}
