/** Which names were asked for, and how often in vain. */
import type { DnsNameRow } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Piece } from '../pieces/piece-kinds.ts';
import { ofPieces, restSql } from '../pieces/rest.ts';
import type { Asking, Row } from '../asking.ts';
import { askedRows } from '../filter/asked-rows.ts';
import { foldedRows, type Fold } from '../filter/folding.ts';

export interface DnsCounts {
  /** Most transactions first. */
  readonly names: readonly DnsNameRow[];
  readonly transactions: number;
  /** Without an answer, or with another code than NOERROR. */
  readonly failed: number;
}

interface Question {
  readonly filter: string;
  readonly span: TimeSpan | null;
}

export async function dnsCounts(asking: Asking, question: Question, top: number): Promise<DnsCounts> {
  const { sql, parameters } = await askedRows(asking, 'dns', question, 't');
  const pieces = asking.pieces?.of('dns') ?? [];
  const rest = restSql(
    { table: 'dns', alias: 't', columns: ['query', 'rcode'], where: sql, span: question.span },
    pieces,
  );
  const rows = await foldedRows(
    asking,
    (fold) =>
      `WITH written AS (
        SELECT query AS name, count(*) AS transactions, count(*) FILTER (rcode IS DISTINCT FROM 0) AS failed FROM ${rest} GROUP BY ALL
      ), names AS (${namesSql(asking, pieces, 'failed', fold)})
      (SELECT NULL AS name, sum(transactions) AS transactions, sum(failed) AS failed, bool_or(are_mixed) AS are_mixed FROM names)
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

/** Rows of `name`, `transactions`, `failed` and `are_mixed` (filter/folding.ts): of `written`, which has the first three, and of pieces. */
export function namesSql({ pieces }: Asking, used: readonly Piece[], failed: 'failed' | 'vain', fold: Fold): string {
  const parts = [
    `SELECT ${fold('name')} AS name, transactions, failed, strlen(name) <> length(name) AS is_mixed FROM written`,
  ];
  if (pieces !== null && used.length > 0) {
    const { tables } = pieces;
    parts.push(`SELECT n.name, a.transactions, a.failed, false FROM (
        SELECT name, sum(transactions::DOUBLE) AS transactions, sum(${failed}::DOUBLE) AS failed FROM ${tables.name('asked')} WHERE ${ofPieces(used)} GROUP BY name
      ) a JOIN ${tables.name('names')} n ON n.id = a.name`);
  }
  return `SELECT name, sum(transactions) AS transactions, sum(failed) AS failed, bool_or(is_mixed) AS are_mixed FROM (${parts.join(' UNION ALL ')}) GROUP BY name`;
}

export function nameRow({ name, transactions, failed }: Row): DnsNameRow {
  return { name: String(name), transactions: Number(transactions), failed: Number(failed) };
}
