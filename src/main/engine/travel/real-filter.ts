/**
 * A display filter that was typed on made-up addresses and names, as a filter over the real ones. What cannot be turned back exactly is a mistake that says
 * so: it never finds something else than over rows in memory, and never tells whether a guess at a real name is right.
 */
import type { Derivation } from '#contract/pipelines/fields.ts';
import type { FilterMistake } from '#contract/views/filter.ts';
import { DERIVED_FROM } from '../filter/derived-fields.ts';
import type { Expression, FieldComparison, Span } from '../filter/expression.ts';
import { columnRedaction, type Redactor } from '../store/redact.ts';

/** What an address is for is what it was before. */
const UNCHANGED: ReadonlySet<Derivation> = new Set<Derivation>([
  'private-source',
  'private-destination',
  'ip-version',
  'ip-version-character',
]);
const WHOLE = 'Ask with `=` for whole values as they are shown, or switch redaction off';

export type AskedFilter =
  | { readonly ok: true; readonly filter: string }
  | { readonly ok: false; readonly mistake: FilterMistake };

export function realFilter(source: string, expression: Expression, redactor: Redactor): AskedFilter {
  const changes: Change[] = [];
  const mistake = turnBack(expression, source, redactor, changes);
  if (mistake !== null) return { ok: false, mistake };
  let filter = source;
  for (const { span, text } of changes.toSorted((a, b) => b.span.at - a.span.at)) {
    filter = `${filter.slice(0, span.at)}${text}${filter.slice(span.at + span.length)}`;
  }
  return { ok: true, filter };
}

interface Change {
  readonly span: Span;
  readonly text: string;
}

function turnBack(expression: Expression, source: string, redactor: Redactor, changes: Change[]): FilterMistake | null {
  switch (expression.kind) {
    case 'and':
    case 'or':
      for (const part of expression.parts) {
        const mistake = turnBack(part, source, redactor, changes);
        if (mistake !== null) return mistake;
      }
      return null;
    case 'not':
      return turnBack(expression.part, source, redactor, changes);
    case 'word':
      return mistakeAt(expression.span, 'history cannot be searched for words while redaction is on');
    case 'comparison':
      return turnBackComparison(expression, source, redactor, changes);
  }
}

function turnBackComparison(
  { field: { field }, name, nameSpan, operatorSpan, valueSpans, comparison }: FieldComparison,
  source: string,
  redactor: Redactor,
  changes: Change[],
): FilterMistake | null {
  const { derived, keys, type } = field;
  const hidden = keys.some((key) => columnRedaction(key) === 'hidden');
  if (hidden) return mistakeAt(nameSpan, `\`${name}\` is hidden while redaction is on`);
  if (derived !== undefined) {
    const isSame = UNCHANGED.has(derived) || !DERIVED_FROM[derived].some(isRedacted);
    return isSame ? null : mistakeAt(nameSpan, `history cannot tell \`${name}\` while redaction is on`);
  }
  const isText = type === 'address' || type === 'name' || type === 'text' || type === 'any';
  if (!isText || comparison === null || !keys.some(isRedacted)) return null;
  const isWhole = comparison.kind === 'address' || comparison.kind === 'any' || isEquality(comparison);
  if (!isWhole || keys.some((key) => columnRedaction(key) === 'text')) {
    return mistakeAt(
      operatorSpan.length > 0 ? operatorSpan : nameSpan,
      `history cannot be searched for parts of \`${name}\` while redaction is on`,
    );
  }
  for (const span of valueSpans) {
    const real = redactor.real(valueIn(source, span));
    if (real === null || real.includes('"')) {
      return mistakeAt(span, `\`${valueIn(source, span)}\` was not shown lately in the place of anything`);
    }
    changes.push({ span, text: `"${real}"` });
  }
  return null;
}

function isEquality(comparison: FieldComparison['comparison']): boolean {
  return comparison?.kind === 'text' && (comparison.operator === '=' || comparison.operator === 'in');
}

function isRedacted(key: string): boolean {
  return columnRedaction(key) !== null;
}

/** Without its quotes. */
function valueIn(source: string, { at, length }: Span): string {
  const text = source.slice(at, at + length);
  return text.startsWith('"') ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined) : text;
}

function mistakeAt({ at, length }: Span, message: string): FilterMistake {
  return { at, length, message, remedy: WHOLE };
}
