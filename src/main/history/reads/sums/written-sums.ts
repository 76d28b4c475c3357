/** Sums of sessions by the texts that they have, for several dimensions in one look: what overview and groups are made of. */
import type { Dimension } from '#contract/views/sums.ts';
import type { Asking } from '../asking.ts';
import { nameColumn } from './categories.ts';
import type { SumsScope } from './scope.ts';

export const SUMS = ['sessions', 'open', 'packets', 'bytes_in', 'bytes_out'] as const;

/** What only `groups` shows costs as much again. */
export type SumsWanted = 'traffic' | 'everything';

/** Makes the temporary table `written(dimension, name, address, sessions, open, packets, bytes_in, bytes_out, last_us)`; of `traffic`, packets are 0 and the last time is null. */
export async function writeSums(
  asking: Asking,
  { sessions, where, asked }: SumsScope,
  dimensions: readonly Dimension[],
  wanted: SumsWanted,
): Promise<void> {
  const isAll = wanted === 'everything';
  const packets = isAll ? 'sum((s.packets_out + s.packets_in)::DOUBLE)' : '0';
  const last = isAll ? 'epoch_us(max(s.end_time))' : 'NULL::BIGINT';
  const sums = `count(*) AS sessions, count(*) FILTER (s.open) AS open, ${packets} AS packets, sum(s.bytes_in::DOUBLE) AS bytes_in, sum(s.bytes_out::DOUBLE) AS bytes_out, ${last} AS last_us`;
  const taken = `0 AS sessions, 0 AS open, -sum(s.packets) AS packets, -sum(s.bytes_in) AS bytes_in, -sum(s.bytes_out) AS bytes_out, NULL::BIGINT AS last_us`;
  const parts = byTexts(dimensions, sums, sessions, where);
  if (asked !== null) parts.push(...byTexts(dimensions, taken, 'besides', 'true'));
  await asking.rows(`CREATE OR REPLACE TEMP TABLE written AS ${parts.join(' UNION ALL ')}`);
}

/** Each text of each dimension with its sums. Texts are taken as they are stored, so that what stands for them while they are read can be counted. */
function byTexts(dimensions: readonly Dimension[], sums: string, from: string, where: string): string[] {
  const column = (by: Dimension): string => `s.${nameColumn(by)}`;
  const cases = (value: (by: Dimension) => string): string =>
    `CASE ${dimensions.map((by) => `WHEN grouping(${column(by)}) = 0 THEN ${value(by)}`).join(' ')} END`;
  const sets = dimensions.map((by) => `(${column(by)})`).join(', ');
  const named = `SELECT ${cases((by) => `'${by}'`)} AS dimension, nullif(${cases(column)}, '') AS name, NULL::VARCHAR AS address, ${sums}
    FROM ${from} s WHERE ${where} GROUP BY GROUPING SETS (${sets})`;
  if (!dimensions.includes('host')) return [named];
  const nameless = `SELECT 'host' AS dimension, NULL::VARCHAR AS name, s.dst_ip AS address, ${sums}
    FROM ${from} s WHERE ${where} AND coalesce(s.hostname, '') = '' GROUP BY s.dst_ip`;
  return [`SELECT * FROM (${named}) WHERE dimension <> 'host' OR name IS NOT NULL`, nameless];
}
