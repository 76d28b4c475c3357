/**
 * Display filters that are put together out of values on screen. The engine alone reads filters (docs/filter.md); here only as much of
 * the grammar is known as it takes to write one that means what was clicked. Pure.
 */

/** `only`: nothing but this; `add`: besides what is asked for already; `exclude`: everything but this, besides that. */
export type Narrowing = 'only' | 'add' | 'exclude';

export type FilterScalar = string | number | boolean | null;

/** A value as the filter has it: the field, and what the row holds. */
export interface FilterValue {
  readonly field: string;
  readonly value: FilterScalar;
}

/** What the engine takes at most. */
export const MAX_FILTER = 4096;

const PLAIN = /^[\p{L}\p{N}_.][\p{L}\p{N}_.:/%@+*-]*$/u;
const JOINTS = new Set(['and', 'or', 'not']);

/** Lets through the rows that hold the value; where there is none, the rows that have none either. */
export function conditionOf({ field, value }: FilterValue): string {
  if (value === null) return `not ${field} exists`;
  if (typeof value !== 'string') return `${field} = ${String(value)}`;
  // Inside of quotes nothing stands for a quote.
  if (value.includes('"')) return `${field} matches "^${pattern(value)}$"`;
  return `${field} = ${quoted(value)}`;
}

export function comparisonOf({ field, value }: FilterValue, operator: '>=' | '<='): string {
  return `${field} ${operator} ${typeof value === 'string' ? quoted(value) : String(value)}`;
}

/** The filter with `condition` in it; null where it would be longer than a filter may be. */
export function narrowed(filter: string, condition: string, how: Narrowing): string | null {
  const wanted = how === 'exclude' ? negated(condition) : condition;
  if (how === 'only') return fits(wanted);
  const added = conjuncts(wanted);
  const opposite = negated(wanted);
  const rest = conjuncts(filter).filter((part) => part !== opposite && !added.includes(part));
  return fits([...rest, ...added].join(' and '));
}

function fits(text: string): string | null {
  return text.length <= MAX_FILTER ? text : null;
}

function negated(condition: string): string {
  const [first, ...rest] = conjuncts(condition);
  if (rest.length > 0) return `not (${condition})`;
  return first?.startsWith('not ') === true ? first.slice('not '.length) : `not ${first ?? condition}`;
}

function quoted(text: string): string {
  return PLAIN.test(text) && !JOINTS.has(text.toLowerCase()) ? text : `"${text}"`;
}

/** What a regular expression calls the text by; a quote cannot be written, so that any character stands for it. */
function pattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`).replaceAll('"', '.');
}

interface Piece {
  readonly text: string;
  readonly kind: 'space' | 'quote' | 'open' | 'close' | 'other';
}

function pieces(filter: string): Piece[] {
  const found: Piece[] = [];
  for (const [text] of filter.matchAll(/\s+|"[^"]*"?|[(){}]|&&|\|\||[^\s"(){}&|]+|[&|]/g)) {
    const kind = /^\s/.test(text)
      ? 'space'
      : text.startsWith('"')
        ? 'quote'
        : text === '(' || text === '{'
          ? 'open'
          : text === ')' || text === '}'
            ? 'close'
            : 'other';
    // A quote that is not closed reaches to the end, and would swallow what comes behind.
    found.push({ kind, text: kind === 'quote' && (text.length === 1 || !text.endsWith('"')) ? `${text}"` : text });
  }
  return found;
}

/** The parts of a filter that must all hold, each fit to stand beside others; one part where there is an `or`. */
function conjuncts(filter: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let hasOr = false;
  for (const { kind, text } of pieces(filter)) {
    if (kind === 'open') depth++;
    if (kind === 'close') depth--;
    const joint = depth === 0 && kind === 'other' ? text.toLowerCase() : '';
    if (joint === 'or' || joint === '||') hasOr = true;
    if (joint === 'and' || joint === '&&') {
      parts.push(part.trim());
      part = '';
    } else part += text;
  }
  parts.push(part.trim());
  if (!hasOr) return parts.filter((each) => each !== '');
  const whole = pieces(filter)
    .map(({ text }) => text)
    .join('')
    .trim();
  return [`(${whole})`];
}
