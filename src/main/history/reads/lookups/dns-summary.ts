/** How lookups went: by resolver with percentiles of latency, over time, by name. */
import type { HistoryQuestions } from '#contract/history/questions.ts';
import type { DnsStatus } from '#contract/records.ts';
import type { DnsSummaryFrame, ResolverRow } from '#contract/views/dns.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { bucketsOver, type Buckets } from '#base/time-buckets.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { Piece } from '../pieces/piece-kinds.ts';
import type { PieceTable } from '../pieces/piece-tables.ts';
import { ofPieces, restSql } from '../pieces/rest.ts';
import type { Asking, Row } from '../asking.ts';
import { foldedRows } from '../filter/folding.ts';
import { askedRows } from '../filter/asked-rows.ts';
import type { WantedRows } from '../filter/wanted-rows.ts';
import { namesSql, nameRow } from './dns-counts.ts';
import { exactRanksSql, MOST_IN_ORDER, stepRanksSql, stepSql } from './latency-ranks.ts';
import { VAIN, WAYS } from './lookup-ways.ts';

const MAX_RESOLVERS = 20;
const COLUMNS = ['time', 'server_ip', 'status', 'latency_ms', 'query'];

type Question = HistoryQuestions['dns_summary']['params'];

/** Transactions that are meant: those as `t` that are read, and those that pieces have. */
interface Lookups extends Pick<WantedRows, 'parameters'> {
  readonly from: string;
  readonly pieces: readonly Piece[];
}

export async function dnsSummary(asking: Asking, question: Question): Promise<DnsSummaryFrame> {
  const wanted = await askedRows(asking, 'dns', question, 't');
  const pieces = asking.pieces?.of('dns') ?? [];
  const span = wanted.mistake === null ? (question.span ?? (await spanOf(asking, wanted, pieces))) : null;
  const buckets = span === null ? null : bucketsOver(span, question.points);
  const lookups = await lookupsOf(asking, wanted, question.span, fitting(asking, pieces, buckets));
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

/** Pieces that the buckets can be made of. */
function fitting({ pieces }: Asking, of: readonly Piece[], buckets: Buckets | null): readonly Piece[] {
  return pieces !== null && buckets !== null && buckets.bucketSeconds % pieces.lengths.lookups === 0 ? of : [];
}

/** A costly filter is asked once, whatever is counted afterwards. */
async function lookupsOf(
  asking: Asking,
  wanted: WantedRows,
  span: TimeSpan | null,
  pieces: readonly Piece[],
): Promise<Lookups> {
  const { sql, parameters, isCostly } = wanted;
  const from = restSql({ table: 'dns', alias: 't', columns: COLUMNS, where: sql, span }, pieces);
  if (!isCostly) return { from: `${from} t WHERE true`, parameters, pieces };
  await asking.rows(`CREATE OR REPLACE TEMP TABLE lookups AS FROM ${from}`, parameters);
  return { from: 'lookups t WHERE true', parameters: {}, pieces };
}

type Resolver = Omit<ResolverRow, keyof Ranks>;
type Counts = Pick<DnsSummaryFrame, 'byStatus' | 'over'> & { readonly resolvers: readonly Resolver[] };

/** In one look: by status, by resolver, and by status over time. */
async function countsOf(
  asking: Asking,
  { from, parameters, pieces }: Lookups,
  buckets: Buckets | null,
): Promise<Counts> {
  const bucketOf = (us: string): string => (buckets === null ? '0' : `${us} // ${buckets.length} - ${buckets.first}`);
  const held = piecesSql(
    asking,
    pieces,
    (counts) =>
      `SELECT second IS NOT NULL AS is_over, server AS server_ip, ${bucketOf(`(second * ${MICROSECONDS_PER_SECOND})`)} AS bucket, status, transactions AS n FROM ${counts}`,
    'counts',
  );
  const rows = await asking.rows(
    `SELECT is_over, server_ip, bucket, status, sum(n) AS n FROM (
      SELECT grouping(t.server_ip) = 1 AS is_over, t.server_ip, ${bucketOf('epoch_us(t.time)')} AS bucket, t.status, count(*) AS n
        FROM ${from} GROUP BY GROUPING SETS ((t.server_ip, t.status), (bucket, t.status))
      ${held}) GROUP BY ALL`,
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

/** What pieces have in a table, to be put behind a SELECT of the same. */
function piecesSql(
  { pieces }: Asking,
  used: readonly Piece[],
  select: (from: string) => string,
  table: PieceTable,
): string {
  if (pieces === null || used.length === 0) return '';
  return `UNION ALL ${select(`${pieces.tables.name(table)} WHERE ${ofPieces(used)}`)}`;
}

/** From the first to the last that is meant. */
async function spanOf(
  asking: Asking,
  { sql, parameters }: WantedRows,
  pieces: readonly Piece[],
): Promise<TimeSpan | null> {
  const held = piecesSql(asking, pieces, (from) => `SELECT min(first_us), max(last_us) FROM ${from}`, 'spans');
  const [row] = await asking.rows(
    `SELECT min(first) AS first, max(last) AS last FROM (
      SELECT epoch_us(min(t.time)) AS first, epoch_us(max(t.time)) AS last FROM ${restSql({ table: 'dns', alias: 't', columns: ['time'], where: sql, span: null }, pieces)} t ${held})`,
    parameters,
  );
  const { first, last } = row!;
  return typeof first === 'number' && typeof last === 'number' ? { fromUs: first, toUs: last } : null;
}

type Ranks = Pick<ResolverRow, 'p50' | 'p90' | 'p99' | 'max'>;
const NO_RANKS: Ranks = { p50: null, p90: null, p99: null, max: null };

/** By resolver. */
async function ranksOf(
  asking: Asking,
  { from, parameters, pieces }: Lookups,
  inSteps: boolean,
): Promise<ReadonlyMap<string, Ranks>> {
  const isKnown = `${from} AND t.latency_ms IS NOT NULL`;
  const sql = inSteps
    ? stepRanksSql(
        `SELECT t.server_ip AS server, ${stepSql('t.latency_ms')} AS step, count(*) AS transactions, max(t.latency_ms) AS most FROM ${isKnown} GROUP BY ALL
          ${piecesSql(asking, pieces, (steps) => `SELECT server, step, transactions, most FROM ${steps}`, 'steps')}`,
      )
    : exactRanksSql(
        `SELECT t.server_ip AS server, t.latency_ms AS latency, count(*) AS transactions FROM ${isKnown} GROUP BY ALL
          ${piecesSql(asking, pieces, (each) => `SELECT server, latency, transactions FROM ${each}`, 'latencies')}`,
      );
  const rows = await asking.rows(sql, parameters);
  return new Map(
    rows.map(({ server, ranks, max }) => {
      const [p50 = null, p90 = null, p99 = null] = (ranks ?? []) as readonly (number | null)[];
      return [String(server), { p50, p90, p99, max: max as number | null }];
    }),
  );
}

async function namesOf(
  asking: Asking,
  { from, parameters, pieces }: Lookups,
  top: number,
): Promise<Pick<DnsSummaryFrame, 'names' | 'failing'>> {
  const rows = await foldedRows(
    asking,
    (fold) =>
      `WITH written AS (
        SELECT t.query AS name, count(*) AS transactions, count(*) FILTER (${VAIN}) AS failed FROM ${from} AND t.query IS NOT NULL GROUP BY ALL
      ), names AS MATERIALIZED (SELECT * FROM (${namesSql(asking, pieces, 'vain', fold)}) WHERE name IS NOT NULL),
      most AS (FROM names ORDER BY transactions DESC, name LIMIT ${top}),
      worst AS (FROM names WHERE failed > 0 ORDER BY failed DESC, transactions DESC, name LIMIT ${top})
      SELECT 'most' AS list, * FROM most UNION ALL SELECT 'worst', * FROM worst
      UNION ALL SELECT NULL, NULL, NULL, NULL, bool_or(are_mixed) FROM names`,
    parameters,
  );
  const listed = (list: 'most' | 'worst', by: 'transactions' | 'failed'): DnsSummaryFrame['names'] =>
    rows
      .filter((row: Row) => row['list'] === list)
      .map(nameRow)
      .toSorted((a, b) => b[by] - a[by] || b.transactions - a.transactions || (a.name < b.name ? -1 : 1));
  return { names: listed('most', 'transactions'), failing: listed('worst', 'failed') };
}
