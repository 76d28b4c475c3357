/**
 * What the engine and a plugin's process say to each other about the plugin's parts of pipelines, on the control channel:
 *
 *     process               engine
 *                    ◀─  open         a symbol, for one stage of one pipeline, under a number of its own
 *       opened       ─▶               or why it could not be
 *                    ◀─▶ test/tested  health check, before any data
 *                    ◀─  batch        records for a stage or a sink, argument lists for a function
 *       done         ─▶               what came of it; only then comes the next
 *                    ◀─  read         to a source: it may begin
 *       emitted      ─▶               records of a source, or `captured`: packets; the next once they were taken
 *                    ◀─  taken
 *       ended        ─▶               a source has no more
 *                    ◀─▶ close/closed
 *
 * After a restart every symbol that is open is opened again, and the batch that was under way is sent again.
 */
import { z } from 'zod';
import { jsonLength, type Json } from './json.ts';
import {
  MAX_BATCH_CHARACTERS,
  MAX_BATCH_RECORDS,
  MAX_CAPTURED_BYTES,
  MAX_OUTPUT_RECORDS,
  MAX_SYMBOL_MESSAGE,
} from './process-limits.ts';

export const SYMBOL_KINDS = ['source', 'sink', 'stage', 'function'] as const;
export type SymbolKind = (typeof SYMBOL_KINDS)[number];

/** A record of a pipeline (contract/pipelines/record.ts), as it crosses. */
export type SymbolRecord = Readonly<Record<string, Json>>;

/** For whom a symbol is open. */
export interface SymbolMeta {
  readonly pipeline: string;
  readonly stage: string;
}

export interface SymbolOpening {
  readonly id: number;
  readonly kind: SymbolKind;
  /** As exported; of a stage `process`. */
  readonly name: string;
  /** What the pipeline says of this stage. */
  readonly config: Readonly<Record<string, Json>>;
  readonly meta: SymbolMeta;
}

export type SymbolToPlugin =
  | ({ readonly t: 'open' } & SymbolOpening)
  | { readonly t: 'test'; readonly id: number }
  /** At most MAX_BATCH_RECORDS. */
  | { readonly t: 'batch'; readonly id: number; readonly seq: number; readonly records: readonly Json[] }
  /** Nothing more comes in to a stage: what it holds goes out. Answered with `done`. */
  | { readonly t: 'finish'; readonly id: number; readonly seq: number }
  /** A source may begin: what it emits is taken from now on. */
  | { readonly t: 'read'; readonly id: number }
  /** False: the pipeline has ended and does not want it. */
  | { readonly t: 'taken'; readonly id: number; readonly seq: number; readonly ok: boolean }
  | { readonly t: 'close'; readonly id: number };

/** `message`: what went wrong; null where nothing did. */
interface Said {
  readonly id: number;
  readonly ok: boolean;
  readonly message: string | null;
}

export type SymbolFromPlugin =
  | ({ readonly t: 'opened' } & Said)
  | ({ readonly t: 'tested' } & Said)
  | ({ readonly t: 'closed' } & Said)
  /** `output` of a stage: records that it emitted; of a function: a result for each argument list; else null. */
  | ({ readonly t: 'done'; readonly seq: number; readonly output: readonly Json[] | null } & Said)
  | { readonly t: 'emitted'; readonly id: number; readonly seq: number; readonly records: readonly SymbolRecord[] }
  /** The next bytes of a capture (pcap, pcapng, snoop), cut anywhere. */
  | { readonly t: 'captured'; readonly id: number; readonly seq: number; readonly bytes: Uint8Array }
  /** A source has no more (or could not go on: not `ok`). Everything that it emitted was taken before. */
  | ({ readonly t: 'ended' } & Said);

const number = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const said = { id: number, ok: z.boolean(), message: z.string().max(MAX_SYMBOL_MESSAGE).nullable() };

function values(most: number): z.ZodType<readonly Json[]> {
  const check = (list: unknown): boolean =>
    Array.isArray(list) && list.length <= most && jsonLength(list, MAX_BATCH_CHARACTERS) !== null;
  return z.custom<readonly Json[]>(check, 'is no list of JSON values within the limits');
}

function records(most: number): z.ZodType<readonly SymbolRecord[]> {
  const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  return values(most).refine((list) => list.every(isRecord), 'is no list of records') as unknown as z.ZodType<
    readonly SymbolRecord[]
  >;
}

const capturedBytes = z
  .instanceof(Uint8Array)
  .refine(({ length }) => length <= MAX_CAPTURED_BYTES, 'is longer than what is sent at once');

type MessageSchema = z.ZodObject<{ readonly t: z.ZodLiteral<SymbolFromPlugin['t']> }>;

/** For the union of all messages of a process (process.ts). */
export const symbolMessageSchemas: readonly MessageSchema[] = [
  z.strictObject({ t: z.literal('opened'), ...said }),
  z.strictObject({ t: z.literal('tested'), ...said }),
  z.strictObject({ t: z.literal('closed'), ...said }),
  z.strictObject({ t: z.literal('done'), ...said, seq: number, output: values(MAX_OUTPUT_RECORDS).nullable() }),
  z.strictObject({ t: z.literal('emitted'), id: number, seq: number, records: records(MAX_BATCH_RECORDS) }),
  z.strictObject({ t: z.literal('captured'), id: number, seq: number, bytes: capturedBytes }),
  z.strictObject({ t: z.literal('ended'), ...said }),
] as unknown as readonly MessageSchema[];
