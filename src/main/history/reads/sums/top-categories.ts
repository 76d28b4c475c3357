/** Sums of sessions by dimensions: all of one in order, cut to a window. */
import type { Dimension, GroupSort, SumRow } from '#contract/views/sums.ts';
import type { Asking, Row } from '../asking.ts';
import { Parameters } from '../filter/parameters.ts';
import { textRank } from '../views/row-order.ts';
import { areMixedSql, foldAny, foldedRows, type Fold } from '../filter/folding.ts';
import { labelFilter, type Category } from './categories.ts';
import type { SumsScope } from './scope.ts';
import { SUMS, writtenSql, type SumsWanted } from './written-sums.ts';

export interface CategorySums extends Category {
  readonly filter: string | null;
  readonly sessions: number;
  readonly open: number;
  readonly packets: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly last_us: number;
}

export interface CategoryWindow {
  readonly rows: readonly CategorySums[];
  /** Of all there are. */
  readonly groups: number;
  readonly totals: Pick<CategorySums, 'sessions' | 'open' | 'bytes_in' | 'bytes_out'>;
}

export interface WindowRequest {
  readonly by: Dimension;
  /** `bytes`: both ways. */
  readonly sort: { readonly column: GroupSort | 'bytes'; readonly descending: boolean };
  readonly offset: number;
  readonly limit: number;
}

/** Of each dimension one, all in one look. */
export async function categoryWindows(
  asking: Asking,
  scope: SumsScope,
  requests: readonly WindowRequest[],
  wanted: SumsWanted,
): Promise<ReadonlyMap<Dimension, CategoryWindow>> {
  const dimensions = requests.map(({ by }) => by);
  const added = SUMS.map((name) => `sum(${name}) AS ${name}`).join(', ');
  // To put texts in order takes long; nearly all names are written in one way.
  const isByLabel = requests.some(({ sort }) => sort.column === 'label');
  const shown = requests.map(
    (request) =>
      `SELECT * FROM (SELECT 1 AS part, * FROM groups WHERE dimension = '${request.by}' ORDER BY ${orderOf(request)} LIMIT ${request.limit} OFFSET ${request.offset})`,
  );
  const written = writtenSql(asking, scope, dimensions, wanted);
  const rows = await foldedRows(
    asking,
    (fold) => `WITH written AS (${written}),
      groups AS MATERIALIZED (
        SELECT dimension, key AS name, address, ${isByLabel ? 'coalesce(max(name), address)' : 'coalesce(any_value(name), address)'} AS label,
          min(hash(name)) <> max(hash(name)) AS several, ${areMixedSql('name')} AS are_mixed, ${added}, max(last_us) AS last_us
        FROM (SELECT *, ${keySql(fold)} AS key FROM written) GROUP BY 1, 2, 3
      )
    SELECT 0 AS part, dimension, NULL AS name, NULL AS address, NULL AS label, NULL AS several, bool_or(are_mixed) AS are_mixed, ${added}, count(*) AS last_us FROM groups GROUP BY dimension
    UNION ALL ${shown.join(' UNION ALL ')}`,
    scope.rest.parameters,
  );
  const several = rows.filter((row) => row['part'] === 1 && row['several'] === true);
  const spellings = several.length === 0 ? new Map() : await spellingsOf(asking, scope, several, wanted);
  const ofDimension = (by: Dimension): readonly Row[] => rows.filter(({ dimension }) => dimension === by);
  return new Map(dimensions.map((by) => [by, windowOf(by, ofDimension(by), spellings)]));
}

/** What names are one by: addresses are what they are. */
function keySql(fold: Fold): string {
  return `CASE WHEN dimension = 'talker' THEN name ELSE ${fold('name')} END`;
}

/** By dimension and folded name: how those are written that are written in several ways. */
async function spellingsOf(
  asking: Asking,
  scope: SumsScope,
  several: readonly Row[],
  wanted: SumsWanted,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const dimensions = [...new Set(several.map(({ dimension }) => dimension as Dimension))];
  const parameters = new Parameters('l');
  const names = parameters.texts(several.map(({ name }) => String(name)));
  const rows = await asking.rows(
    `SELECT dimension, ${keySql(foldAny)} AS folded, list(DISTINCT name) AS names FROM (${writtenSql(asking, scope, dimensions, wanted)}) GROUP BY 1, 2 HAVING folded IN (${names})`,
    { ...scope.rest.parameters, ...parameters.of(names) },
  );
  return new Map(
    rows.map(({ dimension, folded: name, names: all }) => [`${String(dimension)} ${String(name)}`, all as string[]]),
  );
}

function windowOf(
  by: Dimension,
  rows: readonly Row[],
  spellings: ReadonlyMap<string, readonly string[]>,
): CategoryWindow {
  const all = rows.find(({ part }) => part === 0);
  return {
    rows: rows
      .filter(({ part }) => part === 1)
      .map((row) => sumsOf(by, row, spellings.get(`${by} ${String(row['name'])}`))),
    groups: Number(all?.['last_us'] ?? 0),
    totals: {
      sessions: Number(all?.['sessions'] ?? 0),
      open: Number(all?.['open'] ?? 0),
      bytes_in: Number(all?.['bytes_in'] ?? 0),
      bytes_out: Number(all?.['bytes_out'] ?? 0),
    },
  };
}

/** Of several spellings the last one in the order of texts is shown. */
function sumsOf(by: Dimension, row: Row, spellings: readonly string[] | undefined): CategorySums {
  const { name, address, sessions, open, packets, bytes_in, bytes_out, last_us, ...rest } =
    row as unknown as CategorySums;
  const label = spellings?.reduce(laterText) ?? rest.label;
  const category = { name, address, label, spellings: spellings ?? [name === null ? null : label] };
  return { ...category, filter: labelFilter(by, category), sessions, open, packets, bytes_in, bytes_out, last_us };
}

/** In the order of DuckDB, which is that of their bytes. */
function laterText(left: string, right: string): string {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0 ? right : left;
}

/** Equal ones by name, so that they stay where they are. */
function orderOf({ sort: { column, descending } }: WindowRequest): string {
  const direction = `${descending ? 'DESC' : 'ASC'} NULLS LAST`;
  if (column === 'label') {
    return textRank('label', direction);
  }
  return `${column === 'bytes' ? '(bytes_in + bytes_out)' : column} ${direction}, coalesce(name, address) NULLS LAST`;
}

export function sumRow({ label, filter, sessions, bytes_in, bytes_out }: CategorySums): SumRow {
  return { label, filter, sessions, bytes_in, bytes_out };
}
