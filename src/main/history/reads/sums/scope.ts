/**
 * The sessions that a sum is about. Those that lie within the span had all of their traffic in it; only of those that reach across an end, traffic says how much
 * (`besides`, a temporary table). So a sum needs one look at the sessions, and a correction.
 */
import type { FilterMistake } from '#contract/views/filter.ts';
import type { Dimension } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking } from '../asking.ts';
import { timeSql } from '../filter/parameters.ts';
import { wantedRows } from '../filter/wanted-rows.ts';
import { secondsOf } from './buckets.ts';
import { columnsOf } from './categories.ts';
import { longestStretch, reachesInto } from './traffic-sql.ts';
import { spanWithin, wholeSpan } from './whole-span.ts';

export interface SumsScope {
  readonly isUnfiltered: boolean;
  readonly mistake: FilterMistake | null;
  /** Which sessions are meant, of `sessions` as `s`. */
  readonly sessions: string;
  readonly where: string;
  /** What is drawn: what is asked for, as far as there is something; null: there is nothing. */
  readonly span: TimeSpan | null;
  /** Null: all of time. */
  readonly asked: TimeSpan | null;
  /** Of the stretches of traffic, seconds. */
  readonly longest: number;
}

interface Question {
  readonly filter: string;
  readonly span: TimeSpan | null;
}

/** `by`: what they are told apart by. */
export async function sumsScope(
  asking: Asking,
  { filter, span: asked }: Question,
  by: readonly Dimension[],
): Promise<SumsScope> {
  const wanted = wantedRows('sessions', filter, asked, 's');
  const { isUnfiltered, mistake } = wanted;
  const span = spanWithin(await wholeSpan(asking), asked);
  const longest = await longestStretch(asking, 'traffic');
  // A filter is asked once, whatever is summed afterwards.
  if (!isUnfiltered) {
    const columns = [
      'session_no',
      'start_time',
      'end_time',
      'open',
      'bytes_in',
      'bytes_out',
      'packets_in',
      'packets_out',
      ...columnsOf(by),
    ];
    const select = columns.map((column) => `s.${column}`).join(', ');
    await asking.rows(
      `CREATE OR REPLACE TEMP TABLE members AS SELECT ${select} FROM sessions s WHERE ${wanted.sql}`,
      wanted.parameters,
    );
  }
  const sessions = isUnfiltered ? 'sessions' : 'members';
  const where = isUnfiltered ? wanted.sql : 'true';
  const scope = { isUnfiltered, mistake, sessions, where, span, asked, longest };
  if (asked !== null) await writeBesides(asking, scope, asked, columnsOf(by));
  return scope;
}

/** The part of their traffic that sessions had outside of the span, of those that had some: to be taken from their sums. */
async function writeBesides(
  asking: Asking,
  { sessions, where, longest }: Pick<SumsScope, 'sessions' | 'where' | 'longest'>,
  asked: TimeSpan,
  columns: readonly string[],
): Promise<void> {
  const texts = columns.map((column) => `s.${column}`).join(', ');
  const crossing = `SELECT s.session_no, ${texts}, s.bytes_in, s.bytes_out, s.packets_in + s.packets_out AS packets FROM ${sessions} s WHERE ${where} AND ${crossesSql(asked)}`;
  const sums = ['bytes_in', 'bytes_out', 'packets'];
  await asking.rows(
    `CREATE OR REPLACE TEMP TABLE besides AS WITH s AS MATERIALIZED (${crossing}),
      had AS (SELECT t.session_no, ${sums.map((column) => `sum(t.${column}::DOUBLE) AS ${column}`).join(', ')} FROM traffic t
        WHERE ${reachesInto(asked, longest, 't')} AND t.session_no IN (SELECT session_no FROM s) GROUP BY ALL)
      SELECT ${texts}, ${sums.map((column) => `s.${column}::DOUBLE - coalesce(had.${column}, 0) AS ${column}`).join(', ')}
      FROM s LEFT JOIN had ON had.session_no = s.session_no`,
  );
}

/** Of sessions as `s` that belong to a span: they are not within it. Its seconds count in full, as those of traffic do. */
export function crossesSql(span: TimeSpan): string {
  const { from, to } = secondsOf(span);
  return `(s.start_time < ${timeSql(from * 1e6)} OR s.end_time >= ${timeSql((to + 1) * 1e6)})`;
}
