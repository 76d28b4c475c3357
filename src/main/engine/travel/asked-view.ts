/** Sessions and lookups out of history, as the frames of a view. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { DatasetId, ViewQuestion } from '#contract/history/questions.ts';
import type { ViewFrame, ViewParams } from '#contract/protocol.ts';
import { columnRedaction, type Redactor } from '../store/redact.ts';
import type { Moment } from './asked-stream.ts';
import { askedFilter, type Asking } from './asking.ts';

type Answer = Omit<ViewFrame, 'coalesced' | 'paused'>;

/** `params.table` is one that history has. */
export async function askView(asking: Asking, params: ViewParams, moment: Moment): Promise<Result<ViewFrame>> {
  const { reader, dataset } = asking;
  const asked = askedFilter(asking, params.filter, params.redact);
  if (!asked.ok) return success({ ...noRows(params), mistake: asked.mistake });
  const { span, heldUs, signal } = moment;
  const isSortable = params.sort === null || !params.redact || columnRedaction(params.sort.column) === null;
  const question: ViewQuestion = {
    dataset,
    table: params.table as ViewQuestion['table'],
    filter: asked.filter,
    span,
    sort: isSortable ? params.sort : null,
    offset: params.offset,
    limit: params.limit,
    follow: params.follow,
    sparklines: params.sparklines,
  };
  const answer = await reader.ask('view', question, signal);
  if (!answer.ok) return answer;
  const newer = heldUs === null ? 0 : await newerRows(asking, question, answer.value, signal);
  const frame = shown(answer.value, params, dataset, asking.redactor());
  return success({ ...frame, newer, ...(isSortable ? {} : { notice: NOT_SORTED }) });
}

/** Rows that came since they were held: those up to now, less those up to then. */
async function newerRows(
  { reader }: Asking,
  question: ViewQuestion,
  held: Answer,
  signal: AbortSignal,
): Promise<number> {
  const { span } = question;
  const until = span === null ? null : { fromUs: span.fromUs, toUs: Number.MAX_SAFE_INTEGER };
  const all = { ...question, span: until, sort: null, offset: 0, limit: 1, follow: false, sparklines: false };
  const answer = await reader.ask('view', all, signal);
  return answer.ok ? Math.max(0, answer.value.matching - held.matching) : 0;
}

/** What was shown about the same stays; nothing else does. */
export function failedView(reason: Failure, params: ViewParams, last: ViewFrame | null): ViewFrame {
  return { ...(last ?? noRows(params)), paused: params.paused, notice: reason };
}

const NOT_SORTED: Failure = failure('unsupported', 'History cannot sort by made-up addresses and names', {
  remedy: 'Rows are in order of time; sort by another column, or switch redaction off',
}).failure;

function shown(answer: Answer, params: ViewParams, dataset: DatasetId, redactor: Redactor): ViewFrame {
  const { keys } = answer;
  const columns = params.redact
    ? Object.fromEntries(
        Object.entries(answer.columns).map(([name, cells]) => [name, cells.map((cell) => redactor.cell(name, cell))]),
      )
    : answer.columns;
  return {
    ...answer,
    columns,
    keys: answer.table === 'dns' ? keys.map((key) => lookupKey(dataset, key)) : keys,
    coalesced: 0,
    paused: params.paused,
  };
}

/** Lookups in memory are numbered: those of history are told apart by where they are from. */
export function lookupKey(dataset: DatasetId, key: string): string {
  return `${dataset}:${key}`;
}

/** Null: of memory. */
export function lookupOfKey(key: string): { readonly dataset: DatasetId; readonly key: string } | null {
  const colon = key.lastIndexOf(':');
  return colon < 0 ? null : { dataset: key.slice(0, colon), key: key.slice(colon + 1) };
}

function noRows({ table, paused }: ViewParams): ViewFrame {
  return {
    table,
    matching: 0,
    held: 0,
    newer: 0,
    offset: 0,
    keys: [],
    columns: {},
    totals: null,
    sparklines: null,
    mistake: null,
    coalesced: 0,
    paused,
  };
}
