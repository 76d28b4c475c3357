/** What there is to forget, table by table. */

/** What is forgotten of each table, as conditions of SQL. `sessions` go with their traffic and alerts. */
export interface ForgottenScope {
  readonly sessions: string;
  readonly dns: string;
  readonly traffic: string;
  readonly interfaces: string;
  readonly alerts: string;
  readonly runs: string;
}

/** Sessions that began or ended in it; what happened in it; of sessions that were going on before and after, the traffic in it. */
export function spanScope(fromUs: number, toUs: number): ForgottenScope {
  const [from, to] = [`make_timestamp(${Math.floor(fromUs)})`, `make_timestamp(${Math.ceil(toUs)})`];
  const within = (column: string): string => `(${column} >= ${from} AND ${column} < ${to})`;
  const touching = `time < ${to} AND time + to_seconds(seconds) > ${from}`;
  return {
    sessions: `${within('start_time')} OR ${within('end_time')}`,
    dns: within('time'),
    traffic: touching,
    interfaces: touching,
    alerts: within('time'),
    runs: `start_time >= ${from} AND end_time < ${to} AND state <> 'running'`,
  };
}
