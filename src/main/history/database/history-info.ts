/** What a database says of itself to people: how large, how much, from when to when. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryInfo } from '#contract/history/answers.ts';
import type { HistoryTable } from '#contract/history/schema.ts';
import { TABLE_NAMES } from './schema-sql.ts';

/** Days with traffic that are told, the latest. */
const MOST_DAYS = 400;

export async function readInfo(connection: DuckDBConnection): Promise<Omit<HistoryInfo, 'path' | 'bytes'>> {
  const counts = TABLE_NAMES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ');
  const [rows] = (await connection.runAndReadAll(`SELECT ${counts}`)).getRowObjectsJS();
  const [span] = await numbers(connection, 'SELECT epoch_us(min(start_time)), epoch_us(max(end_time)) FROM sessions');
  const days = await numbers(
    connection,
    `WITH t AS (
        SELECT time, bytes_in + bytes_out AS bytes FROM traffic_minutes WHERE time NOT IN (FROM minutes_due)
        UNION ALL SELECT time, bytes_in + bytes_out FROM traffic WHERE time_bucket(INTERVAL 1 MINUTE, time) IN (FROM minutes_due)),
      b AS (SELECT date_trunc('day', time) AS day, sum(bytes) AS bytes FROM t GROUP BY ALL),
      s AS (SELECT date_trunc('day', start_time) AS day, count(*) AS sessions FROM sessions WHERE start_time IS NOT NULL GROUP BY ALL)
      SELECT epoch_us(day), coalesce(bytes, 0), coalesce(sessions, 0) FROM b FULL JOIN s USING (day) ORDER BY day DESC LIMIT ${MOST_DAYS}`,
  );
  const isEmpty = span === undefined || span[0] === null;
  return {
    rows: Object.fromEntries(TABLE_NAMES.map((table) => [table, Number(rows![table])])) as Record<HistoryTable, number>,
    span: isEmpty ? null : { fromUs: span[0]!, toUs: span[1]! },
    days: days.reverse().map(([dayUs, bytes, sessions]) => ({ dayUs: dayUs!, bytes: bytes!, sessions: sessions! })),
  };
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<(number | null)[][]> {
  const rows = (await connection.runAndReadAll(sql)).getRowsJS();
  return rows.map((row) => row.map((cell) => (cell === null ? null : Number(cell))));
}
