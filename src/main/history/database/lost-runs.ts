/** Runs of a program that ended without saying so. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { runInTransaction } from './transaction.ts';

/** Traffic is written so long after its session at most: a stretch has to be over. */
const LATE = "INTERVAL '30 seconds'";

/**
 * Before anything of this program is written. Where a run has sessions, it was heard of until their last packet. What its sessions had and is in no stretch yet was in
 * those that were under way: it is counted in the last one of each. `running`: the run of the engine that is at the other end, which goes on; null: it has none. Says whether
 * there were any.
 */
export async function endLostRuns(connection: DuckDBConnection, running: number | null): Promise<boolean> {
  const lost = await connection.runAndReadAll(
    `SELECT run_id FROM runs WHERE state = 'running' AND run_id <> ${running ?? 0}`,
  );
  // As a rule there are none, and nothing else is read.
  if (lost.currentRowCount === 0) return false;
  const ids = lost.getRowsJS().map(([id]) => Number(id));
  await runInTransaction(connection, statements(ids.join(', ')));
  return true;
}

function statements(runs: string): readonly string[] {
  return [
    `UPDATE runs SET state = 'lost', end_time = greatest(end_time, start_time, s.last)
      FROM (SELECT r.run_id, max(s.end_time) AS last FROM runs r LEFT JOIN sessions s USING (run_id)
        WHERE r.run_id IN (${runs}) GROUP BY r.run_id) s
      WHERE runs.run_id = s.run_id`,
    `CREATE OR REPLACE TEMP TABLE late_now AS
      SELECT time_bucket(INTERVAL '10 seconds', s.end_time) AS time, s.session_no,
        greatest(0, s.bytes_in::HUGEINT - coalesce(t.bytes_in, 0)) AS bytes_in,
        greatest(0, s.bytes_out::HUGEINT - coalesce(t.bytes_out, 0)) AS bytes_out,
        greatest(0, s.packets_in::HUGEINT + s.packets_out - coalesce(t.packets, 0)) AS packets
      FROM sessions s JOIN runs r USING (run_id) LEFT JOIN (
        SELECT session_no, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out, sum(packets) AS packets
        FROM traffic WHERE session_no IN (SELECT session_no FROM sessions WHERE run_id IN (${runs}))
        GROUP BY session_no) t USING (session_no)
      WHERE s.run_id IN (${runs}) AND s.end_time >= r.end_time - ${LATE}`,
    'INSERT INTO traffic SELECT time, 10, session_no, bytes_in, bytes_out, packets FROM late_now WHERE packets > 0',
    `INSERT INTO minutes_due
      SELECT DISTINCT time_bucket(INTERVAL '1 minute', time) FROM late_now WHERE packets > 0 EXCEPT FROM minutes_due`,
  ];
}
