/** The columns of our records as those of tables: what is written as Parquet has these types. */
import { HISTORY_TABLES, type SqlType } from '#contract/history/schema.ts';
import { PACKET_COLUMNS, type PacketColumn } from '#contract/records.ts';
import type { TableName } from '#contract/protocol.ts';

export interface RecordColumn {
  readonly name: string;
  readonly type: SqlType;
}

const PACKET_TYPES: Readonly<Record<PacketColumn, SqlType>> = {
  src_ip: 'VARCHAR',
  dst_ip: 'VARCHAR',
  src_port: 'INTEGER',
  dst_port: 'INTEGER',
  protocol_num: 'USMALLINT',
  protocol_name: 'VARCHAR',
  state: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  session_id: 'VARCHAR',
  payload: 'JSON',
  interface: 'VARCHAR',
  length: 'UINTEGER',
  direction: 'VARCHAR',
};

/** What observers add: they say which of theirs are texts. */
export interface AddedColumns {
  readonly names: readonly string[];
  isText(position: number): boolean;
}

const types: Readonly<Record<TableName, ReadonlyMap<string, SqlType>>> = {
  sessions: new Map(HISTORY_TABLES.sessions.map(({ name, type }) => [name, type])),
  dns: new Map(HISTORY_TABLES.dns.map(({ name, type }) => [name, type])),
  packets: new Map(PACKET_COLUMNS.map((name) => [name, PACKET_TYPES[name]])),
};

/** `names`: of the record; what is none of ours is `added`. */
export function recordColumns(
  table: TableName,
  names: readonly string[],
  added: AddedColumns | null,
): readonly RecordColumn[] {
  return names.map((name) => {
    const position = added?.names.indexOf(name) ?? -1;
    const foreign = position < 0 || added?.isText(position) === true ? 'VARCHAR' : 'DOUBLE';
    return { name, type: types[table].get(name) ?? foreign };
  });
}
