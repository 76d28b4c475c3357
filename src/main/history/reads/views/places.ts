/** Where in a table the rows of a window are. */
import type { ViewQuestion } from '#contract/history/questions.ts';
import type { Asking } from '../asking.ts';
import { withinSql, type WantedRows } from '../filter/wanted-rows.ts';
import { rowOrder } from './row-order.ts';

export interface Window {
  readonly offset: number;
  readonly count: number;
  /** Rows that the filter lets through, of which it is a part. */
  readonly matching: number;
}

/** Row ids in the order of the rows. */
export async function placesOf(
  asking: Asking,
  question: Pick<ViewQuestion, 'table' | 'sort' | 'span'>,
  wanted: WantedRows,
  window: Window,
): Promise<readonly number[]> {
  const { table, sort } = question;
  const { offset, count, matching } = window;
  const { join, forth, back } = rowOrder(table, sort, wanted.sql);
  // What is behind the middle is nearer from the end.
  const isBack = offset > matching / 2;
  const skipped = isBack ? matching - offset - count : offset;
  const find = async (within: string): Promise<number[]> => {
    const rows = await asking.rows(
      `SELECT t.rowid AS place FROM ${table} t ${join} WHERE ${within}${wanted.sql} ORDER BY ${isBack ? back : forth} LIMIT ${count} OFFSET ${skipped}`,
      wanted.parameters,
    );
    return rows.map(({ place }) => Number(place));
  };
  const places =
    sort === null && wanted.isCostly
      ? await nearAnEnd(asking, question, { isBack, needed: skipped + count, count, matching }, find)
      : await find('');
  return isBack ? places.toReversed() : places;
}

interface End {
  readonly isBack: boolean;
  /** So many that pass have to be looked at. */
  readonly needed: number;
  readonly count: number;
  readonly matching: number;
}

/** Rows as they came are in the order of their numbers: where asking the filter costs, it is asked of few of them, and of more where these were not enough. */
async function nearAnEnd(
  asking: Asking,
  { table, span }: Pick<ViewQuestion, 'table' | 'span'>,
  { isBack, needed, count, matching }: End,
  find: (within: string) => Promise<number[]>,
): Promise<number[]> {
  const number = table === 'sessions' ? 't.session_no' : 't.dns_no';
  const [ends] = await asking.rows(
    `SELECT min(${number}) AS first, max(${number}) AS last FROM ${table} t WHERE ${span === null ? 'true' : withinSql(table, span, 't')}`,
  );
  const [first, last] = [Number(ends!['first']), Number(ends!['last'])];
  // Of sessions the latest are first, of lookups last.
  const fromLast = (table === 'sessions') !== isBack;
  let width = Math.ceil(((last - first + 1) / matching) * needed * 2) + 2000;
  for (; width < (last - first) / 2; width *= 4) {
    const found = await find(`${fromLast ? `${number} > ${last - width}` : `${number} < ${first + width}`} AND `);
    if (found.length === count) return found;
  }
  return await find('');
}
