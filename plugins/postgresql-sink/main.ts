/** Records into a table of PostgreSQL; table.ts has the SQL, connection.ts the connection. */
import { sinkSymbol, type SinkSymbol } from '../sink-kit/sink-symbol.ts';
import { tableConfig } from './config.ts';
import { PostgresqlTable } from './postgresql-table.ts';

export const sinks: { readonly table: SinkSymbol } = {
  table: sinkSymbol(tableConfig, (config, say) => PostgresqlTable.connect(config, say)),
};
