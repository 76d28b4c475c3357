/**
 * One idempotent producer, for one stage. A record's key is its `record_id`; a batch is done when all replicas in sync have it
 * (`acks: all`). What the producer tries again itself is stored once; a batch that comes again after that is told apart by its
 * keys, as a new producer has a new identity.
 */
import { ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { idOf, typeOf } from '../sink-kit/records.ts';
import { tlsOptions } from '../sink-kit/settings.ts';
import { RefusedRecords } from '../sink-kit/refused.ts';
import type { SinkClient } from '../sink-kit/sink-symbol.ts';
import type { TopicConfig } from './config.ts';

/** Of the producer itself; beyond them the engine brings the batch again, for as long as it takes. */
const RETRIES = 2;
const RETRY_DELAY_MS = 200;
/** MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, INVALID_RECORD. */
const REFUSALS = [10, 18, 87];

export class KafkaTopic implements SinkClient {
  readonly #config: TopicConfig;
  readonly #producer: Producer<string, string, string, string>;

  readonly #say: (text: string) => void;
  readonly #refused: RefusedRecords = new RefusedRecords();

  constructor(config: TopicConfig, say: (text: string) => void) {
    const { brokers, create, compression, sasl, tls, timeout } = config;
    this.#config = config;
    this.#say = say;
    this.#producer = new Producer({
      clientId: 'netloupe',
      bootstrapBrokers: [...brokers],
      serializers: stringSerializers,
      idempotent: true,
      acks: ProduceAcks.ALL,
      compression,
      autocreateTopics: create,
      timeout,
      connectTimeout: timeout,
      requestTimeout: timeout * 2,
      retries: RETRIES,
      retryDelay: RETRY_DELAY_MS,
      ...(sasl === null ? {} : { sasl }),
      ...(tls === null ? {} : { tls: tlsOptions(tls) }),
    });
  }

  async test(): Promise<void> {
    const { topic, create } = this.#config;
    // A topic for each type is not known before there are records.
    const topics = topic.includes('{') ? [] : [topic];
    await this.#ask(() => this.#producer.metadata({ topics, autocreateTopics: create }));
  }

  async collect(records: readonly PipelineRecord[]): Promise<void> {
    const { topic } = this.#config;
    await this.#refused.send(records, {
      send: (some) => this.#send(some, topic),
      isRefusal: (error) => error instanceof Error && REFUSALS.some((code) => carries(error.cause, code)),
      say: this.#say,
    });
  }

  async close(): Promise<void> {
    await this.#producer.close();
  }

  async #send(records: readonly PipelineRecord[], topic: string): Promise<void> {
    await this.#ask(() =>
      this.#producer.send({
        messages: records.map((record) => ({
          topic: topic.replaceAll('{record_type}', typeOf(record).replaceAll(/[^A-Za-z0-9._-]/g, '_')),
          key: idOf(record),
          value: JSON.stringify(record),
          headers: { record_type: typeOf(record) },
        })),
      }),
    );
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      throw new Error(`Kafka at ${this.#config.brokers.join(', ')} has not taken them: ${reasons(error)}`, {
        cause: error,
      });
    }
  }
}

/** The client wraps errors in errors; what went wrong is said by the innermost. */
function reasons(error: unknown): string {
  const found = new Set<string>();
  const look = (one: unknown, depth: number): void => {
    if (!(one instanceof Error) || depth > 8) return;
    const inner = one instanceof AggregateError ? (one.errors as readonly unknown[]) : [];
    if (inner.length === 0 && one.cause === undefined) found.add(one.message);
    for (const next of inner) look(next, depth + 1);
    look(one.cause, depth + 1);
  };
  look(error, 0);
  return found.size === 0 ? String(error) : [...found].join('; ');
}

/** Whether an error, or one of those in it, is the broker's of this number. */
function carries(error: unknown, code: number): boolean {
  if (!(error instanceof Error)) return false;
  if ('apiCode' in error && error.apiCode === code) return true;
  const inner = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return inner.some((one) => carries(one, code)) || carries(error.cause, code);
}
