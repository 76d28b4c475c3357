/**
 * What leaves with time: the oldest first, a few hours in each transaction, so that batches go between. By size, so much is let go at once that there is room for a while.
 * Traffic of two weeks ago is kept by the minute.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryRetention } from '#contract/history/process.ts';
import { sizeOf } from './compact.ts';
import { numbers } from './numbers.ts';
import type { OpenDatabase } from './open-database.ts';
import { runInTransaction } from './transaction.ts';

const DAY_US = 86_400e6;
const SLICE_US = 3 * 3600e6;
/** Traffic as it was written is kept so long. */
export const FINE_TRAFFIC_DAYS = 14;
const COARSE_SECONDS = 60;
/** By size: begins shortly before there is too much, so that freed blocks are used again and the file does not grow beyond. */
const FULL_SHARE = 0.95;
const FREED_SHARE = 0.85;

/** By which time rows are let go. */
const TIMES = {
  sessions: 'end_time',
  dns: 'time',
  traffic: 'time',
  traffic_minutes: 'time',
  interfaces: 'time',
  alerts: 'time',
} as const;

/** Everything before goes; null: nothing does. In microseconds. */
export async function retentionLimit(
  database: OpenDatabase,
  retention: HistoryRetention,
  nowMs: number,
): Promise<number | null> {
  const byDays = retention.days === 0 ? null : nowMs * 1000 - retention.days * DAY_US;
  const bySize = await sizeLimit(database, retention.bytes);
  return byDays === null || bySize === null ? (byDays ?? bySize) : Math.max(byDays, bySize);
}

async function sizeLimit(database: OpenDatabase, bytes: number): Promise<number | null> {
  if (bytes === 0) return null;
  const { used } = await sizeOf(database);
  if (used <= FULL_SHARE * bytes) return null;
  const excess = 1 - (FREED_SHARE * bytes) / used;
  const rows = await numbers(
    database.connection,
    `WITH hours AS (${Object.entries(TIMES)
      .map(
        ([table, time]) =>
          `SELECT epoch_us(time_bucket(INTERVAL 1 HOUR, ${time})) AS hour, count(*) AS rows FROM ${table} WHERE ${time} IS NOT NULL GROUP BY ALL`,
      )
      .join(' UNION ALL ')})
     SELECT hour, sum(rows) FROM hours GROUP BY hour ORDER BY hour`,
  );
  const all = rows.reduce((sum, [, count]) => sum + count!, 0);
  let older = 0;
  for (const [hour, count] of rows) {
    older += count!;
    if (older >= excess * all) return hour! + 3600e6;
  }
  return null;
}

/** In the lane. Lets the oldest hours go. True: there is more. */
export async function dropSlice({ connection, marks }: OpenDatabase, limitUs: number): Promise<boolean> {
  const oldest = await oldestOf(connection, limitUs);
  if (oldest === null) return false;
  const until = Math.min(limitUs, (Math.floor(oldest / SLICE_US) + 1) * SLICE_US);
  marks.goneBefore(until);
  await runInTransaction(connection, [
    ...Object.entries(TIMES).map(
      ([table, time]) => `DELETE FROM ${table} WHERE ${time} < make_timestamp(${Math.floor(until)})`,
    ),
    `DELETE FROM minutes_due WHERE time < make_timestamp(${Math.floor(until)})`,
    `DELETE FROM runs WHERE end_time < make_timestamp(${Math.floor(until)}) AND state <> 'running' AND run_id NOT IN (SELECT run_id FROM sessions)`,
  ]);
  marks.goneBefore(until);
  return true;
}

async function oldestOf(connection: DuckDBConnection, limitUs: number): Promise<number | null> {
  const limit = `make_timestamp(${Math.floor(limitUs)})`;
  const each = Object.entries(TIMES).map(
    ([table, time]) => `SELECT min(${time}) AS time FROM ${table} WHERE ${time} < ${limit}`,
  );
  const [[oldest] = []] = await numbers(connection, `SELECT epoch_us(min(time)) FROM (${each.join(' UNION ALL ')})`);
  return oldest ?? null;
}

/** In the lane. Makes minutes of a few hours of old traffic. True: there is more. */
export async function coarsenSlice(connection: DuckDBConnection, nowMs: number): Promise<boolean> {
  const limitUs = Math.floor((nowMs * 1000 - FINE_TRAFFIC_DAYS * DAY_US) / 60e6) * 60e6;
  const fine = `seconds < ${COARSE_SECONDS}`;
  const [[oldest] = []] = await numbers(
    connection,
    `SELECT epoch_us(min(time)) FROM traffic WHERE ${fine} AND time < make_timestamp(${limitUs})`,
  );
  if (oldest === null || oldest === undefined) return false;
  const from = Math.floor(oldest / SLICE_US) * SLICE_US;
  const until = Math.min(limitUs, from + SLICE_US);
  const slice = `${fine} AND time >= make_timestamp(${from}) AND time < make_timestamp(${until})`;
  await runInTransaction(connection, [
    `CREATE OR REPLACE TEMP TABLE coarse AS
       SELECT time_bucket(INTERVAL ${COARSE_SECONDS} SECONDS, time) AS time, ${COARSE_SECONDS} AS seconds, session_no,
         sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out, sum(packets) AS packets
       FROM traffic WHERE ${slice} GROUP BY ALL ORDER BY time`,
    `DELETE FROM traffic WHERE ${slice}`,
    'INSERT INTO traffic FROM coarse',
    'DROP TABLE coarse',
  ]);
  return true;
}
