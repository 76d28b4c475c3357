/** Sums by the texts that sessions have, for several dimensions in one look. */
import type { Dimension } from '#contract/views/sums.ts';
import { nameColumn } from './categories.ts';

export interface TextSums {
  readonly dimensions: readonly Dimension[];
  /** Has what is summed; is read as `s`. */
  readonly from: string;
  readonly where: string;
  /** What is summed, with names. */
  readonly sums: string;
  /** Of each row, what is to be summed by itself; called `piece`. Null: all of them together. */
  readonly piece: string | null;
}

/**
 * Parts of a UNION ALL: `dimension`, `name`, `address` and the sums, behind `piece` where there is one. Texts are taken as they are stored, so that what stands for them while
 * they are read can be counted.
 */
export function textSumsSql({ dimensions, from, where, sums, piece }: TextSums): string[] {
  const column = (by: Dimension): string => `s.${nameColumn(by)}`;
  const cases = (value: (by: Dimension) => string): string =>
    `CASE ${dimensions.map((by) => `WHEN grouping(${column(by)}) = 0 THEN ${value(by)}`).join(' ')} END`;
  const behind = piece === null ? '' : `, ${piece}`;
  const sets = dimensions.map((by) => `(${column(by)}${behind})`).join(', ');
  const first = piece === null ? '' : `${piece} AS piece, `;
  const named = `SELECT ${first}${cases((by) => `'${by}'`)} AS dimension, nullif(${cases(column)}, '') AS name, NULL::VARCHAR AS address, ${sums}
    FROM ${from} s WHERE ${where} GROUP BY GROUPING SETS (${sets})`;
  if (!dimensions.includes('host')) return [named];
  const nameless = `SELECT ${first}'host' AS dimension, NULL::VARCHAR AS name, s.dst_ip AS address, ${sums}
    FROM ${from} s WHERE ${where} AND coalesce(s.hostname, '') = '' GROUP BY s.dst_ip${behind}`;
  return [`SELECT * FROM (${named}) WHERE dimension <> 'host' OR name IS NOT NULL`, nameless];
}
