/** What a regular expression says, as a tree (see linear-pattern.ts for what is understood). */
export type CodeTest = (code: number) => boolean;

/** UTF-16 units from the first to the last of each range; ascending, none touching the next. */
export type CodeSet = readonly (readonly [number, number])[];

export type PatternNode =
  | { readonly kind: 'character'; readonly codes: CodeSet; readonly matches: CodeTest }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

type Parsed = { readonly ok: true; readonly node: PatternNode } | { readonly ok: false; readonly message: string };

const MAX_DEPTH = 50;
const MAX_REPEAT = 1000;

class Unreadable extends Error {}

export function parsePattern(source: string): Parsed {
  const ignoreCase = source.startsWith('(?i)');
  try {
    return { ok: true, node: new PatternReader(ignoreCase ? source.slice(4) : source, ignoreCase).whole() };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, message: `the pattern cannot be used: ${error.message}` };
  }
}

class PatternReader {
  private readonly source: string;
  private readonly ignoreCase: boolean;
  private at = 0;
  private depth = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.source = source;
    this.ignoreCase = ignoreCase;
  }

  whole(): PatternNode {
    const node = this.choice();
    if (this.at < this.source.length) throw new Unreadable('a `)` without its `(`');
    return node;
  }

  private choice(): PatternNode {
    const parts = [this.sequence()];
    while (this.takes('|')) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      parts.push(this.repeated(this.atom()));
    }
    return { kind: 'sequence', parts };
  }

  private repeated(part: PatternNode): PatternNode {
    const bounds = this.bounds();
    if (bounds === null) return part;
    if (part.kind === 'start' || part.kind === 'end') throw new Unreadable('`^` and `$` cannot be repeated');
    // Greedy or not: whether it occurs is the same.
    this.takes('?');
    if (this.bounds() !== null) throw new Unreadable('one repetition directly after another');
    const [least, most] = bounds;
    return { kind: 'repeat', part, least, most };
  }

  private bounds(): readonly [number, number] | null {
    if (this.takes('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.takes('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.takes('?')) return [0, 1];
    const match = /^\{(\d{1,5})(,(\d{1,5})?)?\}/.exec(this.source.slice(this.at, this.at + 16));
    if (match === null) return null;
    this.at += match[0].length;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (most < least) throw new Unreadable(`${match[0]} asks for at most ${most}, but at least ${least}`);
    if (Math.max(least, most === Number.POSITIVE_INFINITY ? 0 : most) > MAX_REPEAT) {
      throw new Unreadable(`${match[0]} repeats more than ${MAX_REPEAT} times`);
    }
    return [least, most];
  }

  private atom(): PatternNode {
    const character = this.source[this.at++]!;
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.one(this.characterClass());
      case '.':
        return this.one(complement([[0x0a, 0x0a]]));
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return this.one(this.escaped());
      case '*':
      case '+':
      case '?':
        throw new Unreadable(`\`${character}\` with nothing before it to repeat`);
      default:
        return this.one(this.literal(character.charCodeAt(0)));
    }
  }

  private group(): PatternNode {
    if (this.takes('?') && !this.takes(':')) {
      throw new Unreadable(
        'of the groups that begin with `(?` only `(?:` is understood, and `(?i)` in front of everything',
      );
    }
    if (++this.depth > MAX_DEPTH) throw new Unreadable(`groups are nested deeper than ${MAX_DEPTH}`);
    const node = this.choice();
    this.depth--;
    if (!this.takes(')')) throw new Unreadable('a `(` without its `)`');
    return node;
  }

  private one(codes: CodeSet): PatternNode {
    return { kind: 'character', codes, matches: testOf(codes) };
  }

  private literal(code: number): CodeSet {
    return this.range(code, code);
  }

  private range(from: number, to: number): CodeSet {
    return this.ignoreCase ? inBothCases(from, to) : [[from, to]];
  }

  private escaped(): CodeSet {
    const character = this.source[this.at++];
    if (character === undefined) throw new Unreadable('a backslash at its end');
    const shorthand = SHORTHANDS[character];
    if (shorthand !== undefined) return shorthand;
    if (/[A-Za-z0-9]/.test(character)) {
      const code = CONTROLS[character];
      if (code === undefined) throw new Unreadable(`\`\\${character}\` is not understood`);
      return this.literal(code);
    }
    return this.literal(character.charCodeAt(0));
  }

  private characterClass(): CodeSet {
    const negated = this.takes('^');
    const parts: CodeSet[] = [];
    let first = true;
    while (first || this.source[this.at] !== ']') {
      first = false;
      parts.push(this.classMember());
      if (this.at >= this.source.length) throw new Unreadable('a `[` without its `]`');
    }
    this.at++;
    const codes = union(parts.flat());
    return negated ? complement(codes) : codes;
  }

  private classMember(): CodeSet {
    const from = this.classCode();
    if (typeof from !== 'number') return from;
    const next = this.source[this.at + 1];
    if (this.source[this.at] !== '-' || next === undefined || next === ']') return this.literal(from);
    this.at++;
    const to = this.classCode();
    if (typeof to !== 'number' || to < from) throw new Unreadable('a range in `[…]` that ends before it begins');
    return this.range(from, to);
  }

  private classCode(): number | CodeSet {
    const character = this.source[this.at++];
    if (character === undefined) throw new Unreadable('a `[` without its `]`');
    if (character !== '\\') return character.charCodeAt(0);
    const escaped = this.source[this.at++];
    if (escaped === undefined) throw new Unreadable('a backslash at its end');
    const shorthand = SHORTHANDS[escaped];
    if (shorthand !== undefined) return shorthand;
    const code = CONTROLS[escaped];
    if (code === undefined && /[A-Za-z0-9]/.test(escaped)) throw new Unreadable(`\`\\${escaped}\` is not understood`);
    return code ?? escaped.charCodeAt(0);
  }

  private takes(character: string): boolean {
    if (this.source[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

const LAST_CODE = 0xffff;

function union(ranges: readonly (readonly [number, number])[]): CodeSet {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((left, right) => left[0] - right[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

function complement(codes: CodeSet): CodeSet {
  const others: [number, number][] = [];
  let next = 0;
  for (const [from, to] of codes) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST_CODE) others.push([next, LAST_CODE]);
  return others;
}

/** Both cases of ASCII letters; names on the wire have no others in two cases that matter. */
function inBothCases(from: number, to: number): CodeSet {
  const shifted = (first: number, last: number, by: number): CodeSet => {
    const [lower, upper] = [Math.max(from, first), Math.min(to, last)];
    return lower > upper ? [] : [[lower + by, upper + by]];
  };
  return union([[from, to], ...shifted(0x41, 0x5a, 32), ...shifted(0x61, 0x7a, -32)]);
}

function testOf(codes: CodeSet): CodeTest {
  const [first, second] = codes;
  if (first === undefined) return () => false;
  const [from, to] = first;
  if (second === undefined) return from === to ? (code) => code === from : (code) => code >= from && code <= to;
  if (codes.length > 2) return (code) => codes.some(([lowest, highest]) => code >= lowest && code <= highest);
  const [nextFrom, nextTo] = second;
  return (code) => (code >= from && code <= to) || (code >= nextFrom && code <= nextTo);
}

const DIGITS: CodeSet = [[0x30, 0x39]];
const WORD: CodeSet = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const SPACE: CodeSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
];
const SHORTHANDS: Readonly<Record<string, CodeSet>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
};
const CONTROLS: Readonly<Record<string, number>> = { n: 0x0a, t: 0x09, r: 0x0d };
