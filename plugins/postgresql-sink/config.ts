import { z } from 'zod';
import { duration } from '#contract/pipelines/config-words.ts';
import { columnTypes, sqlName, tlsSettings, type TlsSettings } from '../sink-kit/settings.ts';

export interface TableConfig {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  readonly tls: TlsSettings | null;
  readonly schema: string;
  readonly table: string;
  /** Null: the whole record as JSONB. */
  readonly columns: Readonly<Record<string, string>> | null;
  readonly create: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export const tableConfig: z.ZodType<TableConfig> = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(1).max(65_535).default(5432),
  database: z.string().min(1).default('netloupe'),
  user: z.string().min(1).default('netloupe'),
  password: z.string().nullable().default(null),
  tls: tlsSettings,
  schema: sqlName.default('public'),
  table: sqlName,
  columns: columnTypes('bigint').nullable().default(null),
  create: z.boolean().default(false),
  timeout: duration({ min: 100, max: 30_000 }).default(10_000),
});
