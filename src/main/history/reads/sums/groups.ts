/** Sessions put together by one dimension: a window of the groups in the order that was asked for. */
import type { HistoryQuestions } from '#contract/history/questions.ts';
import type { GroupRow, GroupsFrame } from '#contract/views/sums.ts';
import type { Asking } from '../asking.ts';
import { bucketsOf } from './buckets.ts';
import { sumsScope } from './scope.ts';
import { seriesOf } from './series.ts';
import { categoryWindows, sumRow } from './top-categories.ts';

const POINTS = 24;

export async function groups(asking: Asking, question: HistoryQuestions['groups']['params']): Promise<GroupsFrame> {
  const { by, offset } = question;
  const scope = await sumsScope(asking, question, [by]);
  const window = (await categoryWindows(asking, scope, [question], 'everything')).get(by)!;
  const traffic =
    scope.span === null || window.rows.length === 0
      ? null
      : await seriesOf(asking, scope, by, window.rows, bucketsOf(scope.span, POINTS), false);
  const rows = window.rows.map((row, line): GroupRow => ({
    ...sumRow(row),
    key: row.label ?? '',
    open: row.open,
    packets: row.packets,
    last_us: row.last_us,
    traffic: traffic === null ? [] : traffic.in[line]!.map((bytes, at) => bytes + traffic.out[line]![at]!),
  }));
  return { by, groups: window.groups, offset, rows, mistake: scope.mistake };
}
