/** SQL for the table. Records go as one JSON text; what is there already under the same `record_id` is left as it is. */
import { RECORD_ID_KEY, RECORD_TYPE_KEY } from '#contract/pipelines/record.ts';
import type { TableConfig } from './config.ts';

type Table = Pick<TableConfig, 'schema' | 'table' | 'columns'>;

export interface Statements {
  readonly create: string;
  /** Fails where a column is missing. */
  readonly look: string;
  /** `$1`: records, a JSON array. */
  readonly insert: string;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export function statementsFor({ schema, table, columns }: Table): Statements {
  const name = `${quoted(schema)}.${quoted(table)}`;
  const id = quoted(RECORD_ID_KEY);
  if (columns === null) {
    const type = quoted(RECORD_TYPE_KEY);
    return {
      create:
        `CREATE TABLE IF NOT EXISTS ${name} (${id} text PRIMARY KEY, ${type} text NOT NULL, ` +
        `received_at timestamptz NOT NULL DEFAULT now(), record jsonb NOT NULL)`,
      look: `SELECT ${id}, ${type}, record FROM ${name} LIMIT 0`,
      insert:
        `INSERT INTO ${name} (${id}, ${type}, record) ` +
        `SELECT r->>'${RECORD_ID_KEY}', coalesce(r->>'${RECORD_TYPE_KEY}', 'record'), r ` +
        `FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT (${id}) DO NOTHING`,
    };
  }
  const own = Object.entries(columns).filter(([key]) => key !== RECORD_ID_KEY);
  const names = [id, ...own.map(([key]) => quoted(key))].join(', ');
  const typed = own.map(([key, type]) => `${quoted(key)} ${type}`);
  return {
    create: `CREATE TABLE IF NOT EXISTS ${name} (${[`${id} text PRIMARY KEY`, ...typed].join(', ')})`,
    look: `SELECT ${names} FROM ${name} LIMIT 0`,
    insert:
      `INSERT INTO ${name} (${names}) SELECT ${names} ` +
      `FROM jsonb_to_recordset($1::jsonb) AS r(${[`${id} text`, ...typed].join(', ')}) ON CONFLICT (${id}) DO NOTHING`,
  };
}
