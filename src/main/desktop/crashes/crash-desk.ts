/** Every crash passes here once: it is written down, logged, and told to the page as soon as that listens. */
import type { Result } from '#base/result.ts';
import type { CrashNotice, CrashReportEntry } from '#contract/crash-reports.ts';
import type { Crash } from '#main/host/crashes/crash-report.ts';
import type { CrashReports } from '#main/host/crashes/report-folder.ts';

/** Nobody reads more of them. */
const MOST_NOTICES = 10;

export interface DeskPorts {
  readonly reports: CrashReports;
  /** Of this process. */
  log(): string;
  say(line: string): void;
}

export class CrashDesk {
  readonly #ports: DeskPorts;
  #tell: ((notice: CrashNotice) => void) | null = null;
  #waiting: CrashNotice[] = [];

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  /** Answers the report's id, null where none could be written. */
  crashed(crash: Omit<Crash, 'log'>, recovered: boolean): string | null {
    const id = this.writeDown(crash);
    this.notify({ crashed: crash.crashed, reportId: id, recovered });
    return id;
  }

  /** Without telling the page. */
  writeDown(crash: Omit<Crash, 'log'>): string | null {
    const { reports, log, say } = this.#ports;
    const written = reports.write({ ...crash, log: log() });
    if (!written.ok) say(`netloupe: no crash report was written: ${written.failure.message}`);
    return written.ok ? written.value : null;
  }

  notify(notice: CrashNotice): void {
    if (this.#tell === null) this.#waiting = [...this.#waiting, notice].slice(-MOST_NOTICES);
    else this.#tell(notice);
  }

  /** The page is there: what happened before it was is told now. */
  listen(tell: (notice: CrashNotice) => void): void {
    this.#tell = tell;
    for (const notice of this.#waiting.splice(0)) tell(notice);
  }

  mute(): void {
    this.#tell = null;
  }

  get folder(): string {
    return this.#ports.reports.folder;
  }

  list(): CrashReportEntry[] {
    return this.#ports.reports.list();
  }

  read(id: string): Result<string> {
    return this.#ports.reports.read(id);
  }

  remove(id: string): Result<null> {
    return this.#ports.reports.remove(id);
  }
}
