/** Where reports are kept: only this user may read them, there are never many, and each is whole or not there. */
import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, lstatSync, writeFileSync } from 'node:fs';
import { arch, freemem, platform, release, totalmem } from 'node:os';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { type CrashReportEntry, parseReportId } from '#contract/crash-reports.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { type Crash, reportText } from './crash-report.ts';

export const MOST_REPORTS = 20;
/** More than we write; what is larger was not written by us. */
const LONGEST_READ = 64 << 10;
const SUFFIX = '.md';

export interface CrashReports {
  readonly folder: string;
  /** Answers the id of the report. Never throws: whoever calls this has trouble enough. */
  write(crash: Crash): Result<string>;
  /** The latest first. */
  list(): CrashReportEntry[];
  read(id: string): Result<string>;
  remove(id: string): Result<null>;
}

export interface ReportingProgram {
  readonly version: string;
  readonly folder: string;
  readonly runtimes: readonly string[];
}

/** `home`: the data folder. */
export function crashReports(
  home: string,
  program: ReportingProgram,
  now: () => Date = () => new Date(),
): CrashReports {
  const folder = path.join(home, 'crash-reports');
  const fileOf = (id: string): string => path.join(folder, id + SUFFIX);

  function list(): CrashReportEntry[] {
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith(SUFFIX))
        .flatMap((name) => entryOf(folder, name.slice(0, -SUFFIX.length)))
        .toSorted((a, b) => (a.id < b.id ? 1 : -1));
    } catch (error) {
      if (isErrno(error)) return []; // none was written yet, or it cannot be read: nothing to show either way
      throw error;
    }
  }

  return {
    folder,
    list,
    write(crash) {
      const time = `${now().toISOString().slice(0, 19)}Z`;
      const id = `${time.replaceAll(':', '-')}-${crash.crashed}-${randomBytes(4).toString('hex')}`;
      try {
        makeFolder(folder, 0o700);
        chmodSync(folder, 0o700);
        const text = reportText(crash, time, {
          version: program.version,
          programFolder: program.folder,
          runtimes: program.runtimes,
          system: `${platform()} ${release()} ${arch()}`,
          uptimeS: process.uptime(),
          memory: { resident: process.memoryUsage.rss(), free: freemem(), total: totalmem() },
        });
        const temporary = path.join(folder, `.${id}.part`);
        writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
        renameSync(temporary, fileOf(id));
        for (const old of surplus(list())) rmSync(fileOf(old.id), { force: true });
        return success(id);
      } catch (error) {
        return describeWriteError(error, folder);
      }
    },
    read(id) {
      if (entryOf(folder, id).length === 0) return unknown();
      try {
        return success(readFileSync(fileOf(id), 'utf8').slice(0, LONGEST_READ));
      } catch (error) {
        if (!isErrno(error)) throw error;
        return unknown();
      }
    },
    remove(id) {
      if (parseReportId(id) === null) return unknown();
      try {
        rmSync(fileOf(id), { force: true });
        return success(null);
      } catch (error) {
        return describeWriteError(error, fileOf(id));
      }
    },
  };
}

function unknown(): Result<never> {
  return failure('not-found', 'There is no such crash report any more', { remedy: 'Look at the list again' });
}

/** A link is not followed, and not listed either. */
function entryOf(folder: string, id: string): CrashReportEntry[] {
  const said = parseReportId(id);
  if (said === null) return [];
  const found = lstatSync(path.join(folder, id + SUFFIX), { throwIfNoEntry: false });
  return found?.isFile() !== true ? [] : [{ id, ...said, bytes: found.size }];
}

/**
 * Those that go, so that `MOST_REPORTS` stay: the oldest of whoever has most. What crashes again and again does not push
 * out what crashed once.
 */
export function surplus(latestFirst: readonly CrashReportEntry[]): CrashReportEntry[] {
  const kept = [...latestFirst];
  const gone: CrashReportEntry[] = [];
  while (kept.length > MOST_REPORTS) {
    const counts = new Map<string, number>();
    for (const { crashed } of kept) counts.set(crashed, (counts.get(crashed) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const at = kept.findLastIndex(({ crashed }) => counts.get(crashed) === most);
    gone.push(...kept.splice(at, 1));
  }
  return gone;
}
