/** Traffic of some sessions, which lie at the ends of a range as a rule: each end by itself, so that of what is between nothing is looked up. */
import type { Asking } from '../asking.ts';
import { timeSql } from '../filter/parameters.ts';

/** Of sessions that lie together. */
export interface Cluster {
  readonly side: number;
  /** Of traffic as `t`: it may be theirs. */
  readonly within: string;
}

/** `table` has `side`, `session_no`, `start_time` and `end_time`; `longest`: of the stretches of traffic, seconds. */
export async function clustersOf(asking: Asking, table: string, longest: number): Promise<Cluster[]> {
  const rows = await asking.rows(
    `SELECT side, min(session_no) AS first, max(session_no) AS last, epoch_us(min(start_time)) AS begin, epoch_us(max(end_time)) AS over FROM ${table} GROUP BY side ORDER BY side`,
  );
  return rows.map(({ side, first, last, begin, over }) => ({
    side: Number(side),
    within: `(t.session_no BETWEEN ${Number(first)} AND ${Number(last)} AND t.time >= ${timeSql(Number(begin) - longest * 1e6)} AND t.time <= ${timeSql(Number(over))})`,
  }));
}
