/**
 * One connection to NATS, for one stream. A record is published under its `record_id`, which JetStream takes once within the
 * stream's duplicate window; a batch is done when the server has said of every record that it is stored.
 */
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import {
  connect,
  credsAuthenticator,
  nanos,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
  type Authenticator,
  type NatsConnection,
} from '@nats-io/transport-node';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { idOf, typeOf } from '../sink-kit/records.ts';
import { tlsOptions } from '../sink-kit/settings.ts';
import type { SinkClient } from '../sink-kit/sink-symbol.ts';
import type { StreamConfig } from './config.ts';

/** Of `max_payload`, for what goes with a record: id and name of the stream. */
const HEADERS_BYTES = 1024;

export class JetStream implements SinkClient {
  readonly #connection: NatsConnection;
  readonly #config: StreamConfig;
  readonly #client: JetStreamClient;

  readonly #say: (text: string) => void;
  #leftOut = 0;

  private constructor(connection: NatsConnection, config: StreamConfig, say: (text: string) => void) {
    this.#connection = connection;
    this.#config = config;
    this.#say = say;
    this.#client = jetstream(connection, { timeout: config.timeout });
  }

  static async connect(config: StreamConfig, say: (text: string) => void): Promise<JetStream> {
    const { servers, timeout, tls } = config;
    const authenticator = authenticators(config);
    let connection: NatsConnection;
    try {
      connection = await connect({
        servers: [...servers],
        timeout,
        name: 'netloupe',
        // Whoever uses it makes a new one after an error; nothing waits in here unseen.
        reconnect: false,
        maxPingOut: 2,
        ...(tls === null ? {} : { tls: tlsOptions(tls) }),
        ...(authenticator.length === 0 ? {} : { authenticator }),
      });
    } catch (error) {
      throw new Error(`Cannot reach NATS at ${servers.join(', ')}: ${messageOf(error)}`, { cause: error });
    }
    return new JetStream(connection, config, say);
  }

  async test(): Promise<void> {
    const { stream, subject, create, timeout } = this.#config;
    const manager = await jetstreamManager(this.#connection, { timeout });
    const subjects = await subjectsOf(manager, stream);
    if (subjects === null) {
      if (!create) {
        throw new Error(`There is no stream ${stream}: make it (docs/sinks.md), or set "create" to true`);
      }
      await this.#make(manager);
      return;
    }
    const wanted = wildcard(subject);
    if (!subjects.some((one) => covers(one, wanted))) {
      throw new Error(`The stream ${stream} takes ${subjects.join(', ')}, and "subject" is ${subject}`);
    }
  }

  async collect(records: readonly PipelineRecord[]): Promise<void> {
    const { stream, subject } = this.#config;
    const most = (this.#connection.info?.max_payload ?? Number.POSITIVE_INFINITY) - HEADERS_BYTES;
    const published = records.flatMap((record) => {
      const text = JSON.stringify(record);
      if (Buffer.byteLength(text) > most) {
        this.#leaveOut(record, most);
        return [];
      }
      const options = { msgID: idOf(record), expect: { streamName: stream } };
      return [this.#client.publish(subject.replaceAll('{record_type}', word(typeOf(record))), text, options)];
    });
    const failed = (await Promise.allSettled(published)).find((one) => one.status === 'rejected');
    if (failed !== undefined) throw new Error(`NATS has not stored them all: ${messageOf(failed.reason)}`);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  #leaveOut(record: PipelineRecord, most: number): void {
    this.#leftOut++;
    this.#say(`Record ${idOf(record)} is longer than ${most} bytes and left out (${this.#leftOut} so far)`);
  }

  async #make(manager: JetStreamManager): Promise<void> {
    const { stream, subject, duplicate_window: windowMs, max_age: ageMs, max_size: bytes } = this.#config;
    await manager.streams.add({
      name: stream,
      subjects: [wildcard(subject)],
      storage: 'file',
      duplicate_window: nanos(windowMs),
      ...(ageMs === null ? {} : { max_age: nanos(ageMs) }),
      ...(bytes === null ? {} : { max_bytes: bytes }),
    });
  }
}

/** The server picks the one that it wants. */
function authenticators({ user, password, token, credentials }: StreamConfig): Authenticator[] {
  return [
    ...(credentials === null ? [] : [credsAuthenticator(new TextEncoder().encode(credentials))]),
    ...(token === null ? [] : [tokenAuthenticator(token)]),
    ...(user === null ? [] : [usernamePasswordAuthenticator(user, password ?? '')]),
  ];
}

/** Null: there is none. */
async function subjectsOf(manager: JetStreamManager, stream: string): Promise<readonly string[] | null> {
  try {
    return (await manager.streams.info(stream)).config.subjects;
  } catch (error) {
    if (messageOf(error).includes('stream not found')) return null;
    throw error;
  }
}

function wildcard(subject: string): string {
  return subject
    .split('.')
    .map((part) => (part.includes('{record_type}') ? '*' : part))
    .join('.');
}

/** Whether a stream that takes `pattern` takes all of `wanted`. */
function covers(pattern: string, wanted: string): boolean {
  const [patterns, parts] = [pattern.split('.'), wanted.split('.')];
  const last = patterns.at(-1);
  if (last === '>' ? parts.length < patterns.length : parts.length !== patterns.length) return false;
  return patterns.every((one, i) => one === '>' || one === '*' || one === parts[i]);
}

function word(text: string): string {
  return text.replaceAll(/[\s.*>]/g, '_');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
