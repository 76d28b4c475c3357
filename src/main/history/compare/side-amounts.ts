/**
 * The sums of one side by what is compared. A session that lies across an end of the span counts with what it had within: by its traffic where that was kept, else by
 * its share of time.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Compared, ComparedAmount } from '#contract/history/compare.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { CATEGORY_FIELDS } from '#main/engine/filter/category-filters.ts';
import { timeSql } from '../reads/filter/parameters.ts';
import type { WantedRows } from '../reads/filter/wanted-rows.ts';
import type { Amounts } from './compare-sides.ts';

/** Labels of one side that are looked at; beyond them, the ones with the least traffic are left out. */
export const MOST_LABELS = 500_000;

const LABELS: Readonly<Record<Exclude<Compared, 'name'>, string>> = {
  host: 'coalesce(hostname, dst_ip)',
  port: "CASE WHEN dst_port IS NULL THEN protocol_name ELSE protocol_name || ' ' || dst_port END",
  service: CATEGORY_FIELDS.service,
  talker: CATEGORY_FIELDS.talker,
  process: CATEGORY_FIELDS.process,
  country: CATEGORY_FIELDS.country,
};

function sessionsSql(by: Exclude<Compared, 'name'>, span: TimeSpan | null, condition: string): string {
  const label = LABELS[by];
  if (span === null) {
    return `SELECT ${label} AS label, count(*) AS n, sum(bytes_in) AS i, sum(bytes_out) AS o FROM sessions s WHERE ${condition}
      GROUP BY ALL ORDER BY i + o DESC LIMIT ${MOST_LABELS}`;
  }
  const [from, to] = [timeSql(span.fromUs), timeSql(span.toUs)];
  const ends = `${from} AND ${to}`;
  return `WITH part AS (
      SELECT s.*, start_time BETWEEN ${ends} AND end_time BETWEEN ${ends} AS within,
        epoch(least(end_time, ${to})) - epoch(greatest(start_time, ${from})) AS seconds_within
      FROM sessions s WHERE ${condition}
    ), kept AS (
      SELECT session_no,
        coalesce(sum(bytes_in) FILTER (WHERE time BETWEEN ${ends}), 0) AS kept_in,
        coalesce(sum(bytes_out) FILTER (WHERE time BETWEEN ${ends}), 0) AS kept_out
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

function namesSql(condition: string): string {
  return `SELECT lower(query) AS label, count(*) AS n, 0, 0 FROM dns s WHERE query IS NOT NULL AND ${condition}
    GROUP BY ALL ORDER BY n DESC LIMIT ${MOST_LABELS}`;
}

/** `wanted`: over rows of `sessions` (of `dns` by name) as `s`, those of the span alone. */
export async function sideAmounts(
  connection: DuckDBConnection,
  by: Compared,
  span: TimeSpan | null,
  wanted: Pick<WantedRows, 'sql' | 'parameters'>,
): Promise<Amounts> {
  const sql = by === 'name' ? namesSql(wanted.sql) : sessionsSql(by, span, wanted.sql);
  const result = await connection.stream(sql, wanted.parameters);
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
