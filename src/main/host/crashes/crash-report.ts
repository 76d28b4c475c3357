/** The text of a report: for people, who may read all of it before they send it to anybody. */
import { constants } from 'node:os';
import type { Crashed } from '#contract/crash-reports.ts';
import { plainWords } from './plain-words.ts';
import { logLines, stackText } from './stack-text.ts';

export interface Crash {
  readonly crashed: Crashed;
  /** Exit code, or null where there was none. */
  readonly code: number | null;
  /** What the system or Electron calls it: `SIGSEGV`, `crashed`, `oom`, `uncaught exception`. */
  readonly reason: string;
  /** What it wrote to standard error, or the stack of an error; only parts of it get into the report. */
  readonly said: string;
  /** Lines of the log of the process that writes this. */
  readonly log: string;
}

/** What is known of the program and the machine. */
export interface Circumstances {
  readonly version: string;
  readonly programFolder: string;
  /** `Electron 45.4.1`, `Node 20.20.0` */
  readonly runtimes: readonly string[];
  readonly system: string;
  /** Of the program, up to now. */
  readonly uptimeS: number;
  /** Resident bytes of the process that writes this, and of the machine what is free and what there is. */
  readonly memory: { readonly resident: number; readonly free: number; readonly total: number };
}

const FATAL_SIGNALS: ReadonlySet<string> = new Set(['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV']);
const LONGEST = 32 << 10;

export function reportText(crash: Crash, time: string, at: Circumstances): string {
  const { memory } = at;
  const facts: readonly (readonly [string, string])[] = [
    ['time', time],
    ['version', at.version],
    ['process', crash.crashed],
    ['ended', `${plainWords(crash.reason)}${codeText(crash.code)}`],
    ['runtime', at.runtimes.join(', ')],
    ['system', at.system],
    ['running for', `${Math.round(at.uptimeS)} s`],
    ['memory', `${megabytes(memory.resident)} resident, ${megabytes(memory.free)} of ${megabytes(memory.total)} free`],
  ];
  const stack = stackText(crash.said, at.programFolder);
  const log = logLines(`${crash.said}\n${crash.log}`);
  const text = [
    '# Netloupe crash report',
    '',
    'This file is on your machine only: Netloupe sends it nowhere. It holds no packets.',
    'Names, addresses, quoted texts and paths were taken out by their shape.',
    'Read it before you pass it on.',
    '',
    ...facts.map(([name, value]) => `- ${name}: ${value}`),
    ...section('Error', stack, 'Nothing was said by the process itself.'),
    ...section('Last lines of the log', log, 'None.'),
    '',
  ].join('\n');
  return text.slice(0, LONGEST);
}

function section(title: string, lines: readonly string[], none: string): string[] {
  return ['', `## ${title}`, '', ...(lines.length === 0 ? [none] : lines.map((line) => `    ${line}`))];
}

/** Electron gives the number of the signal where there was one. */
function codeText(code: number | null): string {
  if (code === null) return '';
  const signal = Object.entries(constants.signals).find(([name, number]) => FATAL_SIGNALS.has(name) && number === code);
  return `, exit code ${code}${signal === undefined ? '' : ` (as after ${signal[0]})`}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
