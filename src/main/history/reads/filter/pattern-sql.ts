/** Patterns of the filter for RE2, which DuckDB has: made of what was understood of a pattern, not of its text, so that both mean the same. */
import { parsePattern, type CodeSet, type PatternNode } from '#main/engine/filter/pattern-syntax.ts';
import { NotExpressible } from './not-expressible.ts';
import type { Parameters } from './parameters.ts';
import { HALF, inUnits } from './text-sql.ts';

/** RE2 counts no further, repeats inside of repeats included. */
const MAX_REPEATS = 1000;
/** As far as the filter looks into a text (filter/linear-pattern.ts). */
const MAX_TEXT = 4096;
const FIRST_HALF = 0xd800;
const LAST_HALF = 0xdfff;

export function patternSql(text: string, pattern: string, parameters: Parameters): string {
  return `regexp_matches(left(${inUnits(text)}, ${MAX_TEXT}), ${parameters.text(re2Pattern(pattern))})`;
}

/** `?` is one unit, `*` any run of them. */
export function globSql(text: string, pattern: string, parameters: Parameters): string {
  const like = pattern
    .replaceAll(/[\\%_]/g, String.raw`\$&`)
    .replaceAll('*', '%')
    .replaceAll('?', '_');
  return `(${pattern.includes('?') ? inUnits(text) : text}) LIKE ${parameters.text(like)} ESCAPE '\\'`;
}

/** Of what `inUnits` answers. Throws NotExpressible. */
export function re2Pattern(source: string): string {
  const parsed = parsePattern(source);
  // Whoever understood the filter has read it already.
  if (!parsed.ok) throw new NotExpressible(parsed.message);
  return written(parsed.node, 1);
}

function written(node: PatternNode, repeats: number): string {
  switch (node.kind) {
    case 'start':
      return String.raw`\A`;
    case 'end':
      return String.raw`\z`;
    case 'character':
      return classOf(node.codes);
    case 'sequence':
      return node.parts.map((part) => written(part, repeats)).join('');
    case 'choice':
      return `(?:${node.parts.map((part) => written(part, repeats)).join('|')})`;
    case 'repeat':
      return repeated(node, repeats);
  }
}

function repeated({ part, least, most }: PatternNode & { readonly kind: 'repeat' }, before: number): string {
  const counted = most === Number.POSITIVE_INFINITY ? least : most;
  const repeats = before * Math.max(1, counted);
  if (repeats > MAX_REPEATS) {
    throw new NotExpressible(
      `repeats inside of repeats count more than ${MAX_REPEATS}, which history cannot be asked for`,
    );
  }
  const inner = written(part, repeats);
  if (inner === '' || most === 0) return '';
  if (most !== Number.POSITIVE_INFINITY) return `(?:${inner}){${least},${most}}`;
  return least === 0 ? `(?:${inner})*` : `(?:${inner}){${least},}`;
}

function classOf(codes: CodeSet): string {
  const ranges = codes.flatMap(([from, to]) => {
    if (to < FIRST_HALF || from > LAST_HALF) return [[from, to] as const];
    if (from > FIRST_HALF || to < LAST_HALF) {
      throw new NotExpressible('history cannot be asked for characters beyond the first 65,536 one by one');
    }
    const before = from < FIRST_HALF ? [[from, FIRST_HALF - 1] as const] : [];
    const behind = to > LAST_HALF ? [[LAST_HALF + 1, to] as const] : [];
    return [...before, ...behind, [HALF, HALF] as const];
  });
  if (ranges.length === 0) return String.raw`[^\x{0}-\x{10FFFF}]`;
  return `[${ranges.map(([from, to]) => (from === to ? code(from) : `${code(from)}-${code(to)}`)).join('')}]`;
}

function code(value: number): string {
  return String.raw`\x{${value.toString(16)}}`;
}
