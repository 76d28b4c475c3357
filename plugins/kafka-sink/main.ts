/** Records into a topic of Kafka; kafka-topic.ts has the producer. */
import { sinkSymbol, type SinkSymbol } from '../sink-kit/sink-symbol.ts';
import { topicConfig } from './config.ts';
import { KafkaTopic } from './kafka-topic.ts';

export const sinks: { readonly topic: SinkSymbol } = {
  topic: sinkSymbol(topicConfig, (config, say) => Promise.resolve(new KafkaTopic(config, say))),
};
