/** What a database says of itself to people: how large, how much, from when to when. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryInfo } from '#contract/history/answers.ts';
import type { HistoryTable } from '#contract/history/schema.ts';
import { TABLE_NAMES } from './schema-sql.ts';
import { numbers } from './numbers.ts';

/** Days with traffic that are told, the latest. */
const MOST_DAYS = 400;

/** Midnights are at quarters of an hour everywhere, and zones take their time: each quarter is told its day once. */
const DAYS = `WITH z AS (SELECT coalesce((SELECT name FROM pg_timezone_names() WHERE name = $1 LIMIT 1), 'UTC') AS zone),
    t AS (
      SELECT time, bytes_in + bytes_out AS bytes FROM traffic_minutes WHERE time NOT IN (FROM minutes_due)
      UNION ALL SELECT time, bytes_in + bytes_out FROM traffic WHERE time_bucket(INTERVAL 1 MINUTE, time) IN (FROM minutes_due)),
    quarters AS (
      SELECT time_bucket(INTERVAL 15 MINUTE, time) AS quarter, sum(bytes) AS bytes, 0 AS sessions FROM t GROUP BY ALL
      UNION ALL SELECT time_bucket(INTERVAL 15 MINUTE, start_time), 0, count(*) FROM sessions WHERE start_time IS NOT NULL GROUP BY ALL)
  SELECT epoch_us(date_trunc('day', (quarter AT TIME ZONE 'UTC') AT TIME ZONE zone) AT TIME ZONE zone) AS day, sum(bytes), sum(sessions)
    FROM quarters, z GROUP BY day ORDER BY day DESC LIMIT ${MOST_DAYS}`;

/** `zone`: by whose midnights days are told, as IANA has it; what DuckDB does not know is UTC. */
export async function readInfo(
  connection: DuckDBConnection,
  zone: string,
): Promise<Omit<HistoryInfo, 'path' | 'bytes'>> {
  const counts = TABLE_NAMES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ');
  const [rows] = (await connection.runAndReadAll(`SELECT ${counts}`)).getRowObjectsJS();
  const [span] = await numbers(connection, 'SELECT epoch_us(min(start_time)), epoch_us(max(end_time)) FROM sessions');
  const days = await numbers(connection, DAYS, [zone]);
  const isEmpty = span === undefined || span[0] === null;
  return {
    rows: Object.fromEntries(TABLE_NAMES.map((table) => [table, Number(rows![table])])) as Record<HistoryTable, number>,
    span: isEmpty ? null : { fromUs: span[0]!, toUs: span[1]! },
    days: days.reverse().map(([dayUs, bytes, sessions]) => ({ dayUs: dayUs!, bytes: bytes!, sessions: sessions! })),
  };
}
