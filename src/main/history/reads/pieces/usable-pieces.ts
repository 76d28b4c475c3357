import type { Piece, PieceKind, PieceLengths } from './piece-kinds.ts';
import type { PieceTables } from './piece-tables.ts';

/** What a question may use, all of one state of the database. */
export interface UsablePieces {
  readonly tables: PieceTables;
  readonly lengths: PieceLengths;
  /** In the order of their time, none over another; within the span, but for those of sessions that carried lookups. */
  of(kind: PieceKind): readonly Piece[];
}
