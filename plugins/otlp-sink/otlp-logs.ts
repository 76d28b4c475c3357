/**
 * Requests of OTLP/HTTP (opentelemetry.io/docs/specs/otlp), written by OpenTelemetry's own serialisers. Not by its exporters: those
 * answer success where a collector rejects some of the records, and stop trying after a while.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import {
  JsonLogsSerializer,
  ProtobufLogsSerializer,
  type IExportLogsServiceResponse,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { RefusedRecords } from '../sink-kit/refused.ts';
import { tlsOptions } from '../sink-kit/settings.ts';
import type { SinkClient } from '../sink-kit/sink-symbol.ts';
import type { LogsConfig } from './config.ts';
import { logRecord } from './log-record.ts';

/** "Not retryable" that is about what was sent; others (401, 404 …) are about the configuration, and records wait for its repair. */
const REFUSALS = new Set([400, 413, 422]);
const MOST_ANSWER = 64 * 1024;

class Refused extends Error {}

export class OtlpLogs implements SinkClient {
  readonly #config: LogsConfig;
  readonly #say: (text: string) => void;
  readonly #url: URL;
  /** Without what may be secret in it. */
  readonly #shown: string;
  readonly #agent: HttpAgent;
  readonly #resource: Resource;
  readonly #refused: RefusedRecords = new RefusedRecords();
  /** Records that a collector took and did not keep. */
  #rejected = 0;

  constructor(config: LogsConfig, say: (text: string) => void) {
    const { url, tls, service_name: service, resource } = config;
    this.#config = config;
    this.#say = say;
    this.#url = new URL(url);
    this.#shown = this.#url.origin + this.#url.pathname;
    this.#agent =
      this.#url.protocol === 'https:'
        ? new HttpsAgent({ keepAlive: true, ...(tls === null ? {} : tlsOptions(tls)) })
        : new HttpAgent({ keepAlive: true });
    this.#resource = resourceFromAttributes({ 'service.name': service, ...resource });
  }

  /** An empty request: collectors answer it with success. */
  async test(): Promise<void> {
    await this.#send([]);
  }

  collect(records: readonly PipelineRecord[]): Promise<void> {
    return this.#refused.send(records, {
      send: (some) => this.#send(some),
      isRefusal: (error) => error instanceof Refused,
      say: this.#say,
    });
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }

  async #send(records: readonly PipelineRecord[]): Promise<void> {
    const serializer = this.#config.protocol === 'http/json' ? JsonLogsSerializer : ProtobufLogsSerializer;
    const now = Date.now();
    const body = serializer.serializeRequest(records.map((record) => logRecord(record, this.#resource, now)));
    if (body === undefined) throw new Error('The records could not be written as OTLP');
    const { status, answer } = await this.#post(body);
    if (REFUSALS.has(status)) throw new Refused(`${this.#shown} answers ${status}`);
    if (status < 200 || status > 299) throw new Error(`${this.#shown} takes no logs: it answers ${status}`);
    this.#sayRejected(answer.length === 0 ? {} : serializer.deserializeResponse(answer));
  }

  /** Partial success must not be retried (OTLP, "Partial Success"). */
  #sayRejected({ partialSuccess }: IExportLogsServiceResponse): void {
    const rejected = Number(partialSuccess?.rejectedLogRecords ?? 0);
    if (rejected === 0) return;
    this.#rejected += rejected;
    const why = partialSuccess?.errorMessage ?? 'it does not say why';
    this.#say(`${this.#shown} rejects ${rejected} records (${this.#rejected} so far): ${why}`);
  }

  #post(body: Uint8Array): Promise<{ readonly status: number; readonly answer: Uint8Array }> {
    const { protocol, headers, timeout } = this.#config;
    const send = this.#url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`Cannot reach ${this.#shown}: ${why}`));
      const request = send(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
          'content-length': body.length,
          'user-agent': 'netloupe',
          ...headers,
        },
      });
      const timer = setTimeout(() => {
        fail(`no answer within ${timeout} ms`);
        request.destroy();
      }, timeout);
      request.on('error', (error) => fail(error.message));
      request.on('close', () => {
        clearTimeout(timer);
        fail('the connection was closed');
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length <= MOST_ANSWER) chunks.push(chunk);
        });
        // An answer that breaks off: `close` says so.
        response.on('error', () => undefined);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(chunks) }));
      });
      request.end(body);
    });
  }
}
