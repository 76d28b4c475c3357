/** Makes pieces of rows. What a piece has, holds for any range that it lies in: of sessions, all that they had, also what they had after it. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dimension } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { numbers } from '../../database/numbers.ts';
import { inTransaction } from '../../database/transaction.ts';
import { makeCarriers } from './make-carriers.ts';
import { makeLookups } from './make-lookups.ts';
import { makeSeries, makeSums } from './make-sums.ts';
import type { PiecesToMake } from './pieces-to-make.ts';

/** One transaction. False: there can be none. Throws what DuckDB says, and where it is interrupted. */
export async function makePieces(connection: DuckDBConnection, pieces: PiecesToMake): Promise<boolean> {
  const { kind } = pieces;
  return await inTransaction(connection, async () => {
    if (kind === 'sessions') return await makeSums(connection, pieces);
    if (kind === 'dns') return await makeLookups(connection, pieces);
    if (kind === 'carriers') return await makeCarriers(connection, pieces);
    return await makeSeries(connection, pieces, kind.slice('series:'.length) as Dimension);
  });
}

/** From the first to the last time at which a session or a lookup begins; null: there are none. */
export async function boundsOf(connection: DuckDBConnection): Promise<TimeSpan | null> {
  const [row] = await numbers(
    connection,
    `SELECT epoch_us(min(first)), epoch_us(max(last)) FROM (
      SELECT min(start_time) AS first, max(start_time) AS last FROM sessions UNION ALL SELECT min(time), max(time) FROM dns)`,
  );
  const [fromUs, toUs] = row!;
  return fromUs == null || toUs == null ? null : { fromUs, toUs };
}
