/** The desk of this app: reports are kept where the command line keeps its own. */
import { app } from 'electron';
import { crashReports } from '#main/host/crashes/report-folder.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { PROGRAM_FOLDER } from '../paths.ts';
import { CrashDesk } from './crash-desk.ts';
import { LogTail } from './log-tail.ts';

export function createCrashDesk(): CrashDesk {
  const log = new LogTail();
  log.follow(console);
  const { electron, node } = process.versions;
  const reports = crashReports(dataHome(), {
    version: app.getVersion(),
    folder: PROGRAM_FOLDER,
    runtimes: [`Electron ${electron}`, `Node ${node}`],
  });
  return new CrashDesk({ reports, log: () => log.text, say: (line) => console.error(line) });
}
