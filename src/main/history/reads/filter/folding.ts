/** Texts that are one where case does not count, for statements that put many of them together. */
import type { Asking, Row } from '../asking.ts';
import { folded } from './text-sql.ts';

export type Fold = (text: string) => string;

/** As JavaScript does it, of any text. */
export const foldAny: Fold = (text) => folded(text, ['ς']);
const foldAscii: Fold = (text) => `lower(${text})`;

/** For `SELECT`: whether some of these texts need more than `lower`. */
export function areMixedSql(text: string): string {
  return `bool_or(strlen(${text}) <> length(${text}))`;
}

/**
 * DuckDB prepares for texts that are not ASCII longer than such a statement takes, and there are hardly any: it is asked without them, and once more where there were some.
 * The rows say so in `are_mixed`.
 */
export async function foldedRows(
  asking: Asking,
  statement: (fold: Fold) => string,
  parameters: Readonly<Record<string, string>>,
): Promise<Row[]> {
  const rows = await asking.rows(statement(foldAscii), parameters);
  return rows.some((row) => row['are_mixed'] === true) ? await asking.rows(statement(foldAny), parameters) : rows;
}
