import { z } from 'zod';
import { duration } from '#contract/pipelines/config-words.ts';
import { tlsSettings, type TlsSettings } from '../sink-kit/settings.ts';

export interface TopicConfig {
  readonly brokers: readonly string[];
  /** May hold `{record_type}`. */
  readonly topic: string;
  /** Lets the broker make topics that are missing. */
  readonly create: boolean;
  readonly compression: 'none' | 'gzip';
  readonly sasl: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  } | null;
  readonly tls: TlsSettings | null;
  /** Milliseconds. */
  readonly timeout: number;
}

export const topicConfig: z.ZodType<TopicConfig> = z.strictObject({
  brokers: z
    .array(z.string().regex(/^[^\s,]+:\d{1,5}$/, 'is not HOST:PORT'))
    .min(1)
    .max(32)
    .default(['127.0.0.1:9092']),
  topic: z
    .string()
    .regex(/^(?:[A-Za-z0-9._-]|\{record_type\}){1,249}$/, 'is no name of a topic: letters, digits, ., _ and -')
    .default('netloupe'),
  create: z.boolean().default(false),
  compression: z.enum(['none', 'gzip']).default('none'),
  sasl: z
    .strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512'),
      username: z.string().min(1),
      password: z.string(),
    })
    .nullable()
    .default(null),
  tls: tlsSettings,
  timeout: duration({ min: 100, max: 20_000 }).default(5000),
});
