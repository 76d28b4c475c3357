/** Values for whoever types a filter while nothing is on view but history, or an import. */
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { CaptureController } from '../capture-controller.ts';
import type { ElsewhereValues } from '../filter-commands.ts';
import type { Redactor } from '../store/redact.ts';
import type { HistoryReader } from './history-reader.ts';

const MOST = 60;
/** What is made up can only be looked through after it was made. */
const MOST_REDACTED = 1000;

export function travelledValues(reader: HistoryReader | null, controller: CaptureController): ElsewhereValues {
  return async ({ field }, { table, redact }, typed, signal) => {
    if (reader === null || table === 'packets') return null;
    const imported = reader.dataset()?.id ?? null;
    const isPast = controller.current.input === null && reader.hasHistory();
    if (imported === null && !isPast) return null;
    const answer = await reader.ask(
      'values',
      {
        dataset: imported ?? HISTORY_DATASET,
        filter: '',
        span: null,
        table,
        field: field.name,
        prefix: redact ? '' : typed,
        limit: redact ? MOST_REDACTED : MOST,
      },
      signal,
    );
    if (!answer.ok) return new Map();
    const [key = ''] = field.keys;
    const { redactor } = controller.current.data;
    const shown = new Map<string, number>();
    for (const { value, count } of answer.value) {
      const text = redact ? madeUp(key, value, redactor) : value;
      if (text !== null) shown.set(text, (shown.get(text) ?? 0) + count);
    }
    return shown;
  };
}

function madeUp(key: string, value: string, redactor: Redactor): string | null {
  // What answers say is an address or a name, or becomes one word.
  const cell = key === 'answers' ? redactor.name(value) : redactor.cell(key, value);
  return typeof cell === 'string' ? cell : null;
}
