import { z } from 'zod';
import { duration } from '#contract/pipelines/config-words.ts';
import { columnTypes, sqlName } from '../sink-kit/settings.ts';

export interface TableConfig {
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  /** PEM text of who signed the server's certificate; null: what the system trusts. */
  readonly ca: string | null;
  readonly table: string;
  /** Null: the whole record as JSON text. */
  readonly columns: Readonly<Record<string, string>> | null;
  readonly create: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export const tableConfig: z.ZodType<TableConfig> = z.strictObject({
  url: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+\/?$/, 'is no address such as https://host:8443')
    .default('http://127.0.0.1:8123'),
  database: sqlName.default('default'),
  user: z.string().min(1).default('default'),
  password: z.string().nullable().default(null),
  ca: z.string().min(1).nullable().default(null),
  table: sqlName,
  columns: columnTypes('UInt64').nullable().default(null),
  create: z.boolean().default(false),
  timeout: duration({ min: 100, max: 30_000 }).default(10_000),
});
