/**
 * Records to a web address. What was collected is in the spool on disk before it counts as done, so that nothing is lost when
 * the other end is away or this process is killed; webhook-sender.ts delivers from there.
 */
import path from 'node:path';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { byteSize, duration } from '#contract/pipelines/config-words.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Sink, SinkContext, SinkKind } from '#main/engine/pipeline/stages/sink.ts';
import { readAuthorities } from '../pem-file.ts';
import type { SinkSystem } from '../sink-system.ts';
import { Poster } from './post.ts';
import { RejectedFile } from './rejected-file.ts';
import { Spool } from './spool.ts';
import { WebhookSender } from './webhook-sender.ts';

export interface WebhookSinkConfig {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly format: 'json' | 'jsonl';
  readonly timeout: number;
  readonly retry_min: number;
  readonly retry_max: number;
  readonly spool: string | null;
  readonly spool_size: number;
  readonly rejected: string | null;
  readonly ca: string | null;
  readonly insecure: boolean;
  readonly close_timeout: number;
}

export const webhookSinkConfig: z.ZodType<WebhookSinkConfig> = z.strictObject({
  url: z.string().min(1).max(4000),
  method: z.enum(['POST', 'PUT']).default('POST'),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is no name of a header'), z.string())
    .default({}),
  format: z.enum(['json', 'jsonl']).default('json'),
  timeout: duration({ min: 100, max: 300_000 }).default(10_000),
  retry_min: duration({ min: 10, max: 600_000 }).default(500),
  retry_max: duration({ min: 10, max: 3_600_000 }).default(60_000),
  spool: z.string().min(1).nullable().default(null),
  spool_size: byteSize({ min: 1000 }).default(256_000_000),
  rejected: z.string().min(1).nullable().default(null),
  ca: z.string().min(1).nullable().default(null),
  insecure: z.boolean().default(false),
  close_timeout: duration({ min: 0, max: 300_000 }).default(10_000),
});

/** `spoolFolder`: where spools are whose place is not set. */
export function webhookSinkKind(system: SinkSystem, spoolFolder: string): SinkKind<WebhookSinkConfig> {
  return {
    name: 'webhook',
    summary: 'posts records to a web address; they wait on disk while it is away',
    config: webhookSinkConfig,
    async open(config, context): Promise<Result<Sink>> {
      const url = webAddress(config);
      if (!url.ok) return url;
      const ca = await readAuthorities(config.ca, context.folder);
      if (!ca.ok) return ca;
      const { pipeline, stage, folder: base } = context;
      const folder = config.spool === null ? path.join(spoolFolder, pipeline, stage) : path.resolve(base, config.spool);
      return success(new WebhookSink({ config, url: url.value, ca: ca.value, folder }, context, system));
    },
  };
}

function webAddress({ url, ca, insecure }: WebhookSinkConfig): Result<URL> {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // Not said what it is: it may hold a secret.
    return failure('invalid', '"url" is no web address', { remedy: 'Write it as https://host/path' });
  }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') {
    return failure('invalid', `"url" begins with ${parsed.protocol}`, { remedy: 'Use https: or http:' });
  }
  if (parsed.protocol === 'http:' && (ca !== null || insecure)) {
    return failure('invalid', '"ca" and "insecure" are for https, and "url" begins with http:', {
      remedy: 'Use https:, or leave them out',
    });
  }
  return success(parsed);
}

interface Settings {
  readonly config: WebhookSinkConfig;
  readonly url: URL;
  readonly ca: string | null;
  /** Of the spool. */
  readonly folder: string;
}

interface Opened {
  readonly spool: Spool;
  readonly rejected: RejectedFile;
  readonly sender: WebhookSender;
}

class WebhookSink implements Sink {
  readonly #settings: Settings;
  readonly #context: SinkContext;
  readonly #system: SinkSystem;
  readonly #poster: Poster;
  /** Taken when it is needed, so that a pipeline can be checked while it runs somewhere else. */
  #opened: Opened | null = null;
  #droppedRecords = 0;

  constructor(settings: Settings, context: SinkContext, system: SinkSystem) {
    this.#settings = settings;
    this.#context = context;
    this.#system = system;
    const { config, url, ca } = settings;
    const { method, headers, timeout: timeoutMs, insecure } = config;
    this.#poster = new Poster({ url, method, headers, timeoutMs, ca, insecure });
    if (!insecure) return;
    const why = `Whoever answers at ${this.#poster.shown} is trusted: "insecure" is set`;
    context.warn(failure('not-permitted', why, { remedy: 'Name the authority in "ca" instead' }).failure);
  }

  /** A spool is all that records need; whether the other end takes them is told as it turns out. */
  async test(): Promise<Result<null>> {
    const opened = await this.#open();
    if (!opened.ok) return opened.failure.code === 'in-use' ? success(null) : opened;
    // What an earlier run left.
    opened.value.sender.begin();
    return success(null);
  }

  async collect(records: readonly PipelineRecord[]): Promise<Result<null>> {
    const opened = await this.#open();
    if (!opened.ok) return opened;
    const { spool, sender } = opened.value;
    const added = await spool.add(records.map((record) => `${JSON.stringify(record)}\n`).join(''), records.length);
    if (!added.ok) return added;
    if (added.value.records > 0) this.#sayDropped(added.value.records, spool);
    sender.begin();
    return success(null);
  }

  async close(): Promise<Result<null>> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened !== null) {
      const { spool, sender, rejected } = opened;
      await sender.finish(this.#settings.config.close_timeout);
      await rejected.close();
      if (!spool.isEmpty) {
        const why = `${spool.records} records could not be sent to ${this.#poster.shown} yet and are kept in ${spool.folder}`;
        this.#context.warn(failure('disconnected', why, { remedy: 'The next run sends them first' }).failure);
      }
      await spool.close();
    }
    this.#poster.close();
    return success(null);
  }

  async #open(): Promise<Result<Opened>> {
    if (this.#opened !== null) return success(this.#opened);
    const { config, folder } = this.#settings;
    const spool = await Spool.open(folder, config.spool_size);
    if (!spool.ok) return spool;
    const warn = this.#context.warn.bind(this.#context);
    const place = config.rejected ?? path.join(folder, 'rejected.jsonl');
    const rejected = new RejectedFile(path.resolve(this.#context.folder, place), warn);
    const settings = { format: config.format, retryMinMs: config.retry_min, retryMaxMs: config.retry_max };
    const parts = { spool: spool.value, poster: this.#poster, rejected, settings, system: this.#system, warn };
    this.#opened = { spool: spool.value, rejected, sender: new WebhookSender(parts) };
    return success(this.#opened);
  }

  #sayDropped(records: number, spool: Spool): void {
    this.#droppedRecords += records;
    const why = `The spool ${spool.folder} is full: the oldest ${this.#droppedRecords} records were dropped so far`;
    this.#context.warn(
      failure('no-space', why, { remedy: 'Raise "spool_size", or see why nobody takes them' }).failure,
    );
  }
}
