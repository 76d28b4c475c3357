/** Records into a stream of NATS JetStream; jetstream.ts has the connection. */
import { sinkSymbol, type SinkSymbol } from '../sink-kit/sink-symbol.ts';
import { streamConfig } from './config.ts';
import { JetStream } from './jetstream.ts';

export const sinks: { readonly stream: SinkSymbol } = {
  stream: sinkSymbol(streamConfig, (config, say) => JetStream.connect(config, say)),
};
