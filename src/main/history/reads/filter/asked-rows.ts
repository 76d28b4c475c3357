/** Rows that one question asks for in several statements. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Asking } from '../asking.ts';
import { ofPieces, restSql } from '../pieces/rest.ts';
import { SESSION_ALIAS } from './sql-fields.ts';
import { wantedRows, type Carriers, type WantedRows } from './wanted-rows.ts';

interface Question {
  readonly filter: string;
  readonly span: TimeSpan | null;
}

/** The sessions that rows are meant by are looked up once, for all of them; once in a question. */
export async function askedRows(
  asking: Asking,
  table: 'sessions' | 'dns',
  { filter, span }: Question,
  alias: string,
): Promise<WantedRows> {
  const carriers: Carriers = [];
  const wanted = wantedRows(table, filter, span, alias, carriers);
  for (const [at, { name, test, parameters }] of carriers.entries()) {
    const rest = { table: 'sessions', alias: SESSION_ALIAS, columns: ['session_id'], where: test, span: null } as const;
    const held = asking.pieces?.of('carriers') ?? [];
    const kept =
      held.length === 0
        ? ''
        : `UNION ALL SELECT session_id FROM ${asking.pieces!.tables.name('carriers')} WHERE condition = ${at} AND ${ofPieces(held)}`;
    await asking.rows(`CREATE OR REPLACE TEMP TABLE ${name} AS FROM ${restSql(rest, held)} ${kept}`, parameters);
  }
  return wanted;
}
