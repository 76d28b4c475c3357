/** What a viewer asks of history: how it is, SQL, forgetting, imports, comparisons. Views over history are the ordinary ones: see TimeRange. */
import { z } from 'zod';
import type { Failure } from '#base/result.ts';
import type { TimeSpan } from '../views/time-range.ts';
import { comparedShape, type ComparedParams, type Comparison } from './compare.ts';
import {
  EXCHANGE_FORMATS,
  type ExchangeFormat,
  type Forgotten,
  type HistoryInfo,
  type Imported,
  type SqlMistake,
  type SqlResult,
} from './answers.ts';

/** A query that was kept, in the data folder. */
export interface SavedQuery {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** How its result is drawn; null: as a table. `x` and `y` name columns. */
  readonly chart: { readonly kind: 'line' | 'bar'; readonly x: string; readonly y: readonly string[] } | null;
  readonly onOverview: boolean;
  /** Written again and again into a folder on the machine of the engine; null: not. */
  readonly schedule: QuerySchedule | null;
}

export interface QuerySchedule {
  readonly everyMinutes: number;
  readonly format: ExchangeFormat;
  /** Absolute. Files are named after the query and the time. */
  readonly folder: string;
  /** Older files of this schedule are removed beyond so many. */
  readonly keep: number;
}

export interface HistoryStatusFrame {
  /** `off`: by the settings. `starting`, `gone`: the process is not there (yet, any more); it comes back by itself. */
  readonly state: 'off' | 'starting' | 'ready' | 'full' | 'unwritable' | 'locked' | 'newer' | 'gone';
  readonly failure: Failure | null;
  readonly path: string | null;
  readonly bytes: number | null;
  /** Everything up to here is on disk, microseconds since the epoch; null: nothing was written yet. */
  readonly savedUntilUs: number | null;
  /** Rows that could not be taken since the engine started. */
  readonly rowsLost: number;
  /** A damaged database was set aside at this start: where it is. */
  readonly setAside: string | null;
  readonly saved: readonly (SavedQuery & { readonly lastRunUs: number | null; readonly lastFailure: Failure | null })[];
  /** Null: this engine keeps none. */
  readonly packets: PacketRingStatus | null;
  /** What views are about, besides captures. */
  readonly dataset: { readonly id: string; readonly title: string; readonly imported: Imported } | null;
}

/** The ring of the newest packets on disk. */
export interface PacketRingStatus {
  /** `off`: by the settings. `locked`: another program keeps them. */
  readonly state: 'off' | 'on' | 'full' | 'unwritable' | 'locked';
  readonly failure: Failure | null;
  readonly path: string;
  readonly bytes: number;
  /** What they may take. */
  readonly limit: number;
  readonly packets: number;
  /** Those that the disk could not take since the engine started. */
  readonly packetsLost: number;
  /** Of what is there, microseconds since the epoch; null: nothing. */
  readonly span: TimeSpan | null;
}

type Nothing = Readonly<Record<never, never>>;

export interface HistoryCommandParams {
  /** `zone`: by whose midnights days are told (IANA). */
  'history.info': { readonly zone: string };
  'history.forget': Forgotten;
  /** `dataset` null: what is on view (an import), else history. */
  'history.query': {
    readonly queryId: string;
    readonly text: string;
    readonly limit: number;
    readonly timeoutMs: number;
  };
  'history.cancel': { readonly queryId: string };
  'history.check': { readonly text: string };
  'history.save': { readonly query: SavedQuery };
  'history.remove': { readonly id: string };
  /** Writes the whole result of a query; progress in the stream `exports`. */
  'history.export': { readonly text: string; readonly format: ExchangeFormat; readonly path: string | null };
  /** `redact`: names and addresses are replaced, as in views. */
  'history.compare': ComparedParams & { readonly redact: boolean };
  /** Reads a capture beside what is on view, to compare with; the latest two are kept. `path` as in `capture.open`. */
  'history.load': { readonly path: string };
}

export interface HistoryCommandResults {
  'history.info': HistoryInfo;
  'history.forget': { readonly rows: number };
  'history.query': SqlResult;
  'history.cancel': null;
  'history.check': SqlMistake | null;
  'history.save': null;
  'history.remove': null;
  'history.export': { readonly exportId: string };
  'history.compare': Comparison;
  'history.load': { readonly dataset: string; readonly title: string };
}

export interface HistoryStreamParams {
  history: Nothing;
}
export interface HistoryStreamFrames {
  history: HistoryStatusFrame;
}

const text: z.ZodType<string> = z.string().max(100_000);
const time: z.ZodType<number> = z.number().min(0);
const span = z.strictObject({ fromUs: time, toUs: time });
const format = z.enum(EXCHANGE_FORMATS);
const name = z.string().min(1).max(200);
const queryId = z.string().min(1).max(64);

const savedQuerySchemaShape = {
  id: queryId,
  name,
  text,
  chart: z.strictObject({ kind: z.enum(['line', 'bar']), x: name, y: z.array(name).min(1).max(8) }).nullable(),
  onOverview: z.boolean(),
  schedule: z
    .strictObject({
      everyMinutes: z.number().int().min(1).max(44_640),
      format,
      folder: z.string().min(1).max(4096),
      keep: z.number().int().min(1).max(10_000),
    })
    .nullable(),
};
export const savedQuerySchema: z.ZodType<SavedQuery> = z.strictObject(savedQuerySchemaShape);

export const historyCommandSchemas: { readonly [K in keyof HistoryCommandParams]: z.ZodType<HistoryCommandParams[K]> } =
  {
    'history.info': z.strictObject({ zone: z.string().max(64) }),
    'history.forget': z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('everything') }),
      z.strictObject({ kind: z.literal('host'), host: z.string().min(1).max(256) }),
      z.strictObject({ kind: z.literal('span'), span }),
    ]),
    'history.query': z.strictObject({
      queryId,
      text,
      limit: z.number().int().min(1).max(50_000),
      timeoutMs: z.number().int().min(100).max(600_000),
    }),
    'history.cancel': z.strictObject({ queryId }),
    'history.check': z.strictObject({ text }),
    'history.save': z.strictObject({ query: savedQuerySchema }),
    'history.remove': z.strictObject({ id: queryId }),
    'history.export': z.strictObject({ text, format, path: z.string().min(1).max(4096).nullable() }),
    'history.compare': z.strictObject({ ...comparedShape, redact: z.boolean() }),
    'history.load': z.strictObject({ path: z.string().min(1).max(4096) }),
  };

export const historyStreamSchemas: { readonly [K in keyof HistoryStreamParams]: z.ZodType<HistoryStreamParams[K]> } = {
  history: z.strictObject({}),
};
