/** Two stretches of history, or captures, side by side. */
import { success } from '#base/result.ts';
import type { Compared, Comparison } from '#contract/history/compare.ts';
import type { CommandHandlers } from '#contract/protocol.ts';
import type { ComparedCaptures } from './compare/compared-captures.ts';
import { filterFailure } from './filter/mistake-text.ts';
import type { Redactor } from './store/redact.ts';
import { askedFilter } from './travel/asking.ts';
import type { HistoryReader } from './travel/history-reader.ts';

export interface CompareWorld {
  readonly reader: HistoryReader;
  redactor(): Redactor;
  readonly captures: ComparedCaptures;
}

const MADE_UP: ReadonlySet<Compared> = new Set(['host', 'name', 'talker']);

export function compareCommands({
  reader,
  redactor,
  captures,
}: CompareWorld): Pick<CommandHandlers, 'history.compare' | 'history.load'> {
  return {
    async 'history.compare'({ redact, ...params }, signal) {
      const asked = askedFilter({ reader, dataset: params.after.dataset, redactor }, params.filter, redact);
      if (!asked.ok) return { ok: false, failure: filterFailure(params.filter, asked.mistake) };
      const answer = await reader.ask('compare', { ...params, filter: asked.filter }, signal);
      return answer.ok && redact ? success(redacted(answer.value, params.by, redactor())) : answer;
    },
    'history.load': ({ path }, signal) => captures.load(path, signal),
  };
}

function redacted(comparison: Comparison, by: Compared, redactor: Redactor): Comparison {
  if (!MADE_UP.has(by)) return comparison;
  const rows = comparison.rows.map((row) => ({
    ...row,
    label: row.label === null ? null : redactor.address(row.label),
  }));
  return { ...comparison, rows };
}
