/** Answers a comparison: both sides are summed, each in its own dataset, and put side by side. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { ComparedParams, ComparedSide } from '#contract/history/compare.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { filterFailure } from '#main/engine/filter/mistake-text.ts';
import type { QuestionContext, QuestionHandler } from '../question.ts';
import { wantedRows } from '../reads/filter/wanted-rows.ts';
import { compareSides, totalOf, type Amounts } from './compare-sides.ts';
import { sideAmounts } from './side-amounts.ts';

/** The alias of the table in the statements of side-amounts.ts. */
const ALIAS = 's';

export const compare: QuestionHandler<'compare'> = async (params, context) => {
  const then = await sideOf(params.before, params, context);
  if (!then.ok) return then;
  const now = await sideOf(params.after, params, context);
  if (!now.ok) return now;
  return success({
    ...compareSides(then.value.amounts, now.value.amounts, params, params.by === 'name'),
    before: { ...totalOf(then.value.amounts), span: then.value.span },
    after: { ...totalOf(now.value.amounts), span: now.value.span },
  });
};

interface Side {
  readonly span: TimeSpan | null;
  readonly amounts: Amounts;
}

const CANCELLED: Failure = { code: 'cancelled', message: 'The comparison was cancelled' };

async function sideOf(
  side: ComparedSide,
  { by, filter }: ComparedParams,
  { datasets, signal }: QuestionContext,
): Promise<Result<Side>> {
  const wanted = wantedRows(by === 'name' ? 'dns' : 'sessions', filter, side.span, ALIAS);
  if (wanted.mistake !== null) return { ok: false, failure: filterFailure(filter, wanted.mistake) };
  const dataset = datasets.get(side.dataset);
  if (dataset === null) {
    return side.dataset === HISTORY_DATASET
      ? failure('unavailable', 'The history cannot be read now')
      : failure('unavailable', 'What was compared with is gone', { remedy: 'Choose it again' });
  }
  if (signal.aborted) return { ok: false, failure: CANCELLED };
  const connection = await dataset.connect();
  const stop = (): void => connection.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const amounts = await sideAmounts(connection, by, side.span, wanted);
    // An interrupt between two chunks looks like their end.
    if (isAborted(signal)) return { ok: false, failure: CANCELLED };
    return success({ span: side.span ?? (await wholeSpan(connection)), amounts });
  } catch (error) {
    if (isAborted(signal)) return { ok: false, failure: CANCELLED };
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    connection.closeSync();
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function wholeSpan(connection: DuckDBConnection): Promise<TimeSpan | null> {
  const result = await connection.runAndReadAll(
    'SELECT epoch_us(min(start_time)), epoch_us(max(end_time)) FROM sessions',
  );
  const [first, last] = result.getRows()[0] ?? [];
  return first === null || first === undefined ? null : { fromUs: Number(first), toUs: Number(last) };
}
