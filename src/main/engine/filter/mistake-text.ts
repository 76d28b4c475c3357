/** A mistake in a filter as lines of text, for where there is no room to mark it in the filter itself. */
import { failure, type Failure } from '#base/result.ts';
import type { FilterMistake } from '#contract/views/filter.ts';

/** Characters of the filter that are shown, so that the line below it is still below it. */
const SHOWN = 72;
const INDENT = '  ';

/**
 * ```text
 * Filter, character 12: `dst_port` expects a number, but found `x`
 *   dst_port = x
 *              ^
 * ```
 */
export function filterMistakeText(source: string, { at, length, message }: FilterMistake): string {
  // As many characters as before, all in one line.
  const line = source.replace(/\s|\p{Cc}/gu, ' ');
  const from = line.length <= SHOWN ? 0 : Math.max(0, Math.min(at - SHOWN / 2, line.length - SHOWN));
  const to = Math.min(line.length, from + SHOWN);
  const before = from > 0 ? '… ' : '';
  const after = to < line.length ? ' …' : '';
  const marked = Math.max(1, Math.min(at + length, to) - at);
  const place = ' '.repeat(before.length + characters(line.slice(from, at))) + '^'.repeat(marked);
  return `Filter, character ${at + 1}: ${message}\n${INDENT}${before}${line.slice(from, to)}${after}\n${INDENT}${place}`;
}

/** What is one character to a reader may be two units of the text. */
function characters(text: string): number {
  return [...text].length;
}

export function filterFailure(source: string, mistake: FilterMistake): Failure {
  const { failure: found } = failure('usage', filterMistakeText(source, mistake), {
    remedy: mistake.remedy ?? 'See docs/filter.md for what filters can say',
  });
  return found;
}
