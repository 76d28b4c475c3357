/** Reports of crashes as the page knows them: by their ids. Where they lie is main's affair. */

/** Whose end it was. `app`: the desktop app's main process. `cli`: the command line, or `netloupe serve`. */
export const CRASHED = ['app', 'view', 'engine', 'history', 'plugin', 'gpu', 'service', 'cli'] as const;
export type Crashed = (typeof CRASHED)[number];

export interface CrashReportEntry {
  /** The report's name, made of its time, whose it is and chance. */
  readonly id: string;
  readonly crashed: Crashed;
  /** UTC, ISO 8601, whole seconds. */
  readonly time: string;
  readonly bytes: number;
}

/** Told to the main window once for each crash, as far as there is somebody to tell. */
export interface CrashNotice {
  readonly crashed: Crashed;
  /** Null: the report could not be written. */
  readonly reportId: string | null;
  /** False: it is not started again by itself. */
  readonly recovered: boolean;
}

const ID: RegExp = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)Z-(${CRASHED.join('|')})-[0-9a-f]{8}$`,
);

/** What an id says; null for what is none. */
export function parseReportId(id: string): Pick<CrashReportEntry, 'crashed' | 'time'> | null {
  const [whole, date, hours, minutes, seconds, crashed] = ID.exec(id) ?? [];
  if (whole === undefined) return null;
  return { crashed: crashed as Crashed, time: `${date}T${hours}:${minutes}:${seconds}Z` };
}
