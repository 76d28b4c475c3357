/** The questions `sql` and `sql.check`. */
import { failure, success, type Result } from '#base/result.ts';
import type { SqlResult } from '#contract/history/answers.ts';
import type { QuestionContext, QuestionHandlers } from '../question.ts';
import { checkGuarded, runGuarded, type OpenResult } from './guarded-query.ts';
import { resultCell, resultColumn, type ResultCell } from './result-values.ts';

/** Of all cells of a result together, characters: what a viewer is sent in one message. */
const MOST_TEXT = 32 * 1024 * 1024;
const CHECK_TIMEOUT_MS = 5_000;

export const sqlHandlers: Pick<QuestionHandlers, 'sql' | 'sql.check'> = {
  async sql({ dataset, text, limit, timeoutMs }, context) {
    const found = context.datasets.get(dataset);
    if (found === null) return noDataset();
    const began = performance.now();
    const { signal } = context;
    const answer = await runGuarded(found, text, { timeoutMs, signal }, (open) => readRows(open, limit, context));
    return answer.ok ? success({ ...answer.value, elapsedMs: performance.now() - began }) : answer;
  },
  async 'sql.check'({ dataset, text }, { datasets, signal }) {
    const found = datasets.get(dataset);
    if (found === null) return noDataset();
    return await checkGuarded(found, text, { timeoutMs: CHECK_TIMEOUT_MS, signal });
  },
};

async function readRows(
  { result, chunks }: OpenResult,
  limit: number,
  context: QuestionContext,
): Promise<Result<Omit<SqlResult, 'elapsedMs'>>> {
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, index) => resultColumn(name, types[index]!));
  const rows: ResultCell[][] = [];
  let text = 0;
  for await (const chunk of chunks()) {
    for (const row of chunk.getRows()) {
      const cells = row.map((value, index) => resultCell(value, types[index]!));
      for (const cell of cells) text += typeof cell === 'string' ? cell.length : 8;
      if (rows.length >= limit || text > MOST_TEXT) return success({ columns, rows, isCut: true });
      rows.push(cells);
    }
    context.progress(rows.length, null);
  }
  return success({ columns, rows, isCut: false });
}

function noDataset(): Result<never> {
  return failure('unavailable', 'There is no history that could be asked', {
    remedy: 'Switch the history on in the settings, or open an export',
  });
}
