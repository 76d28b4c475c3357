/** Parameters of every question, as schemas. */
import { z } from 'zod';
import { EXCHANGE_FORMATS, IMPORT_KINDS } from '#contract/history/answers.ts';
import { historyCommandSchemas } from '#contract/history/commands.ts';
import { comparedShape } from '#contract/history/compare.ts';
import type { HistoryBatch } from '#contract/history/process.ts';
import type { HistoryQuestion, HistoryQuestions, ViewQuestion } from '#contract/history/questions.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import { DIMENSIONS, GROUP_SORTS } from '#contract/views/sums.ts';

const text = z.string().max(100_000);
const name = z.string().max(256);
const dataset = z.string().min(1).max(64);
const count = z.number().int().min(0);
const path = z.string().min(1).max(4096);
const span = z.strictObject({ fromUs: z.number(), toUs: z.number() }).nullable();
const asked = { dataset, filter: text, span };
const table = z.enum(['sessions', 'dns']) as unknown as z.ZodType<ViewQuestion['table']>;
const by = z.enum(DIMENSIONS);
const writerId = dataset;
const rows = z.strictObject({ rows: count, columns: z.custom<HistoryRows['columns']>(Array.isArray) });
const sqlType = z.string().regex(/^[A-Z]+(\[\])?$/);

export const questionSchemas: { readonly [K in HistoryQuestion]: z.ZodType<HistoryQuestions[K]['params']> } = {
  view: z.strictObject({
    ...asked,
    table,
    sort: z.strictObject({ column: name, descending: z.boolean() }).nullable(),
    offset: count,
    limit: count,
    follow: z.boolean(),
    sparklines: z.boolean(),
  }),
  overview: z.strictObject({ ...asked, by, points: count, top: count }),
  groups: z.strictObject({
    ...asked,
    by,
    sort: z.strictObject({ column: z.enum(GROUP_SORTS), descending: z.boolean() }),
    offset: count,
    limit: count,
  }),
  dns_summary: z.strictObject({ ...asked, top: count, points: count }),
  session: z.strictObject({ dataset, sessionId: name }),
  dns: z.strictObject({ dataset, key: name }),
  values: z.strictObject({ ...asked, table, field: name, prefix: name, limit: count }),
  size: z.strictObject({ dataset }),
  info: z.strictObject({ dataset, zone: z.string().max(64).optional() }) as z.ZodType<
    HistoryQuestions['info']['params']
  >,
  forget: historyCommandSchemas['history.forget'],
  sql: z.strictObject({ dataset, text, limit: count, timeoutMs: count }),
  'sql.check': z.strictObject({ dataset, text }),
  export: z.strictObject({
    what: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('view'), dataset, table, filter: text, span }),
      z.strictObject({ kind: z.literal('sql'), dataset, text }),
    ]),
    format: z.enum(EXCHANGE_FORMATS),
    path,
  }),
  writer: z.discriminatedUnion('step', [
    z.strictObject({
      step: z.literal('begin'),
      writerId,
      path,
      columns: z
        .array(z.strictObject({ name, type: sqlType }))
        .min(1)
        .max(1000),
    }),
    z.strictObject({ step: z.literal('rows'), writerId, rows }),
    z.strictObject({ step: z.enum(['finish', 'abort']), writerId }),
  ]),
  reader: z.strictObject({ dataset, table, filter: text, span, after: count }),
  import: z.strictObject({ dataset, paths: z.array(path).min(1).max(1000), kind: z.enum(IMPORT_KINDS) }),
  drop: z.strictObject({ dataset }),
  fill: z.strictObject({
    dataset,
    begins: z.boolean(),
    batch: z.custom<HistoryBatch>((value) => typeof value === 'object'),
  }),
  compare: z.strictObject(comparedShape),
};

export const QUESTIONS: readonly HistoryQuestion[] = Object.keys(questionSchemas) as HistoryQuestion[];
