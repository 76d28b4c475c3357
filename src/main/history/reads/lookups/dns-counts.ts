/** Which names were asked for, and how often in vain. */
import type { DnsNameRow } from '#contract/views/sums.ts';
import type { Asking, Row } from '../asking.ts';
import type { WantedRows } from '../filter/wanted-rows.ts';
import { folded } from '../filter/text-sql.ts';

/** Case says nothing in names. */
export const FOLDED_NAME: string = folded('name', ['ς']);

export interface DnsCounts {
  /** Most transactions first. */
  readonly names: readonly DnsNameRow[];
  readonly transactions: number;
  /** Without an answer, or with another code than NOERROR. */
  readonly failed: number;
}

/** `wanted`: of `dns` as `t`. */
export async function dnsCounts(asking: Asking, { sql, parameters }: WantedRows, top: number): Promise<DnsCounts> {
  const rows = await asking.rows(
    `WITH written AS (
        SELECT query AS name, count(*) AS transactions, count(*) FILTER (rcode IS DISTINCT FROM 0) AS failed
        FROM dns t WHERE ${sql} GROUP BY ALL
      ), names AS (
        SELECT ${FOLDED_NAME} AS name, sum(transactions) AS transactions, sum(failed) AS failed FROM written GROUP BY ALL
      )
      (SELECT NULL AS name, sum(transactions) AS transactions, sum(failed) AS failed FROM names)
      UNION ALL (SELECT * FROM names WHERE name <> '' ORDER BY transactions DESC, name LIMIT ${top})`,
    parameters,
  );
  const total = rows.find(({ name }) => name === null);
  const names = rows.filter(({ name }) => name !== null).map(nameRow);
  return {
    names: names.toSorted((left, right) => right.transactions - left.transactions),
    transactions: Number(total?.['transactions'] ?? 0),
    failed: Number(total?.['failed'] ?? 0),
  };
}

export function nameRow({ name, transactions, failed }: Row): DnsNameRow {
  return { name: String(name), transactions: Number(transactions), failed: Number(failed) };
}
