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
type Way = keyof DnsSummaryFrame['over'];
const WAYS: Readonly<Record<DnsStatus, Way>> = {
  answered: 'answered',
  nodata: 'answered',
  unsolicited: 'answered',
  nxdomain: 'failed',
  servfail: 'failed',
  refused: 'failed',
  error: 'failed',
  unanswered: 'unanswered',
};
const ANSWERED = Object.keys(WAYS).filter((status) => WAYS[status as DnsStatus] === 'answered');

/** Of more transactions, percentiles are told within 0.5 % of what they are: exactly, all latencies have to be put in order. */
const MOST_IN_ORDER = 500_000;
/** Latencies of one step are within so much of each other. */
const STEP = 1.005;

type Question = HistoryQuestions['dns_summary']['params'];

/** Transactions as `t` that are meant. */
interface Lookups extends Pick<WantedRows, 'parameters'> {
  readonly from: string;
}

export async function dnsSummary(asking: Asking, question: Question): Promise<DnsSummaryFrame> {
  const wanted = wantedRows('dns', question.filter, question.span, 't');
  const lookups = await lookupsOf(asking, wanted);
  const span = wanted.mistake === null ? (question.span ?? (await spanOf(asking, lookups))) : null;
  const buckets = span === null ? null : bucketsOver(span, question.points);
  const { byStatus, resolvers, over } = await countsOf(asking, lookups, buckets);
  const transactions = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  const most = resolvers
    .toSorted((a, b) => b.transactions - a.transactions || (a.server_ip < b.server_ip ? -1 : 1))
    .slice(0, MAX_RESOLVERS);
  const ranks = transactions === 0 ? new Map() : await ranksOf(asking, lookups, transactions > MOST_IN_ORDER);
  return {
    transactions,
    byStatus,
    resolvers: most.map((row) => ({ ...row, ...(ranks.get(row.server_ip) ?? NO_RANKS) })),
    span,
    bucketSeconds: buckets?.bucketSeconds ?? 1,
    firstBucketUs: buckets === null ? 0 : buckets.first * buckets.length,
    over,
    ...(transactions === 0 ? { names: [], failing: [] } : await namesOf(asking, lookups, question.top)),
    mistake: wanted.mistake,
  };
}

/** Of conditions that look into texts or at sessions: worth more than writing down what passes. */
const COSTLY = /\b(contains|lower|starts_with|ends_with|regexp_matches|LIKE|SELECT)\b/;

/** A costly filter is asked once, whatever is counted afterwards. */
async function lookupsOf(asking: Asking, { sql, parameters }: WantedRows): Promise<Lookups> {
  if (!COSTLY.test(sql)) return { from: `dns t WHERE ${sql}`, parameters };
  await asking.rows(
    `CREATE OR REPLACE TEMP TABLE lookups AS SELECT t.time, t.server_ip, t.status, t.latency_ms, t.query FROM dns t WHERE ${sql}`,
    parameters,
  );
  return { from: 'lookups t WHERE true', parameters: {} };
}

type Resolver = Omit<ResolverRow, keyof Ranks>;
type Counts = Pick<DnsSummaryFrame, 'byStatus' | 'over'> & { readonly resolvers: readonly Resolver[] };

/** In one look: by status, by resolver, and by status over time. */
async function countsOf(
  asking: Asking,
  { from, parameters }: Lookups,
  buckets: ReturnType<typeof bucketsOver> | null,
): Promise<Counts> {
  const bucket = buckets === null ? '0' : `epoch_us(t.time) // ${buckets.length} - ${buckets.first}`;
  const rows = await asking.rows(
    `SELECT grouping(t.server_ip) = 1 AS is_over, t.server_ip, ${bucket} AS bucket, t.status, count(*) AS n
      FROM ${from} GROUP BY GROUPING SETS ((t.server_ip, t.status), (bucket, t.status))`,
    parameters,
  );
  const byStatus = {
    answered: 0,
    nodata: 0,
    nxdomain: 0,
    servfail: 0,
    refused: 0,
    error: 0,
    unanswered: 0,
    unsolicited: 0,
  };
  const zeros = (): number[] => Array.from({ length: buckets?.count ?? 0 }, () => 0);
  const over = { answered: zeros(), failed: zeros(), unanswered: zeros() };
  const resolvers = new Map<string, { -readonly [K in keyof Resolver]: Resolver[K] }>();
  for (const { is_over, server_ip, bucket: at, status: text, n } of rows) {
    const [status, count] = [text as DnsStatus, Number(n)];
    const way = WAYS[status];
    if (is_over === true) {
      if (Number(at) in over[way]) over[way][Number(at)]! += count;
      continue;
    }
    byStatus[status] += count;
    const address = String(server_ip);
    const resolver = resolvers.get(address) ?? {
      server_ip: address,
      transactions: 0,
      unanswered: 0,
      failed: 0,
      nxdomain: 0,
    };
    resolver.transactions += count;
    if (status === 'nxdomain' || way === 'unanswered') resolver[status as 'nxdomain' | 'unanswered'] += count;
    else if (way === 'failed') resolver.failed += count;
    resolvers.set(address, resolver);
  }
  return { byStatus, over, resolvers: [...resolvers.values()] };
}

async function spanOf(asking: Asking, { from, parameters }: Lookups): Promise<TimeSpan | null> {
  const [row] = await asking.rows(
    `SELECT epoch_us(min(t.time)) AS first, epoch_us(max(t.time)) AS last FROM ${from}`,
    parameters,
  );
  const { first, last } = row!;
  return typeof first === 'number' && typeof last === 'number' ? { fromUs: first, toUs: last } : null;
}

type Ranks = Pick<ResolverRow, 'p50' | 'p90' | 'p99' | 'max'>;
const NO_RANKS: Ranks = { p50: null, p90: null, p99: null, max: null };

/**
 * By resolver. Exactly: with whole per cents, DuckDB's discrete quantile is the nearest rank, the smallest value that at least so many per cent are not above. Else the
 * same among steps that grow with the latency, each told as its middle.
 */
async function ranksOf(
  asking: Asking,
  { from, parameters }: Lookups,
  inSteps: boolean,
): Promise<ReadonlyMap<string, Ranks>> {
  const step = `round(ln(greatest(t.latency_ms, 0.001)) / ln(${STEP}))::INTEGER`;
  const rows = await asking.rows(
    inSteps
      ? `WITH steps AS (SELECT t.server_ip, ${step} AS step, count(*) AS n, max(t.latency_ms) AS max FROM ${from} AND t.latency_ms IS NOT NULL GROUP BY ALL),
          ranked AS (SELECT *, sum(n) OVER (PARTITION BY server_ip ORDER BY step) AS upto, sum(n) OVER (PARTITION BY server_ip) AS whole FROM steps)
        SELECT server_ip, [${[50, 90, 99].map((p) => `least(pow(${STEP}, min(step) FILTER (upto * 100 >= whole * ${p})), max(max))`).join(', ')}] AS ranks, max(max) AS max FROM ranked GROUP BY ALL`
      : `SELECT t.server_ip, quantile_disc(t.latency_ms, [0.50, 0.90, 0.99]) AS ranks, max(t.latency_ms) AS max FROM ${from} GROUP BY ALL`,
    parameters,
  );
  return new Map(
    rows.map(({ server_ip, ranks, max }) => {
      const [p50 = null, p90 = null, p99 = null] = (ranks ?? []) as readonly (number | null)[];
      return [String(server_ip), { p50, p90, p99, max: max as number | null }];
    }),
  );
}

async function namesOf(
  asking: Asking,
  { from, parameters }: Lookups,
  top: number,
): Promise<Pick<DnsSummaryFrame, 'names' | 'failing'>> {
  const rows = await asking.rows(
    `WITH written AS (
        SELECT t.query AS name, count(*) AS transactions, count(*) FILTER (t.status NOT IN (${ANSWERED.map((status) => `'${status}'`).join(', ')})) AS failed
        FROM ${from} AND t.query IS NOT NULL GROUP BY ALL
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
