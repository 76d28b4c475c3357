/** Which pieces are to be made, and which of them a row is of. */
import { DIMENSIONS, type Dimension } from '#contract/views/sums.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { timeSql } from '../filter/parameters.ts';
import type { PieceKind, PieceLengths } from './piece-kinds.ts';
import type { PieceTables } from './piece-tables.ts';

export interface PiecesToMake {
  readonly tables: PieceTables;
  readonly filter: string;
  readonly kind: PieceKind;
  readonly lengths: PieceLengths;
  /** Index of the first one, and how many in a row. */
  readonly first: number;
  readonly count: number;
  /** What the first one is called; then upwards. */
  readonly no: number;
}

/** Which piece a time is in, for those that are made. */
export function pieceSql(time: string, { lengths, first, no }: PiecesToMake): string {
  return `(epoch_us(${time}) // ${lengths.piece * MICROSECONDS_PER_SECOND} + ${no - first})::INTEGER`;
}

/** It is in one of them. */
export function inPiecesSql(time: string, { lengths, first, count }: PiecesToMake): string {
  const at = (index: number): string => timeSql(index * lengths.piece * MICROSECONDS_PER_SECOND);
  return `${time} >= ${at(first)} AND ${time} < ${at(first + count)}`;
}

/** A dimension's number in the tables. */
export function dimensionNumber(by: Dimension): number {
  return DIMENSIONS.indexOf(by);
}

export function dimensionNumberSql(dimension: string): string {
  return `(list_position([${DIMENSIONS.map((by) => `'${by}'`).join(', ')}], ${dimension}) - 1)::UTINYINT`;
}
