/**
 * The sessions that a sum is about. Those that lie within the span had all of their traffic in it; only of those that reach across an end, traffic says how much
 * (`besides`, a temporary table). So a sum needs one look at the sessions that no piece is of, and a correction.
 */
import type { FilterMistake } from '#contract/views/filter.ts';
import type { Dimension } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking } from '../asking.ts';
import { timeSql } from '../filter/parameters.ts';
import { wantedRows, type WantedRows } from '../filter/wanted-rows.ts';
import type { Piece } from '../pieces/piece-kinds.ts';
import { restSql, type RowsAsked } from '../pieces/rest.ts';
import { secondsOf } from './buckets.ts';
import { columnsOf } from './categories.ts';
import { clustersOf } from './sessions-traffic.ts';
import { reachesInto } from './traffic-sql.ts';
import { extentOf, spanWithin } from './whole-span.ts';

/** Sessions as `s`. */
export interface SessionsMeant {
  readonly from: string;
  readonly where: string;
  /** To be bound by every statement that has `where` in it. */
  readonly parameters: WantedRows['parameters'];
}

export interface SumsScope {
  readonly isUnfiltered: boolean;
  readonly mistake: FilterMistake | null;
  /** All that are meant. */
  all(): Promise<SessionsMeant>;
  /** Those that no piece is of. */
  readonly rest: SessionsMeant;
  readonly pieces: readonly Piece[];
  /** There is a table `besides`, with rows in it. */
  readonly hasBesides: boolean;
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
  const { whole, longest } = await extentOf(asking);
  const span = spanWithin(whole, asked);
  const pieces = asking.pieces?.of('sessions') ?? [];
  const meant = new Meant(asking, wanted, asked, columnsOf(by));
  const rest = await meant.of('members_rest', pieces);
  let all: Promise<SessionsMeant> | null = pieces.length === 0 ? Promise.resolve(rest) : null;
  const hasBesides = asked !== null && (await writeBesides(asking, { wanted, longest }, asked, columnsOf(by)));
  return {
    hasBesides,
    isUnfiltered,
    mistake,
    all: () => (all ??= meant.of('members', [])),
    rest,
    pieces,
    span,
    asked,
    longest,
  };
}

class Meant {
  readonly #asking: Asking;
  readonly #wanted: WantedRows;
  readonly #rows: RowsAsked;

  constructor(asking: Asking, wanted: WantedRows, span: TimeSpan | null, by: readonly string[]) {
    this.#asking = asking;
    this.#wanted = wanted;
    const own = ['session_no', 'start_time', 'end_time', 'open', 'bytes_in', 'bytes_out', 'packets_in', 'packets_out'];
    this.#rows = { table: 'sessions', alias: 's', columns: [...own, ...by], where: wanted.sql, span };
  }

  /** A filter that costs is asked once, whatever is summed afterwards: `name` is the table of what passes. To write that down takes long, too. */
  async of(name: string, pieces: readonly Piece[]): Promise<SessionsMeant> {
    const { isCostly, sql, parameters } = this.#wanted;
    if (!isCostly && pieces.length === 0) return { from: 'sessions', where: sql, parameters };
    const from = restSql(this.#rows, pieces);
    if (!isCostly) return { from, where: 'true', parameters };
    await this.#asking.rows(`CREATE OR REPLACE TEMP TABLE ${name} AS FROM ${from}`, parameters);
    return { from: name, where: 'true', parameters: {} };
  }
}

/** The part of their traffic that sessions had outside of the span, of those that had some: to be taken from their sums. False: none had. */
async function writeBesides(
  asking: Asking,
  { wanted, longest }: { readonly wanted: WantedRows; readonly longest: number },
  asked: TimeSpan,
  columns: readonly string[],
): Promise<boolean> {
  const texts = columns.map((column) => `s.${column}`).join(', ');
  const sums = ['bytes_in', 'bytes_out', 'packets'];
  await asking.rows(
    `CREATE OR REPLACE TEMP TABLE crossing AS ${crossingSql(asked, wanted.sql, texts)}`,
    wanted.parameters,
  );
  const clusters = await clustersOf(asking, 'crossing', longest);
  if (clusters.length === 0) return false;
  const had = clusters.map(
    ({ side, within }) =>
      `SELECT t.session_no, ${sums.map((column) => `sum(t.${column}::DOUBLE) AS ${column}`).join(', ')} FROM traffic t
        WHERE ${within} AND ${reachesInto(asked, longest, 't')} AND t.session_no IN (SELECT session_no FROM crossing WHERE side = ${side}) GROUP BY ALL`,
  );
  await asking.rows(
    `CREATE OR REPLACE TEMP TABLE besides AS WITH had AS (${had.join(' UNION ALL ')})
      SELECT s.session_no, s.start_time, s.is_open, ${texts}, ${sums.map((column) => `s.${column}::DOUBLE - coalesce(had.${column}, 0) AS ${column}`).join(', ')}
      FROM crossing s LEFT JOIN had ON had.session_no = s.session_no`,
  );
  return true;
}

/** Each end by itself: of a table in the order of time, little is read then. */
function crossingSql(asked: TimeSpan, where: string, texts: string): string {
  const { before, behind } = endsSql(asked);
  const select = (side: number): string =>
    `SELECT ${side} AS side, s.session_no, s.start_time, s.end_time, s."open" AS is_open, ${texts}, s.bytes_in, s.bytes_out, s.packets_in + s.packets_out AS packets FROM sessions s`;
  return `${select(0)} WHERE ${before} AND ${where} UNION ALL ${select(1)} WHERE NOT ${before} AND ${behind} AND ${where}`;
}

function endsSql(span: TimeSpan): { readonly before: string; readonly behind: string } {
  const { from, to } = secondsOf(span);
  return { before: `s.start_time < ${timeSql(from * 1e6)}`, behind: `s.end_time >= ${timeSql((to + 1) * 1e6)}` };
}

/** Of sessions as `s` that belong to a span: they are not within it. Its seconds count in full, as those of traffic do. */
export function crossesSql(span: TimeSpan): string {
  const { before, behind } = endsSql(span);
  return `(${before} OR ${behind})`;
}
