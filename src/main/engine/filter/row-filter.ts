/** A display filter over the rows of tables: read once, tested wherever there are rows. */
import type { FilterMistake } from '#contract/views/filter.ts';
import type { Expression } from './expression.ts';
import { parseFilter } from './filter-parser.ts';

export interface RowFilter {
  readonly source: string;
  /** Null: nothing is asked for, or there is a mistake. */
  readonly expression: Expression | null;
  /** Then no row passes. */
  readonly mistake: FilterMistake | null;
}

export function compileRowFilter(source: string): RowFilter {
  const parsed = parseFilter(source);
  return parsed.ok
    ? { source, expression: parsed.expression, mistake: null }
    : { source, expression: null, mistake: parsed.mistake };
}
