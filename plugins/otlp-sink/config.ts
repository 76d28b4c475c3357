import { z } from 'zod';
import { duration } from '#contract/pipelines/config-words.ts';
import { tlsSettings, type TlsSettings } from '../sink-kit/settings.ts';

export interface LogsConfig {
  readonly url: string;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly headers: Readonly<Record<string, string>>;
  readonly service_name: string;
  /** Further attributes of the resource, e.g. `host.name`. */
  readonly resource: Readonly<Record<string, string>>;
  /** For addresses that begin with https:. */
  readonly tls: TlsSettings | null;
  /** Milliseconds. */
  readonly timeout: number;
}

export const logsConfig: z.ZodType<LogsConfig> = z.strictObject({
  url: z
    .string()
    .regex(/^https?:\/\/\S+$/, 'is no web address')
    .default('http://127.0.0.1:4318/v1/logs'),
  protocol: z.enum(['http/protobuf', 'http/json']).default('http/protobuf'),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is no name of a header'), z.string())
    .default({}),
  service_name: z.string().min(1).default('netloupe'),
  resource: z.record(z.string().min(1), z.string()).default({}),
  tls: tlsSettings,
  timeout: duration({ min: 100, max: 30_000 }).default(10_000),
});
