/** Runs of a program that ended without saying so. */
import type { DuckDBConnection } from '@duckdb/node-api';

/** Before anything of this program is written. Where a run has sessions, it was heard of until their last packet. */
export async function endLostRuns(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    UPDATE runs SET state = 'lost', end_time = greatest(end_time, start_time, s.last)
    FROM (SELECT r.run_id, max(s.end_time) AS last FROM runs r LEFT JOIN sessions s USING (run_id)
      WHERE r.state = 'running' GROUP BY r.run_id) s
    WHERE runs.run_id = s.run_id`);
}
