/**
 * Makes `traffic_minutes` of traffic and sessions, minute by minute, once a minute is over. Minutes that are due say so in the database (`minutes_due`, written with
 * their traffic), and are made anew from what is there, in one transaction: a crash or traffic that comes late makes none twice.
 */
import type { DuckDBConnection } from '@duckdb/node-api';

/** Traffic of a minute comes so long after its end, as a rule: until then it waits. */
export const MINUTE_WAITS_MS = 15_000;
/** Minutes made in one transaction, so that batches do not wait for long. */
const MOST_MINUTES = 60;

/**
 * In the lane. Minutes that were over at `nowMs`; `Infinity`: all that are due. True: there are more.
 * What sessions are told apart by is as it is known now; names that are learnt later do not change minutes that were made.
 */
export async function makeMinutes(connection: DuckDBConnection, nowMs: number): Promise<boolean> {
  const untilUs = Math.min(nowMs - MINUTE_WAITS_MS - 60_000, 8e15 / 1000) * 1000;
  await connection.run('BEGIN');
  try {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE minutes_now AS
        SELECT time FROM minutes_due WHERE time <= make_timestamp(${Math.floor(untilUs)}) ORDER BY time LIMIT ${MOST_MINUTES}`);
    const answer = await connection.runAndReadAll(
      'SELECT epoch_us(min(time)), epoch_us(max(time)), count(*) FROM minutes_now',
    );
    const [first, last, count] = answer.getRowsJS()[0]!;
    if (count === 0n) {
      await connection.run('ROLLBACK');
      return false;
    }
    await replaceMinutes(connection, first as bigint, last as bigint);
    await connection.run('DELETE FROM minutes_due WHERE time IN (FROM minutes_now)');
    await connection.run('COMMIT');
    return count === BigInt(MOST_MINUTES);
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The bounds are for the table's own statistics, so that little is read. */
async function replaceMinutes(connection: DuckDBConnection, firstUs: bigint, lastUs: bigint): Promise<void> {
  const within = `BETWEEN make_timestamp(${firstUs}) AND make_timestamp(${lastUs} + 59999999)`;
  await connection.run(
    `DELETE FROM traffic_minutes WHERE time ${within} AND seconds = 60 AND time IN (FROM minutes_now)`,
  );
  await connection.run(`
    INSERT INTO traffic_minutes
    SELECT m.time, 60, s.protocol_name, s.service, coalesce(s.hostname, s.dst_ip), s.src_ip, s.interface, s.process, s.country,
      sum(t.bytes_in), sum(t.bytes_out), sum(t.packets),
      count(DISTINCT t.session_no) FILTER (time_bucket(INTERVAL 1 MINUTE, s.start_time) = m.time)
    FROM (SELECT time_bucket(INTERVAL 1 MINUTE, time) AS minute, * FROM traffic WHERE time ${within}) t
    JOIN minutes_now m ON m.time = t.minute
    LEFT JOIN sessions s ON s.session_no = t.session_no
    GROUP BY m.time, s.protocol_name, s.service, coalesce(s.hostname, s.dst_ip), s.src_ip, s.interface, s.process, s.country`);
}
