/**
 * The sums of one side by what is compared. A session that lies across an end of the span counts with what it had within: by its traffic where that was kept, else by
 * its share of time.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Compared, ComparedAmount } from '#contract/history/compare.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Amounts } from './compare-sides.ts';

/** What rows must be, with its parameters by name; those named here begin with `span`. */
export interface SideCondition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number | bigint | boolean | null>>;
}

/** Labels of one side that are looked at; beyond them, the ones with the least traffic are left out. */
export const MOST_LABELS = 500_000;

const LABELS: Readonly<Record<Exclude<Compared, 'name'>, string>> = {
  host: 'coalesce(hostname, dst_ip)',
  port: "CASE WHEN dst_port IS NULL THEN protocol_name ELSE protocol_name || ' ' || dst_port END",
  service: 'service',
  talker: 'src_ip',
  process: 'process',
  country: 'country',
};

const SPAN = '$span_from::TIMESTAMP AND $span_to::TIMESTAMP';

function sessionsSql(by: Exclude<Compared, 'name'>, span: TimeSpan | null, condition: string): string {
  const label = LABELS[by];
  if (span === null) {
    return `SELECT ${label} AS label, count(*) AS n, sum(bytes_in) AS i, sum(bytes_out) AS o FROM sessions s WHERE ${condition}
      GROUP BY ALL ORDER BY i + o DESC LIMIT ${MOST_LABELS}`;
  }
  return `WITH part AS (
      SELECT s.*, start_time BETWEEN ${SPAN} AND end_time BETWEEN ${SPAN} AS within,
        epoch(least(end_time, $span_to::TIMESTAMP)) - epoch(greatest(start_time, $span_from::TIMESTAMP)) AS seconds_within
      FROM sessions s WHERE end_time >= $span_from::TIMESTAMP AND start_time <= $span_to::TIMESTAMP AND ${condition}
    ), kept AS (
      SELECT session_no,
        coalesce(sum(bytes_in) FILTER (WHERE time BETWEEN ${SPAN}), 0) AS kept_in,
        coalesce(sum(bytes_out) FILTER (WHERE time BETWEEN ${SPAN}), 0) AS kept_out
      FROM traffic SEMI JOIN (SELECT session_no FROM part WHERE NOT within) USING (session_no) GROUP BY session_no
    ), shares AS (
      SELECT part.*, kept_in, kept_out, CASE WHEN duration_s > 0 THEN least(1, seconds_within / duration_s) ELSE 1 END AS share
      FROM part LEFT JOIN kept USING (session_no)
    )
    SELECT ${label} AS label, count(*) AS n,
      sum(CASE WHEN within THEN bytes_in ELSE coalesce(kept_in, round(bytes_in * share)) END) AS i,
      sum(CASE WHEN within THEN bytes_out ELSE coalesce(kept_out, round(bytes_out * share)) END) AS o
    FROM shares GROUP BY ALL ORDER BY i + o DESC LIMIT ${MOST_LABELS}`;
}

function namesSql(span: TimeSpan | null, condition: string): string {
  const within = span === null ? 'true' : `time BETWEEN ${SPAN}`;
  return `SELECT lower(query) AS label, count(*) AS n, 0, 0 FROM dns s WHERE query IS NOT NULL AND ${within} AND ${condition}
    GROUP BY ALL ORDER BY n DESC LIMIT ${MOST_LABELS}`;
}

export async function sideAmounts(
  connection: DuckDBConnection,
  by: Compared,
  span: TimeSpan | null,
  condition: SideCondition,
): Promise<Amounts> {
  const sql = by === 'name' ? namesSql(span, condition.sql) : sessionsSql(by, span, condition.sql);
  const ends = span === null ? {} : { span_from: timeText(span.fromUs), span_to: timeText(span.toUs) };
  const result = await connection.stream(sql, { ...condition.parameters, ...ends });
  const amounts = new Map<string | null, ComparedAmount>();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return amounts;
    for (const [label, sessions, bytesIn, bytesOut] of chunk.getRows()) {
      amounts.set(label === null ? null : String(label), {
        sessions: Number(sessions),
        bytes_in: Number(bytesIn),
        bytes_out: Number(bytesOut),
      });
    }
  }
}

function timeText(us: number): string {
  const text = new Date(Math.floor(us / 1000)).toISOString().slice(0, -1);
  return `${text}${String(Math.floor(us) % 1000).padStart(3, '0')}`;
}
