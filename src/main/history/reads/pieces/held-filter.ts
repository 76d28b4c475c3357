/** The pieces of one filter: which there are, which still hold, and making those that are missing. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { ChangeMarks } from '../../database/change-marks.ts';
import { wantedRows } from '../filter/wanted-rows.ts';
import { makePieces } from './make-pieces.ts';
import { nextRun, type Run } from './next-run.ts';
import { pieceLengths, type Piece, type PieceKind, type PieceLengths } from './piece-kinds.ts';
import { PieceTables } from './piece-tables.ts';
import type { UsablePieces } from './usable-pieces.ts';

interface HeldPiece extends Piece {
  readonly kind: PieceKind;
  readonly index: number;
  /** Marks when it was made. */
  readonly since: number;
  /** False: none can be made, as long as nothing changes. */
  readonly isMade: boolean;
}

export class HeldFilter {
  readonly filter: string;
  readonly tables: PieceTables;
  readonly #marks: ChangeMarks;
  readonly #lengths: PieceLengths;
  readonly #pieces: Map<string, HeldPiece> = new Map();
  readonly #kinds: Set<PieceKind> = new Set();
  /** Its lookups depend on the sessions that carried them. */
  readonly #looksAtSessions: boolean;
  /** That was asked about last; null: all of time. */
  #span: TimeSpan | null = null;
  #last: number = 0;
  #rows: number = 0;

  /** `number`: none that another one has or had. */
  constructor(filter: string, number: number, marks: ChangeMarks) {
    this.filter = filter;
    this.tables = new PieceTables(number);
    this.#marks = marks;
    this.#lengths = pieceLengths(marks.limits.seconds);
    this.#looksAtSessions = wantedRows('dns', filter, null).looksAtSessions;
  }

  /** In its tables. */
  get rows(): number {
    return this.#rows;
  }

  want(kinds: readonly PieceKind[], span: TimeSpan | null): void {
    for (const kind of kinds) this.#kinds.add(kind);
    if (this.#looksAtSessions && kinds.includes('dns')) this.#kinds.add('carriers');
    this.#span = span;
  }

  /** It cannot be asked for: until somebody does, none are made. */
  giveUp(): void {
    this.#kinds.clear();
  }

  usable(span: TimeSpan | null): UsablePieces | null {
    const pieces = [...this.#pieces.values()]
      .filter((piece) => piece.isMade && isMeant(piece, span) && this.#holds(piece))
      .toSorted((a, b) => a.index - b.index);
    if (pieces.length === 0) return null;
    return {
      tables: this.tables,
      lengths: this.#lengths,
      of: (kind) => pieces.filter((piece) => piece.kind === kind),
    };
  }

  /** `bounds`: as far as there are rows; `most`: pieces. Null: there is nothing to be made now. */
  nextRun(bounds: TimeSpan, most: number): Run | null {
    const wanted = { kinds: this.#kinds, span: this.#span, bounds, lengths: this.#lengths, most };
    return nextRun(wanted, (kind, index) => this.#isMissing(kind, index));
  }

  /** Nobody asks meanwhile, here and in what follows. Throws what DuckDB says, and where it is interrupted. */
  async make(connection: DuckDBConnection, { kind, index: first, count }: Run): Promise<void> {
    await this.tables.create(connection);
    const since = this.#marks.count;
    const no = this.#last + 1;
    this.#last += count;
    const { tables, filter } = this;
    const isMade = await makePieces(connection, { kind, first, count, no, tables, filter, lengths: this.#lengths });
    const lengthUs = this.#lengths.piece * MICROSECONDS_PER_SECOND;
    for (let at = 0; at < count; at++) {
      const index = first + at;
      const times = { fromUs: index * lengthUs, untilUs: (index + 1) * lengthUs };
      this.#pieces.set(keyOf(kind, index), { kind, index, since, isMade, no: no + at, ...times });
    }
    this.#rows = await tables.rows(connection);
  }

  async removeStale(connection: DuckDBConnection): Promise<void> {
    const stale = [...this.#pieces].filter(([, piece]) => !this.#holds(piece));
    if (stale.length === 0) return;
    for (const [key] of stale) this.#pieces.delete(key);
    const numbers = stale.map(([, { no }]) => no);
    await this.tables.remove(connection, numbers);
  }

  #isMissing(kind: PieceKind, index: number): boolean {
    const piece = this.#pieces.get(keyOf(kind, index));
    if (piece !== undefined && this.#holds(piece)) return false;
    return this.#marks.isSettled(index, this.#dependsOnEarlier(kind));
  }

  #holds({ kind, index, since }: HeldPiece): boolean {
    return this.#marks.isSame(index, since, this.#dependsOnEarlier(kind));
  }

  /** A session that carried a lookup may have begun long before. */
  #dependsOnEarlier(kind: PieceKind): boolean {
    return kind === 'dns' && this.#looksAtSessions;
  }
}

function keyOf(kind: PieceKind, index: number): string {
  return `${kind} ${index}`;
}

/** What carried lookups may have begun at any time. */
function isMeant({ kind, fromUs, untilUs }: HeldPiece, span: TimeSpan | null): boolean {
  return kind === 'carriers' || span === null || (fromUs >= span.fromUs && untilUs - 1 <= span.toUs);
}
