/** Ten questions to begin with: in the console, on the command line (`--saved`) and in docs/history.md, where a test asks them of a history that is known. */
import type { SavedQuery } from './commands.ts';

export const READY_QUERY_NAMES = [
  'busiest-hosts',
  'traffic-by-hour',
  'new-hosts',
  'programs',
  'largest-uploads',
  'unanswered',
  'unresolved-names',
  'slow-resolvers',
  'regular-contacts',
  'capture-runs',
] as const;
export type ReadyQueryName = (typeof READY_QUERY_NAMES)[number];

export interface ReadyQuery extends Pick<SavedQuery, 'text' | 'chart'> {
  /** What it asks, for the command line and the docs. */
  readonly asks: string;
}

export const READY_QUERIES: Readonly<Record<ReadyQueryName, ReadyQuery>> = {
  'busiest-hosts': {
    asks: 'Which hosts had the most traffic in the last seven days?',
    chart: { kind: 'bar', x: 'host', y: ['received', 'sent'] },
    text: `SELECT coalesce(hostname, dst_ip) AS host,
       sum(bytes_in) AS received, sum(bytes_out) AS sent, count(*) AS sessions
FROM sessions
WHERE start_time > now() - INTERVAL 7 DAY
GROUP BY host
ORDER BY received + sent DESC
LIMIT 20`,
  },
  'traffic-by-hour': {
    asks: 'How much was received and sent in each hour of the last two days?',
    chart: { kind: 'line', x: 'hour', y: ['received', 'sent'] },
    text: `SELECT time_bucket(INTERVAL 1 HOUR, time) AS hour,
       sum(bytes_in) AS received, sum(bytes_out) AS sent
FROM traffic
WHERE time > now() - INTERVAL 2 DAY
GROUP BY hour
ORDER BY hour`,
  },
  'new-hosts': {
    asks: 'Which hosts were contacted for the first time in the last day?',
    chart: null,
    text: `SELECT coalesce(hostname, dst_ip) AS host, min(start_time) AS first_seen,
       arg_min(process, start_time) AS program, count(*) AS sessions
FROM sessions
GROUP BY host
HAVING first_seen > now() - INTERVAL 1 DAY
ORDER BY first_seen DESC`,
  },
  programs: {
    asks: 'Which programs of this machine had the most traffic in the last seven days, and with how many hosts?',
    chart: { kind: 'bar', x: 'program', y: ['received', 'sent'] },
    text: `SELECT coalesce(process, '(not known)') AS program,
       sum(bytes_in) AS received, sum(bytes_out) AS sent,
       count(DISTINCT coalesce(hostname, dst_ip)) AS hosts
FROM sessions
WHERE start_time > now() - INTERVAL 7 DAY
GROUP BY program
ORDER BY received + sent DESC`,
  },
  'largest-uploads': {
    asks: 'Which conversations sent the most in the last seven days?',
    chart: null,
    text: `SELECT start_time, src_ip, coalesce(hostname, dst_ip) AS host, service,
       bytes_out AS sent, duration_s, process
FROM sessions
WHERE start_time > now() - INTERVAL 7 DAY
ORDER BY sent DESC
LIMIT 20`,
  },
  unanswered: {
    asks: 'Which hosts and ports did not answer, or refused?',
    chart: null,
    text: `SELECT coalesce(hostname, dst_ip) AS host, dst_port AS port, conn_state,
       count(*) AS attempts, max(start_time) AS last_attempt
FROM sessions
WHERE conn_state IN ('S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH')
GROUP BY ALL
ORDER BY attempts DESC, last_attempt DESC
LIMIT 50`,
  },
  'unresolved-names': {
    asks: 'Which names do not exist, or could not be looked up?',
    chart: { kind: 'bar', x: 'query', y: ['lookups'] },
    text: `SELECT query, status, count(*) AS lookups,
       count(DISTINCT client_ip) AS clients, max(time) AS last_lookup
FROM dns
WHERE status IN ('nxdomain', 'servfail', 'refused', 'unanswered')
GROUP BY query, status
ORDER BY lookups DESC
LIMIT 50`,
  },
  'slow-resolvers': {
    asks: 'How fast do DNS servers answer, and how often do they not?',
    chart: { kind: 'bar', x: 'server_ip', y: ['median_ms', 'p95_ms'] },
    text: `SELECT server_ip, count(*) AS lookups,
       round(median(latency_ms), 1) AS median_ms,
       round(quantile_cont(latency_ms, 0.95), 1) AS p95_ms,
       count(*) FILTER (status = 'unanswered') AS unanswered
FROM dns
GROUP BY server_ip
ORDER BY p95_ms DESC NULLS LAST`,
  },
  'regular-contacts': {
    asks: 'Who is contacted again and again at equal intervals?',
    chart: null,
    text: `WITH gaps AS (
  SELECT src_ip, coalesce(hostname, dst_ip) AS host,
         epoch(start_time) - lag(epoch(start_time)) OVER (
           PARTITION BY src_ip, coalesce(hostname, dst_ip) ORDER BY start_time
         ) AS gap
  FROM sessions
)
SELECT src_ip, host, count(gap) + 1 AS sessions,
       round(avg(gap)) AS every_s, round(stddev_pop(gap), 1) AS deviation_s
FROM gaps
GROUP BY src_ip, host
HAVING count(gap) >= 5 AND every_s >= 10 AND deviation_s <= every_s * 0.1
ORDER BY sessions DESC`,
  },
  'capture-runs': {
    asks: 'What was captured when, and was anything lost?',
    chart: null,
    text: `SELECT start_time, end_time, array_to_string(interfaces, ', ') AS interfaces, packets, bytes,
       kernel_dropped, undecoded, evicted, rows_lost, state
FROM runs
ORDER BY start_time DESC`,
  },
};
