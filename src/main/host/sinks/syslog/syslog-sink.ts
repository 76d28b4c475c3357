/** Records to a syslog server. A batch that could not be sent comes again over a new connection. */
import { hostname } from 'node:os';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { byteSize, duration } from '#contract/pipelines/config-words.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Sink, SinkContext, SinkKind } from '#main/engine/pipeline/stages/sink.ts';
import { readAuthorities } from '../pem-file.ts';
import type { SinkSystem } from '../sink-system.ts';
import { openLink, placeOf, type LinkSettings, type SyslogLink } from './syslog-link.ts';
import {
  FACILITIES,
  SYSLOG_SEVERITIES,
  syslogMessage,
  type Facility,
  type MessageSettings,
  type SyslogSeverity,
} from './syslog-message.ts';

export interface SyslogSinkConfig {
  readonly host: string;
  readonly port: number | null;
  readonly protocol: 'udp' | 'tcp' | 'tls';
  readonly framing: 'octet-counting' | 'newline';
  readonly facility: Facility;
  readonly severity: SyslogSeverity;
  readonly hostname: string | null;
  readonly app_name: string;
  readonly message: 'json' | 'structured';
  readonly sd_id: string;
  /** Bytes. */
  readonly max_size: number | null;
  readonly ca: string | null;
  readonly insecure: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

const PORTS = { udp: 514, tcp: 601, tls: 6514 } as const;
/** What a datagram holds over IPv4; and for streams, what is a mistake beyond it. */
const MOST_BYTES = { udp: 65_507, tcp: 1_048_576, tls: 1_048_576 } as const;
/** A name with the number of an enterprise (RFC 5424 §7.2.2); this number is the one for examples (RFC 5612). */
const EXAMPLE_SD_ID = 'netloupe@32473';

export const syslogSinkConfig: z.ZodType<SyslogSinkConfig> = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(1).max(65_535).nullable().default(null),
  protocol: z.enum(['udp', 'tcp', 'tls']).default('udp'),
  framing: z.enum(['octet-counting', 'newline']).default('octet-counting'),
  facility: z.enum(FACILITIES).default('local0'),
  severity: z.enum(SYSLOG_SEVERITIES).default('notice'),
  hostname: z.string().min(1).max(255).nullable().default(null),
  app_name: z.string().min(1).max(48).default('netloupe'),
  message: z.enum(['json', 'structured']).default('json'),
  sd_id: z
    .string()
    .regex(/^[!#-<>-\\^-~]{1,20}@\d{1,11}$/, 'is not NAME@NUMBER')
    .default(EXAMPLE_SD_ID),
  max_size: byteSize({ min: 480, max: 1_048_576 }).nullable().default(null),
  ca: z.string().min(1).nullable().default(null),
  insecure: z.boolean().default(false),
  timeout: duration({ min: 100, max: 60_000 }).default(10_000),
});

export function syslogSinkKind(system: SinkSystem): SinkKind<SyslogSinkConfig> {
  return {
    name: 'syslog',
    summary: 'sends records to a syslog server (RFC 5424) over UDP, TCP or TLS',
    config: syslogSinkConfig,
    async open(config, context): Promise<Result<Sink>> {
      const { protocol } = config;
      if (protocol !== 'tls' && (config.ca !== null || config.insecure)) {
        return failure('invalid', `"ca" and "insecure" are for tls, and the protocol is ${protocol}`, {
          remedy: 'Set "protocol" to tls, or leave them out',
        });
      }
      const ca = await readAuthorities(config.ca, context.folder);
      if (!ca.ok) return ca;
      const most = Math.min(config.max_size ?? MOST_BYTES[protocol], MOST_BYTES[protocol]);
      return success(
        new SyslogSink(
          { ...config, ca: ca.value, port: config.port ?? PORTS[protocol], timeoutMs: config.timeout },
          { ...config, hostname: config.hostname ?? hostname(), mostBytes: most },
          context,
          system,
        ),
      );
    },
  };
}

class SyslogSink implements Sink {
  readonly #place: LinkSettings;
  readonly #settings: MessageSettings;
  readonly #context: SinkContext;
  readonly #system: SinkSystem;
  #link: SyslogLink | null = null;

  constructor(place: LinkSettings, settings: MessageSettings, context: SinkContext, system: SinkSystem) {
    this.#place = place;
    this.#settings = settings;
    this.#context = context;
    this.#system = system;
  }

  /** Over UDP it only finds the address. */
  async test(): Promise<Result<null>> {
    const link = await this.#connected();
    return link.ok ? success(null) : link;
  }

  async collect(records: readonly PipelineRecord[]): Promise<Result<null>> {
    const messages = this.#messages(records);
    const link = await this.#connected();
    if (!link.ok) return link;
    return messages.length === 0 ? success(null) : link.value.send(messages);
  }

  async close(): Promise<Result<null>> {
    await this.#link?.close();
    this.#link = null;
    return success(null);
  }

  #messages(records: readonly PipelineRecord[]): readonly string[] {
    const now = new Date(this.#system.clock.nowUs() / 1000).toISOString();
    const messages = records.flatMap((record) => {
      const message = syslogMessage(record, this.#settings, process.pid, now);
      return message === null ? [] : [message];
    });
    const tooLong = records.length - messages.length;
    if (tooLong > 0) {
      const why = `${tooLong} records are longer than ${this.#settings.mostBytes} bytes and were left out`;
      this.#context.warn(failure('invalid', why, { remedy: 'Raise "max_size", or use tcp' }).failure);
    }
    return messages;
  }

  async #connected(): Promise<Result<SyslogLink>> {
    if (this.#link?.isOpen === true) return success(this.#link);
    const before = this.#link;
    this.#link = null;
    await before?.close();
    const opened = await openLink(this.#place);
    if (!opened.ok) return opened;
    this.#link = opened.value;
    if (this.#place.insecure) {
      const why = `Whoever answers at ${placeOf(this.#place)} is trusted: "insecure" is set`;
      this.#context.warn(failure('not-permitted', why, { remedy: 'Name the authority in "ca" instead' }).failure);
    }
    return opened;
  }
}
