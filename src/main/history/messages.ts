/** What the engine may say, as a schema: cells are looked at where they are written, parameters of questions by question-schemas.ts. */
import { z } from 'zod';
import type { HistoryBatch, HistoryRetention, ToHistory, WrittenTable } from '#contract/history/process.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import { QUESTIONS } from './question-schemas.ts';

const id = z.number().int().min(1);
const amount = z.number().min(0);
const retention: z.ZodType<HistoryRetention> = z.strictObject({ days: amount, bytes: amount });

function rowsOf(table: WrittenTable): z.ZodType<HistoryRows> {
  const width = HISTORY_TABLES[table].length;
  const fits = ({ rows, columns }: HistoryRows): boolean =>
    columns.length === width && columns.every((column) => Array.isArray(column) && column.length === rows);
  return z
    .strictObject({ rows: z.number().int().min(0), columns: z.custom<HistoryRows['columns']>(Array.isArray) })
    .refine(fits, `Rows of ${table} have ${width} columns, equally long`);
}

const batch = z.strictObject({
  runs: rowsOf('runs').optional(),
  sessions: rowsOf('sessions').optional(),
  dns: rowsOf('dns').optional(),
  traffic: rowsOf('traffic').optional(),
  interfaces: rowsOf('interfaces').optional(),
  alerts: rowsOf('alerts').optional(),
}) as z.ZodType<HistoryBatch>;

export const toHistorySchema: z.ZodType<ToHistory> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    open: z.strictObject({
      folder: z.string().min(1).max(4096).nullable(),
      writes: z.boolean(),
      retention,
      memoryBytes: z.number().min(16e6),
      threads: z.number().int().min(1).max(256),
      version: z.string().max(64),
      run: z.number().int().min(1).optional(),
    }),
  }),
  z.strictObject({ kind: z.literal('retention'), retention }),
  z.strictObject({ kind: z.literal('write'), batchId: id, batch }),
  z.strictObject({ kind: z.literal('ask'), id, question: z.enum(QUESTIONS), params: z.unknown() }),
  z.strictObject({ kind: z.literal('cancel'), id }),
  z.strictObject({ kind: z.literal('close') }),
]);
