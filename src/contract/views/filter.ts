/** The display filter while it is typed: what is wrong with it and what could come next. Offsets count UTF-16 units. */
import { z } from 'zod';
import { tableSchema, type TableName } from './table-name.ts';

export interface FilterMistake {
  readonly at: number;
  /** 0 where something is missing at that place. */
  readonly length: number;
  readonly message: string;
  readonly remedy: string | null;
}

export type FilterPieceKind = 'field' | 'operator' | 'value' | 'word' | 'joint' | 'bracket';

export interface FilterPiece {
  readonly at: number;
  readonly length: number;
  readonly kind: FilterPieceKind;
}

export interface FilterCheck {
  readonly mistake: FilterMistake | null;
  /** It lets everything through. */
  readonly isEmpty: boolean;
  readonly pieces: readonly FilterPiece[];
  /** Fields it asks for that no row of the table can have. */
  readonly notHere: readonly string[];
}

export interface FilterSuggestion {
  /** What stands at the place afterwards, quoted where it has to be. */
  readonly insert: string;
  readonly label: string;
  /** What it means; null for values. */
  readonly detail: string | null;
  /** Rows that have the value, of those that were looked at. */
  readonly count: number | null;
}

export interface FilterSuggestions {
  readonly kind: 'field' | 'operator' | 'value' | 'joint';
  /** The stretch of the text that a suggestion takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly FilterSuggestion[];
  /** Rows that values were counted in, and rows there are. */
  readonly counted: number;
  readonly held: number;
}

export interface FilterCommandParams {
  'filter.check': { readonly text: string; readonly table: TableName };
  'filter.suggest': {
    readonly text: string;
    readonly cursor: number;
    readonly table: TableName;
    readonly redact: boolean;
  };
}

export interface FilterCommandResults {
  'filter.check': FilterCheck;
  'filter.suggest': FilterSuggestions;
}

/** What the display filter may be at most. */
export const filterSchema: z.ZodType<string> = z.string().max(4096);

export const filterCommandSchemas: {
  readonly [K in keyof FilterCommandParams]: z.ZodType<FilterCommandParams[K]>;
} = {
  'filter.check': z.strictObject({ text: filterSchema, table: tableSchema }),
  'filter.suggest': z.strictObject({
    text: filterSchema,
    cursor: z.number().int().min(0).max(4096),
    table: tableSchema,
    redact: z.boolean(),
  }),
};
