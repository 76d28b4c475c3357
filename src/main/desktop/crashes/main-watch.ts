/**
 * Main's own end. An error that nobody caught is written down, the engine is let finish, and the app is started anew, once;
 * where that did not help, it says so and stays away. An end without a word (killed, out of memory, a crash in native code)
 * is found at the next start by a mark that was not taken away.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseReportId } from '#contract/crash-reports.ts';
import { isErrno } from '#main/host/files/write-errors.ts';
import type { CrashDesk } from './crash-desk.ts';

const AFTER_CRASH = '--after-crash=';
/** A second end so soon after the first says that starting anew is of no use. */
const TOO_SOON_MS = 60_000;

export interface MainPorts {
  readonly desk: CrashDesk;
  /** `process.argv`, without the program. */
  readonly argv: readonly string[];
  nowMs(): number;
  /** Lets the engine finish, within bounds of its own. */
  settle(): Promise<unknown>;
  /** Starts the app anew with these arguments once this process has ended. */
  relaunch(argv: readonly string[]): void;
  /** Blocks until it was read. */
  explain(reportId: string | null): void;
  exit(code: number): void;
}

export class MainWatch {
  readonly #ports: MainPorts;
  #isEnding: boolean = false;

  constructor(ports: MainPorts) {
    this.#ports = ports;
  }

  /** Ends this process. */
  uncaught(error: unknown): void {
    const { desk, argv, nowMs, settle, relaunch, explain, exit } = this.#ports;
    if (this.#isEnding) return;
    this.#isEnding = true;
    const id = desk.writeDown({ crashed: 'app', code: null, reason: 'uncaught exception', said: stackOf(error) });
    const before = startedAfter(argv);
    const end = (): void => {
      if (id !== null && !isRecent(before, nowMs())) relaunch([...withoutMark(argv), AFTER_CRASH + id]);
      else explain(id);
      exit(1);
    };
    void settle().then(end, end);
  }

  /** A promise of which nobody looked at the failure: something did not happen, everything else goes on. */
  unhandled(reason: unknown): void {
    this.#ports.desk.writeDown({ crashed: 'app', code: null, reason: 'unhandled rejection', said: stackOf(reason) });
  }

  /** At the start: tells of the end before. `mark`: a file that is there while the app runs. */
  begin(mark: string): void {
    const { desk, argv } = this.#ports;
    const reportId = startedAfter(argv);
    if (reportId !== null) desk.notify({ crashed: 'app', reportId, recovered: true });
    else if (isThere(mark)) {
      const reason = 'ended without a word: killed, out of memory, a power cut, or a crash in native code';
      desk.crashed({ crashed: 'app', code: null, reason, said: '' }, true);
    }
    try {
      writeFileSync(mark, '', { mode: 0o600 });
    } catch (error) {
      if (!isErrno(error)) throw error;
      console.error(`netloupe: an end without a word will not be noticed: ${error.message}`);
    }
  }

  /** At an end in order, and at one that was reported. */
  end(mark: string): void {
    rmSync(mark, { force: true });
  }
}

/** The report of the end after which this process was started, where there was one. */
export function startedAfter(argv: readonly string[]): string | null {
  const id = argv.find((argument) => argument.startsWith(AFTER_CRASH))?.slice(AFTER_CRASH.length) ?? '';
  return parseReportId(id) === null ? null : id;
}

function withoutMark(argv: readonly string[]): string[] {
  return argv.filter((argument) => !argument.startsWith(AFTER_CRASH));
}

function isRecent(id: string | null, nowMs: number): boolean {
  const time = id === null ? null : (parseReportId(id)?.time ?? null);
  return time !== null && nowMs - Date.parse(time) < TOO_SOON_MS;
}

function isThere(mark: string): boolean {
  try {
    readFileSync(mark);
    return true;
  } catch (error) {
    if (!isErrno(error)) throw error;
    return false;
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : `Error: ${String(error)}`;
}
