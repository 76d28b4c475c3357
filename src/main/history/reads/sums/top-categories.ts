/** Sums of sessions by one dimension: all of them in order, cut to a window. */
import type { Dimension, GroupSort, SumRow } from '#contract/views/sums.ts';
import type { Asking } from '../asking.ts';
import { textRank } from '../views/row-order.ts';
import { labelFilter, nameKey, type Category } from './categories.ts';
import { SUMS } from './written-sums.ts';

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

/** Of what `writeSums` found. */
export async function categoryWindow(asking: Asking, request: WindowRequest): Promise<CategoryWindow> {
  const { by, offset, limit } = request;
  const added = SUMS.map((name) => `sum(${name}) AS ${name}`).join(', ');
  const rows = await asking.rows(
    `WITH groups AS MATERIALIZED (
        SELECT ${nameKey(by, 'name')} AS name, address, coalesce(max(name), address) AS label, ${added}, max(last_us) AS last_us FROM written WHERE dimension = '${by}' GROUP BY 1, 2
      ),
      shown AS (SELECT 1 AS part, * FROM groups ORDER BY ${orderOf(request)} LIMIT ${limit} OFFSET ${offset})
    SELECT 0 AS part, NULL AS name, NULL AS address, NULL AS label, ${added}, count(*) AS last_us FROM groups UNION ALL FROM shown`,
  );
  const all = rows.find(({ part }) => part === 0)!;
  const shown = rows.filter(({ part }) => part === 1).map((row) => sumsOf(by, row as unknown as CategorySums));
  return {
    rows: shown,
    groups: all['last_us'] as number,
    totals: {
      sessions: Number(all['sessions']),
      open: Number(all['open']),
      bytes_in: Number(all['bytes_in']),
      bytes_out: Number(all['bytes_out']),
    },
  };
}

function sumsOf(by: Dimension, row: CategorySums): CategorySums {
  const { name, address, label, sessions, open, packets, bytes_in, bytes_out, last_us } = row;
  const filter = labelFilter(by, { name, address, label });
  return { name, address, label, filter, sessions, open, packets, bytes_in, bytes_out, last_us };
}

/** Equal ones by name, so that they stay where they are. */
function orderOf({ sort: { column, descending } }: WindowRequest): string {
  const direction = `${descending ? 'DESC' : 'ASC'} NULLS LAST`;
  if (column === 'label') {
    return textRank('label', direction);
  }
  return `${column === 'bytes' ? '(bytes_in + bytes_out)' : column} ${direction}, label NULLS LAST`;
}

export function sumRow({ label, filter, sessions, bytes_in, bytes_out }: CategorySums): SumRow {
  return { label, filter, sessions, bytes_in, bytes_out };
}
