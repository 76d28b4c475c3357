/** What rows of the history have under the keys of flat records, as SQL: what filter/row-fields.ts is for rows in memory. */
import type { Json } from '#contract/plugins/json.ts';
import { HISTORY_TABLES, type SqlType } from '#contract/history/schema.ts';
import { protocolName } from '#base/protocol-names.ts';

/** SQL that is null where a row has none. */
export type SqlField =
  | { readonly kind: 'constant'; readonly value: Json }
  /** `address`: in canonical form. */
  | { readonly kind: 'number' | 'time' | 'boolean' | 'text' | 'address'; readonly sql: string }
  /** Several values, none of which is null. */
  | { readonly kind: 'texts' | 'numbers'; readonly sql: string };

/** IP protocols that carry DNS. */
const TCP = 6;
const UDP = 17;

export interface FoundField {
  readonly field: SqlField;
  /** It is the session's that a row belongs to, under the alias that sessions have in `throughSession`. */
  readonly ofSession: boolean;
}

export interface SqlFields {
  readonly alias: string;
  /** Of a condition on the sessions that carried rows: on the rows. */
  throughSession(test: string): string;
  /** Null: no row has anything there. */
  field(key: string): FoundField | null;
}

/** Of sessions that are asked for on behalf of rows of another table. */
export const SESSION_ALIAS = 'carried';

const KINDS: Readonly<Record<SqlType, SqlField['kind']>> = {
  BOOLEAN: 'boolean',
  USMALLINT: 'number',
  INTEGER: 'number',
  UINTEGER: 'number',
  BIGINT: 'number',
  UBIGINT: 'number',
  UHUGEINT: 'number',
  DOUBLE: 'number',
  VARCHAR: 'text',
  TIMESTAMP: 'time',
  JSON: 'text',
  'VARCHAR[]': 'texts',
  'INTEGER[]': 'numbers',
};

const ADDRESSES: ReadonlySet<string> = new Set(['src_ip', 'dst_ip', 'client_ip', 'server_ip']);
/** Columns that records do not have. */
const NOT_OF_RECORDS: ReadonlySet<string> = new Set([
  'run_id',
  'session_no',
  'dns_no',
  'open',
  'src_number',
  'dst_number',
]);

function columnsOf(table: 'sessions' | 'dns', alias: string): Map<string, SqlField> {
  return new Map(
    HISTORY_TABLES[table]
      .filter(({ name }) => !NOT_OF_RECORDS.has(name))
      .map(({ name, type }): [string, SqlField] => [
        name,
        { kind: ADDRESSES.has(name) ? 'address' : KINDS[type], sql: `${alias}.${name}` } as SqlField,
      ]),
  );
}

export function sessionFields(alias: string): SqlFields {
  const fields = columnsOf('sessions', alias);
  fields.set('record_type', { kind: 'constant', value: 'session' });
  fields.set('type', { kind: 'constant', value: 'session' });
  fields.set('time', { kind: 'time', sql: `${alias}.end_time` });
  for (const name of ['packets', 'bytes', 'payload_bytes']) {
    fields.set(name, { kind: 'number', sql: `(${alias}.${name}_out + ${alias}.${name}_in)` });
  }
  return {
    alias,
    throughSession: (test) => test,
    field: (key) => {
      const field = fields.get(key);
      return field === undefined ? null : { field, ofSession: false };
    },
  };
}

export function dnsFields(alias: string): SqlFields {
  const fields = columnsOf('dns', alias);
  for (const [own, name] of [
    ['client', 'src'],
    ['server', 'dst'],
  ] as const) {
    for (const part of ['ip', 'port']) {
      fields.set(`${name}_${part}`, fields.get(`${own}_${part}`)!);
      fields.delete(`${own}_${part}`);
    }
  }
  const isUdp = `${alias}.transport = 'udp'`;
  fields.set('record_type', { kind: 'constant', value: 'dns' });
  fields.set('type', { kind: 'constant', value: 'dns' });
  fields.set('service', { kind: 'constant', value: 'dns' });
  fields.set('protocol_num', {
    kind: 'number',
    sql: `CASE WHEN ${isUdp} THEN ${UDP} ELSE ${TCP} END`,
  });
  fields.set('protocol_name', {
    kind: 'text',
    sql: `CASE WHEN ${isUdp} THEN '${protocolName(UDP)}' ELSE '${protocolName(TCP)}' END`,
  });
  fields.set('answers', { kind: 'texts', sql: answersSql(alias, 'data') });
  const ofSession = sessionFields(SESSION_ALIAS);
  return {
    alias,
    throughSession: (test) => `${alias}.session_id IN (${carriersSql(test)})`,
    field(key) {
      const own = fields.get(key);
      if (own !== undefined) return { field: own, ofSession: false };
      const through = ofSession.field(key);
      return through === null ? null : { ...through, ofSession: true };
    },
  };
}

/** Sessions by whose ids other rows are meant. */
export function carriersSql(test: string): string {
  return `SELECT ${SESSION_ALIAS}.session_id FROM sessions ${SESSION_ALIAS} WHERE ${test}`;
}

/** One key of all answers of a row. */
export function answersSql(alias: string, key: 'name' | 'type' | 'data'): string {
  return `json_extract_string(${alias}.answers, '$[*].${key}')`;
}
