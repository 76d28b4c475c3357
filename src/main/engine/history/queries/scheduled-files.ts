/** Names of the files of a schedule: after the query and the time, so that the order of names is that of times. */
import type { KeptQuery } from './ports.ts';

/** Letters and digits of any script; the rest becomes a hyphen. */
export function fileStem(name: string): string {
  const stem = name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
  return stem === '' ? 'query' : stem;
}

/** `busiest-hosts-20261124T100000Z.csv`. */
export function scheduledFileName(query: KeptQuery, nowUs: number): string {
  const time = new Date(Math.floor(nowUs / 1e6) * 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${fileStem(query.name)}-${time}.${query.schedule?.format ?? 'csv'}`;
}

/** Those of `names` that are beyond the newest `keep` of this query. Files of any format that it was written in before count. */
export function filesToRemove(query: KeptQuery, names: readonly string[]): readonly string[] {
  const stem = fileStem(query.name);
  const own = names
    .filter(
      (name) =>
        name.startsWith(`${stem}-`) && /^\d{8}T\d{6}Z\.(?:csv|jsonl|parquet)$/.test(name.slice(stem.length + 1)),
    )
    .toSorted();
  return own.slice(0, Math.max(0, own.length - (query.schedule?.keep ?? own.length)));
}

/** When it is due next, microseconds since the epoch. One that never ran is due now, as is one whose time came while nobody ran. Null: it has no schedule. */
export function dueUs(query: KeptQuery, nowUs: number): number | null {
  if (query.schedule === null) return null;
  if (query.lastRunUs === null) return nowUs;
  // A clock that was set back must not put it off for years.
  const last = Math.min(query.lastRunUs, nowUs);
  return last + query.schedule.everyMinutes * 60e6;
}
