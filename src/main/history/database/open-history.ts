/** Opens the history in its files whatever is there: sets aside what is damaged and begins anew, reads what it may not write, or says why it cannot. */
import { existsSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Failure } from '#base/result.ts';
import type { HistoryFound, HistoryOpen, HistoryState } from '#contract/history/process.ts';
import { formatOf, keepPrivate, prepareFolder, setAside, type HistoryFiles } from './history-files.ts';
import { highestOf, readMeta } from './meta.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { failureOf, problemOf, type Problem } from './problems.ts';

/** Of one file: set its log aside, then itself; more would go round in circles. */
const MOST_ATTEMPTS = 4;
const LATER: Problem = { kind: 'newer', endsInstance: false, text: '' };

export interface OpenedHistory {
  /** Null: it cannot even be read. */
  readonly database: OpenDatabase | null;
  readonly state: HistoryState;
  readonly setAside: string | null;
}

export type FoundNumbers = Omit<HistoryFound, 'state' | 'setAside'>;
export const NOTHING_FOUND: FoundNumbers = { lastRun: 0, lastSession: 0, lastDns: 0, lastBatch: 0 };

/** While this process has no instance on the file. `files` null: in memory. */
export async function openHistory(
  files: HistoryFiles | null,
  open: HistoryOpen,
  nowMs: number,
): Promise<OpenedHistory> {
  let aside: string | null = null;
  let state: HistoryState = { kind: 'ready' };
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    try {
      const database = await openOnce(files, open);
      if (database !== 'newer') return { database, state: { kind: 'ready' }, setAside: aside };
      return { database: null, state: stateOf(LATER, failureOf(LATER, files!.database)), setAside: aside };
    } catch (error) {
      const problem = problemOf(error);
      state = stateOf(problem, failureOf(problem, files?.database ?? 'The database'));
      if (files === null || !open.writes) break;
      // What cannot be written may still be read.
      if (problem.kind === 'unwritable') return { database: await openToRead(files, open), state, setAside: aside };
      if (problem.kind !== 'damaged' && problem.kind !== 'damaged-log') break;
      const alone = problem.kind === 'damaged-log' && existsSync(files.log) ? 'log' : null;
      aside = setAside(files, nowMs, alone);
    }
  }
  return { database: null, state, setAside: aside };
}

async function openOnce(files: HistoryFiles | null, open: HistoryOpen): Promise<OpenDatabase | 'newer'> {
  const isMadeUp = files === null || (!open.writes && !existsSync(files.database));
  if (isMadeUp) return (await openDatabase(null, open, true))!;
  if (open.writes) prepareFolder(files);
  const format = formatOf(files);
  if (format === 'later') return 'newer';
  if (format === 'foreign') throw new Error('It is not a valid DuckDB database');
  const database = await openDatabase(files, open, open.writes);
  if (database === null) return 'newer';
  if (database.writes) keepPrivate(files);
  return database;
}

async function openToRead(files: HistoryFiles, open: HistoryOpen): Promise<OpenDatabase | null> {
  if (!existsSync(files.database)) return null;
  try {
    return await openDatabase(files, open, false);
  } catch {
    // It cannot be read either: what was said of writing stands.
    return null;
  }
}

export async function lookInto(connection: DuckDBConnection): Promise<FoundNumbers> {
  return {
    lastRun: await highestOf(connection, 'runs', 'run_id'),
    lastSession: await highestOf(connection, 'sessions', 'session_no'),
    lastDns: await highestOf(connection, 'dns', 'dns_no'),
    lastBatch: (await readMeta(connection, 'batch')) ?? 0,
  };
}

export function stateOf(problem: Problem, said: Failure): HistoryState {
  if (problem.kind === 'full' || problem.kind === 'locked' || problem.kind === 'newer') {
    return { kind: problem.kind, failure: said };
  }
  return { kind: 'unwritable', failure: said };
}
