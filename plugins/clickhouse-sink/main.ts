/** Records into a table of ClickHouse; clickhouse-table.ts has the client. */
import { sinkSymbol, type SinkSymbol } from '../sink-kit/sink-symbol.ts';
import { ClickHouseTable } from './clickhouse-table.ts';
import { tableConfig } from './config.ts';

export const sinks: { readonly table: SinkSymbol } = {
  table: sinkSymbol(tableConfig, (config, say) => Promise.resolve(new ClickHouseTable(config, say))),
};
