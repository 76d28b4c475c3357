/** How lookups went: by resolver with percentiles of latency, over time, by name. */
import type { HistoryQuestions } from '#contract/history/questions.ts';
import type { DnsStatus } from '#contract/records.ts';
import type { DnsSummaryFrame, ResolverRow } from '#contract/views/dns.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { bucketsOver } from '#base/time-buckets.ts';
import type { Asking, Row } from '../asking.ts';
import { wantedRows, type WantedRows } from '../filter/wanted-rows.ts';
import { FOLDED_NAME, nameRow } from './dns-counts.ts';

const MAX_RESOLVERS = 20;

/** How it went, as a chart tells it. */
const WAY = `CASE WHEN status = 'unanswered' THEN 'unanswered' WHEN status IN ('answered', 'nodata', 'unsolicited') THEN 'answered' ELSE 'failed' END`;

type Question = HistoryQuestions['dns_summary']['params'];

export async function dnsSummary(asking: Asking, question: Question): Promise<DnsSummaryFrame> {
  const wanted = wantedRows('dns', question.filter, question.span, 't');
  const byStatus = await statusesOf(asking, wanted);
  const transactions = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  const span = wanted.mistake === null ? (question.span ?? (await spanOf(asking, wanted))) : null;
  return {
    transactions,
    byStatus,
    resolvers: transactions === 0 ? [] : await resolversOf(asking, wanted),
    span,
    ...(await overTime(asking, wanted, span, question.points)),
    ...(transactions === 0 ? { names: [], failing: [] } : await namesOf(asking, wanted, question.top)),
    mistake: wanted.mistake,
  };
}

async function statusesOf(asking: Asking, { sql, parameters }: WantedRows): Promise<Record<DnsStatus, number>> {
  const rows = await asking.rows(`SELECT status, count(*) AS n FROM dns t WHERE ${sql} GROUP BY ALL`, parameters);
  const counts = {
    answered: 0,
    nodata: 0,
    nxdomain: 0,
    servfail: 0,
    refused: 0,
    error: 0,
    unanswered: 0,
    unsolicited: 0,
  };
  for (const { status, n } of rows) counts[status as DnsStatus] = Number(n);
  return counts;
}

async function spanOf(asking: Asking, { sql, parameters }: WantedRows): Promise<TimeSpan | null> {
  const [row] = await asking.rows(
    `SELECT epoch_us(min(time)) AS first, epoch_us(max(time)) AS last FROM dns t WHERE ${sql}`,
    parameters,
  );
  const { first, last } = row!;
  return typeof first === 'number' && typeof last === 'number' ? { fromUs: first, toUs: last } : null;
}

/** With whole per cents, DuckDB's discrete quantile is the nearest rank: the smallest value that at least so many per cent are not above. */
async function resolversOf(asking: Asking, { sql, parameters }: WantedRows): Promise<readonly ResolverRow[]> {
  const rows = await asking.rows(
    `SELECT server_ip, count(*) AS transactions, count(*) FILTER (status = 'unanswered') AS unanswered,
        count(*) FILTER (${WAY} = 'failed' AND status <> 'nxdomain') AS failed, count(*) FILTER (status = 'nxdomain') AS nxdomain,
        quantile_disc(latency_ms, [0.50, 0.90, 0.99]) AS ranks, max(latency_ms) AS max
      FROM dns t WHERE ${sql} GROUP BY server_ip ORDER BY transactions DESC, server_ip LIMIT ${MAX_RESOLVERS}`,
    parameters,
  );
  return rows.map(({ ranks, ...row }) => {
    const [p50 = null, p90 = null, p99 = null] = (ranks ?? []) as readonly (number | null)[];
    const { server_ip, transactions, unanswered, failed, nxdomain, max } = row as unknown as ResolverRow;
    return { server_ip, transactions, unanswered, failed, nxdomain, p50, p90, p99, max };
  });
}

async function overTime(
  asking: Asking,
  { sql, parameters }: WantedRows,
  span: TimeSpan | null,
  points: number,
): Promise<Pick<DnsSummaryFrame, 'bucketSeconds' | 'firstBucketUs' | 'over'>> {
  if (span === null) return { bucketSeconds: 1, firstBucketUs: 0, over: { answered: [], failed: [], unanswered: [] } };
  const { bucketSeconds, length, first, count } = bucketsOver(span, points);
  const zeros = (): number[] => Array.from({ length: count }, () => 0);
  const over = { answered: zeros(), failed: zeros(), unanswered: zeros() };
  const rows = await asking.rows(
    `SELECT epoch_us(time) // ${length} - ${first} AS bucket, ${WAY} AS way, count(*) AS n FROM dns t WHERE ${sql} GROUP BY ALL`,
    parameters,
  );
  for (const { bucket, way, n } of rows) {
    const line = over[way as keyof typeof over];
    if (Number(bucket) in line) line[Number(bucket)] = Number(n);
  }
  return { bucketSeconds, firstBucketUs: first * length, over };
}

async function namesOf(
  asking: Asking,
  { sql, parameters }: WantedRows,
  top: number,
): Promise<Pick<DnsSummaryFrame, 'names' | 'failing'>> {
  const rows = await asking.rows(
    `WITH written AS (
        SELECT query AS name, count(*) AS transactions, count(*) FILTER (${WAY} <> 'answered') AS failed
        FROM dns t WHERE query IS NOT NULL AND ${sql} GROUP BY ALL
      ), names AS (
        SELECT ${FOLDED_NAME} AS name, sum(transactions) AS transactions, sum(failed) AS failed FROM written GROUP BY ALL
      ), most AS (FROM names ORDER BY transactions DESC, name LIMIT ${top}),
      worst AS (FROM names WHERE failed > 0 ORDER BY failed DESC, transactions DESC, name LIMIT ${top})
      SELECT true AS most, * FROM most UNION ALL SELECT false, * FROM worst`,
    parameters,
  );
  const listed = (isMost: boolean, by: 'transactions' | 'failed'): DnsSummaryFrame['names'] =>
    rows
      .filter(({ most }: Row) => most === isMost)
      .map(nameRow)
      .toSorted((a, b) => b[by] - a[by] || b.transactions - a.transactions || (a.name < b.name ? -1 : 1));
  return { names: listed(true, 'transactions'), failing: listed(false, 'failed') };
}
