/** Records as logs to an OpenTelemetry collector; otlp-logs.ts has the requests. */
import { sinkSymbol, type SinkSymbol } from '../sink-kit/sink-symbol.ts';
import { logsConfig } from './config.ts';
import { OtlpLogs } from './otlp-logs.ts';

export const sinks: { readonly logs: SinkSymbol } = {
  logs: sinkSymbol(logsConfig, (config, say) => Promise.resolve(new OtlpLogs(config, say))),
};
