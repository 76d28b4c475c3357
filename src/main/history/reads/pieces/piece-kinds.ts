/** What pieces are kept of. */
import type { Dimension } from '#contract/views/sums.ts';

/** `sessions`: sums by every dimension; `series:…`: traffic over time by one; `dns`: all that is shown of lookups; `carriers`: sessions by which lookups are meant. */
export type PieceKind = 'sessions' | 'dns' | 'carriers' | `series:${Dimension}`;

/** A stretch of time of which the sums are kept: of the sessions that began in it and have ended, or of its lookups. */
export interface Piece {
  /** In the tables, where it is called `piece`. */
  readonly no: number;
  readonly fromUs: number;
  /** Not in it any more. */
  readonly untilUs: number;
}

/** Resolution of what is kept over time, seconds; a chart can be made of it whose buckets are multiples. */
export interface PieceLengths {
  readonly piece: number;
  readonly series: number;
  /** Hosts are nearly as many as sessions: there are only a few sums of each in a piece. */
  readonly hosts: number;
  readonly lookups: number;
}

/** `piece`: of a piece, seconds. */
export function pieceLengths(piece: number): PieceLengths {
  return { piece, series: Math.min(300, piece), hosts: Math.min(7200, piece), lookups: Math.min(60, piece) };
}

export function seriesSeconds(by: Dimension, lengths: PieceLengths): number {
  return by === 'host' ? lengths.hosts : lengths.series;
}
