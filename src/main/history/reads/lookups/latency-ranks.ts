/**
 * Percentiles of latencies by server. Of few lookups exactly: the nearest rank, the smallest value that at least so many per cent are not above. Of many the same among
 * steps that grow with the latency: to put all of them in order takes too long.
 */

/** Beyond so many lookups, percentiles are told within half a per cent of what they are. */
export const MOST_IN_ORDER = 20_000;
/** Latencies of one step are within so much of each other. */
const STEP = 1.005;
const PERCENTILES = [50, 90, 99] as const;

/** Which step a latency is on. */
export function stepSql(latency: string): string {
  return `round(ln(greatest(${latency}, 0.001)) / ln(${STEP}))::INTEGER`;
}

/** `values`: rows of `server`, `latency`, `transactions`. A row a server: `server`, `ranks`, `max`. */
export function exactRanksSql(values: string): string {
  return ranked(
    `SELECT server, latency AS place, sum(transactions) AS n, max(latency) AS most FROM (${values}) GROUP BY ALL`,
    'place',
  );
}

/** `steps`: rows of `server`, `step`, `transactions`, `most` (the highest latency among them). */
export function stepRanksSql(steps: string): string {
  return ranked(
    `SELECT server, step AS place, sum(transactions) AS n, max(most) AS most FROM (${steps}) GROUP BY ALL`,
    `pow(${STEP}, place)`,
  );
}

function ranked(rows: string, value: string): string {
  const ranks = PERCENTILES.map(
    (percent) => `least(min(${value}) FILTER (upto * 100 >= whole * ${percent}), max(most))`,
  );
  return `WITH steps AS (${rows}),
      ranked AS (SELECT *, sum(n) OVER (PARTITION BY server ORDER BY place) AS upto, sum(n) OVER (PARTITION BY server) AS whole FROM steps)
    SELECT server, [${ranks.join(', ')}] AS ranks, max(most) AS max FROM ranked GROUP BY server`;
}
