/** The rows that no piece is of. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import { timeSql } from '../filter/parameters.ts';
import type { Piece } from './piece-kinds.ts';

interface Stretch {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Pieces that follow one another as one. */
export function stretchesOf(pieces: readonly Piece[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { fromUs, untilUs } of pieces) {
    const last = stretches.at(-1);
    if (last?.untilUs === fromUs) stretches[stretches.length - 1] = { fromUs: last.fromUs, untilUs };
    else stretches.push({ fromUs, untilUs });
  }
  return stretches;
}

/** Which rows of a table are asked for. */
export interface RowsAsked {
  readonly table: 'sessions' | 'dns';
  /** Of the table in `where`. */
  readonly alias: string;
  readonly columns: readonly string[];
  readonly where: string;
  /** Null: of all time. */
  readonly span: TimeSpan | null;
}

/**
 * Behind `FROM`, to be given an alias: those of the rows that no piece is of. What was left out is told by times alone in each part, so that little of the table is read. Sessions
 * that are open are in no piece.
 */
export function restSql(asked: RowsAsked, pieces: readonly Piece[]): string {
  const { table, alias, columns, where } = asked;
  const select = `SELECT ${columns.map((column) => `${alias}."${column}"`).join(', ')} FROM ${table} ${alias} WHERE ${where}`;
  return `(${gapsOf(asked, stretchesOf(pieces))
    .map((gap) => `${select} AND ${gap}`)
    .join(' UNION ALL ')})`;
}

function gapsOf({ table, alias, span }: RowsAsked, stretches: readonly Stretch[]): string[] {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (first === undefined || last === undefined) return ['true'];
  const time = `${alias}.${table === 'sessions' ? 'start_time' : 'time'}`;
  const gaps: string[] = [];
  // Sessions that began before the span may belong to it.
  if (table === 'sessions' || span === null || span.fromUs < first.fromUs)
    gaps.push(`${time} < ${timeSql(first.fromUs)}`);
  if (span === null || span.toUs >= last.untilUs) gaps.push(`${time} >= ${timeSql(last.untilUs)}`);
  for (const [at, { untilUs }] of stretches.slice(0, -1).entries()) {
    gaps.push(`${time} >= ${timeSql(untilUs)} AND ${time} < ${timeSql(stretches[at + 1]!.fromUs)}`);
  }
  if (table === 'sessions') {
    for (const { fromUs, untilUs } of stretches) {
      gaps.push(`${alias}."open" AND ${time} >= ${timeSql(fromUs)} AND ${time} < ${timeSql(untilUs)}`);
    }
  }
  return gaps.length === 0 ? ['false'] : gaps;
}

/** For `WHERE`: rows of these pieces. Made one after another, they have numbers in a row, which are compared more quickly than looked up. */
export function ofPieces(pieces: readonly Piece[]): string {
  const ranges: [number, number][] = [];
  for (const no of pieces.map((piece) => piece.no).toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === no - 1) last[1] = no;
    else ranges.push([no, no]);
  }
  return `(${ranges.map(([first, last]) => `piece BETWEEN ${first} AND ${last}`).join(' OR ')})`;
}

/** For `WHERE`: a time is in one of them. */
export function inAny(time: string, pieces: readonly Piece[]): string {
  const parts = stretchesOf(pieces).map(
    ({ fromUs, untilUs }) => `(${time} >= ${timeSql(fromUs)} AND ${time} < ${timeSql(untilUs)})`,
  );
  return `(${parts.join(' OR ')})`;
}
