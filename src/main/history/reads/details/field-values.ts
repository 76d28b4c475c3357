/** Which values rows have in a field, and how many have each: what could be asked for while a filter is typed (filter/count-values.ts). */
import type { HistoryQuestions } from '#contract/history/questions.ts';
import { protocolName } from '#base/protocol-names.ts';
import { filterField, type FilterField } from '#main/engine/filter/filter-fields.ts';
import type { Asking } from '../asking.ts';
import { derivedField } from '../filter/derived-sql.ts';
import { SESSION_ALIAS, type FoundField, type SqlFields } from '../filter/sql-fields.ts';
import { folded } from '../filter/text-sql.ts';
import { fieldsOf, wantedRows } from '../filter/wanted-rows.ts';

type Question = HistoryQuestions['values']['params'];

/** Those that begin as `prefix`, then those that have it in them; most frequent first. None where nobody looks for one of them (sizes, times). */
export async function fieldValues(asking: Asking, question: Question): Promise<HistoryQuestions['values']['answer']> {
  const { table, prefix, limit } = question;
  const field = filterField(question.field);
  if (field === undefined || field.field.type === 'time' || field.field.unit !== undefined) return [];
  const fields = fieldsOf(table, 't');
  const found = foundFields(field, fields);
  const wanted = wantedRows(table, question.filter, question.span, 't');
  if (found.length === 0 || wanted.mistake !== null) return [];
  const sought = prefix.toLowerCase();
  const protocol = fields.field('protocol_num')?.field;
  const isOfProtocol =
    field.protocol === null || protocol?.kind !== 'number' ? 'true' : `${protocol.sql} = ${field.protocol}`;
  const passes = `${isOfProtocol} AND ${wanted.sql}`;
  const values = valuesSql(found, table, passes);
  const text = folded('value', [sought]);
  const rows = await asking.rows(
    `SELECT value, n FROM (${values}) WHERE value <> '' AND contains(${text}, $sought::VARCHAR)
      ORDER BY starts_with(${text}, $sought::VARCHAR) DESC, n DESC, value LIMIT ${limit}`,
    { ...wanted.parameters, sought },
  );
  const isNumber = field.field.type === 'protocol';
  return rows.map(({ value, n }) => ({
    value: isNumber ? protocolName(Number(value)).toLowerCase() : String(value),
    count: Number(n),
  }));
}

function foundFields({ field }: FilterField, fields: SqlFields): readonly FoundField[] {
  if (field.derived === undefined) return field.keys.map((key) => fields.field(key)).filter((each) => each !== null);
  const own = derivedField(field.derived, (key) => fields.field(key)?.field ?? null);
  return own === null ? [] : [{ field: own, ofSession: false }];
}

/** Of rows with the same value at both ends, each is one. */
function valuesSql(found: readonly FoundField[], table: Question['table'], passes: string): string {
  const parts = found.map(({ field, ofSession }, at) => {
    const from = ofSession
      ? `${table} t JOIN sessions ${SESSION_ALIAS} ON ${SESSION_ALIAS}.session_id = t.session_id`
      : `${table} t`;
    if (field.kind === 'constant') {
      const value = typeof field.value === 'string' ? field.value : '';
      return `SELECT '${value}' AS value, count(*) AS n FROM ${from} WHERE ${passes}`;
    }
    const isList = field.kind === 'texts' || field.kind === 'numbers';
    if (isList)
      return `SELECT value, count(*) AS n FROM (SELECT unnest(list_distinct(${field.sql}))::VARCHAR AS value FROM ${from} WHERE ${passes}) GROUP BY ALL`;
    const before = found
      .slice(0, at)
      .flatMap((other) => (other.ofSession || other.field.kind !== field.kind ? [] : [other.field]));
    const differs = before
      .map((other) => ` AND ${(other as { readonly sql: string }).sql} IS DISTINCT FROM ${field.sql}`)
      .join('');
    return `SELECT (${field.sql})::VARCHAR AS value, count(*) AS n FROM ${from} WHERE ${passes}${differs} GROUP BY ALL`;
  });
  return `SELECT value, sum(n) AS n FROM (${parts.join(' UNION ALL ')}) GROUP BY ALL`;
}
