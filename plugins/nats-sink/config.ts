import { z } from 'zod';
import { byteSize, duration } from '#contract/pipelines/config-words.ts';
import { tlsSettings, type TlsSettings } from '../sink-kit/settings.ts';

export interface StreamConfig {
  readonly servers: readonly string[];
  readonly stream: string;
  /** May hold `{record_type}`. */
  readonly subject: string;
  readonly create: boolean;
  /** Milliseconds; of a stream that is made. */
  readonly duplicate_window: number;
  /** Of a stream that is made; null: as long, as much as the server lets it. */
  readonly max_age: number | null;
  readonly max_size: number | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly token: string | null;
  /** Text of a credentials file. */
  readonly credentials: string | null;
  readonly tls: TlsSettings | null;
  /** Milliseconds. */
  readonly timeout: number;
}

const subject = z
  .string()
  .regex(/^[^\s.*>]+(?:\.[^\s.*>]+)*$/, 'is no subject: words with dots between them, without * and >')
  .max(200);

export const streamConfig: z.ZodType<StreamConfig> = z.strictObject({
  servers: z.array(z.string().min(1)).min(1).max(16).default(['127.0.0.1:4222']),
  stream: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'is no name of a stream: letters, digits, - and _')
    .default('netloupe'),
  subject: subject.default('netloupe.{record_type}'),
  create: z.boolean().default(false),
  duplicate_window: duration({ min: 1000, max: 86_400_000 }).default(120_000),
  max_age: duration({ min: 1000 }).nullable().default(null),
  max_size: byteSize({ min: 1000 }).nullable().default(null),
  user: z.string().nullable().default(null),
  password: z.string().nullable().default(null),
  token: z.string().nullable().default(null),
  credentials: z.string().nullable().default(null),
  tls: tlsSettings,
  timeout: duration({ min: 100, max: 20_000 }).default(5000),
});
