/** Sums of sessions by the texts that they have, for several dimensions in one look: what overview and groups are made of. */
import type { Dimension } from '#contract/views/sums.ts';
import type { Asking } from '../asking.ts';
import { dimensionNumber } from '../pieces/pieces-to-make.ts';
import { ofPieces } from '../pieces/rest.ts';
import type { SumsScope } from './scope.ts';
import { textSumsSql } from './text-sums.ts';

export const SUMS = ['sessions', 'open', 'packets', 'bytes_in', 'bytes_out'] as const;

/** What only `groups` shows costs as much again. */
export type SumsWanted = 'traffic' | 'everything';

/**
 * Rows of `dimension`, `name`, `address`, `sessions`, `open`, `packets`, `bytes_in`, `bytes_out`, `last_us`, to be added up; of `traffic`, packets and the last time are not to be used.
 * With the parameters of the rest.
 */
export function writtenSql(
  asking: Asking,
  scope: SumsScope,
  dimensions: readonly Dimension[],
  wanted: SumsWanted,
): string {
  const isAll = wanted === 'everything';
  const packets = isAll ? 'sum((s.packets_out + s.packets_in)::DOUBLE)' : '0';
  const last = isAll ? 'epoch_us(max(s.end_time))' : 'NULL::BIGINT';
  const sums = `count(*) AS sessions, count(*) FILTER (s.open) AS open, ${packets} AS packets, sum(s.bytes_in::DOUBLE) AS bytes_in, sum(s.bytes_out::DOUBLE) AS bytes_out, ${last} AS last_us`;
  const taken = `0 AS sessions, 0 AS open, -sum(s.packets) AS packets, -sum(s.bytes_in) AS bytes_in, -sum(s.bytes_out) AS bytes_out, NULL::BIGINT AS last_us`;
  const { from, where } = scope.rest;
  const parts = textSumsSql({ dimensions, sums, from, where, piece: null });
  if (scope.hasBesides) {
    parts.push(...textSumsSql({ dimensions, sums: taken, from: 'besides', where: 'true', piece: null }));
  }
  parts.push(...heldSums(asking, scope, dimensions, isAll));
  return parts.join(' UNION ALL ');
}

/** What pieces have of it: none of their sessions is open. */
function heldSums({ pieces }: Asking, scope: SumsScope, dimensions: readonly Dimension[], isAll: boolean): string[] {
  if (pieces === null || scope.pieces.length === 0) return [];
  const { tables } = pieces;
  const numbers = dimensions.map(dimensionNumber);
  const among = (column: string): string => `${column} IN (${numbers.join(', ')})`;
  // Nearly all rows are of hosts: only without these is it quicker to look which are meant.
  const first = dimensions.includes('host') ? 'true' : among('dimension');
  const packets = isAll ? 'sum(packets)' : '0::DOUBLE';
  const last = isAll ? 'max(last_us)' : 'NULL::BIGINT';
  const name = `CASE t.dimension ${dimensions.map((by, at) => `WHEN ${numbers[at]} THEN '${by}'`).join(' ')} END`;
  return [
    `SELECT ${name}, t.name, t.address, p.sessions, 0, p.packets, p.bytes_in, p.bytes_out, p.last_us FROM (
        SELECT text, sum(sessions::DOUBLE) AS sessions, ${packets} AS packets, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out, ${last} AS last_us
        FROM ${tables.name('sums')} WHERE ${first} AND ${ofPieces(scope.pieces)} GROUP BY text
      ) p JOIN ${tables.name('texts')} t ON t.id = p.text WHERE ${among('t.dimension')}`,
  ];
}
