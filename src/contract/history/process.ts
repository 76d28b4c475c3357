/**
 * What passes between the engine and the history process, which is ours but may end at any time (a damaged database can take it along): both check what they
 * are told. One process has one database open; nobody else opens that file. Writes are answered in order, questions as they are done.
 *
 *     engine                 process
 *       open         ─▶               folder, limits
 *                    ◀─  opened       what was found: usable, or why not. Again whenever the file was opened anew (it was locked, it was damaged);
 *                                     `state` whenever nothing but that changed
 *       write        ─▶               a batch, once it was opened; the next one after the answer
 *                    ◀─  written      it is on disk (fsync), or why not: then nothing of it is
 *       ask          ─▶               a question (questions.ts); `cancel` at any time
 *                    ◀─  progress     now and then
 *                    ◀─  answer
 *       close        ─▶               everything is written; it exits
 */
import { z } from 'zod';
import type { Failure, Result } from '#base/result.ts';
import type { HistoryQuestion, HistoryQuestions } from './questions.ts';
import type { HistoryBatch, WrittenTable } from './rows.ts';

export type { HistoryBatch, WrittenTable };

export interface HistoryRetention {
  /** 0: for ever. */
  readonly days: number;
  /** Of the database on disk, bytes; 0: as large as it becomes. */
  readonly bytes: number;
}

export interface HistoryOpen {
  /** Folder of the database, made where it is not there; null: in memory, for imports and files to write alone. */
  readonly folder: string | null;
  /** False: nothing is written or made, and retention rests; the file is opened for reading, and where there is none, it is as if it were empty. */
  readonly writes: boolean;
  readonly retention: HistoryRetention;
  /** Of all queries together, bytes. */
  readonly memoryBytes: number;
  readonly threads: number;
  readonly version: string;
  /** The run that is under way and was written to before: it is not lost, whatever the database says of it. */
  readonly run?: number | undefined;
}

/** Of the process itself; `off` is said by the engine. */
export type HistoryState =
  | { readonly kind: 'ready' }
  /** Nothing is kept until it can be again: tried anew every few seconds. Reading goes on where it can. */
  | { readonly kind: 'full' | 'unwritable'; readonly failure: Failure }
  /** Another program has it. Tried anew every few seconds. */
  | { readonly kind: 'locked'; readonly failure: Failure }
  /** Written by a later version. */
  | { readonly kind: 'newer'; readonly failure: Failure };

export interface HistoryFound {
  readonly state: HistoryState;
  /** Highest numbers there are; 0: none. */
  readonly lastRun: number;
  readonly lastSession: number;
  readonly lastDns: number;
  /** `batchId` of the last batch that is on disk, which says so in its own transaction; 0: none. What was sent and is not beyond it is not sent again. */
  readonly lastBatch: number;
  /** A damaged database was set aside: where it is now. */
  readonly setAside: string | null;
}

export type ToHistory =
  | { readonly kind: 'open'; readonly open: HistoryOpen }
  | { readonly kind: 'retention'; readonly retention: HistoryRetention }
  | { readonly kind: 'write'; readonly batchId: number; readonly batch: HistoryBatch }
  | { readonly kind: 'ask'; readonly id: number; readonly question: HistoryQuestion; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' };

export type FromHistory =
  | { readonly kind: 'opened'; readonly found: HistoryFound }
  | { readonly kind: 'state'; readonly state: HistoryState }
  | { readonly kind: 'written'; readonly batchId: number; readonly failure: Failure | null }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number | null }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly result: Result<HistoryQuestions[HistoryQuestion]['answer']>;
    };

const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  offset: z.number().optional(),
}) as unknown as z.ZodType<Failure>;
const id = z.number().int().min(1);
const stateSchema: z.ZodType<HistoryState> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.enum(['full', 'unwritable']), failure: failureSchema }),
  z.strictObject({ kind: z.literal('locked'), failure: failureSchema }),
  z.strictObject({ kind: z.literal('newer'), failure: failureSchema }),
]);
const count = z.number().int().min(0);

/** Answers are our own process's; their shape is by the question and is not looked into. */
export const fromHistorySchema: z.ZodType<FromHistory> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('opened'),
    found: z.strictObject({
      state: stateSchema,
      lastRun: count,
      lastSession: count,
      lastDns: count,
      lastBatch: count,
      setAside: z.string().nullable(),
    }),
  }),
  z.strictObject({ kind: z.literal('state'), state: stateSchema }),
  z.strictObject({ kind: z.literal('written'), batchId: id, failure: failureSchema.nullable() }),
  z.strictObject({ kind: z.literal('progress'), id, done: z.number(), total: z.number().nullable() }),
  z.strictObject({ kind: z.literal('answer'), id, result: z.unknown() }),
]) as unknown as z.ZodType<FromHistory>;
