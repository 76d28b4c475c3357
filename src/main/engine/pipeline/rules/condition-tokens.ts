/** The text of a condition in pieces. Never throws; what it cannot read becomes a token that says so. */
export type TokenKind = 'word' | 'text' | 'operator' | '(' | ')' | '[' | ']' | ',' | 'end' | 'broken';

export interface Token {
  readonly kind: TokenKind;
  /** Of a text: without quotes and escapes. Of a broken one: what is wrong. */
  readonly text: string;
  /** Offset in the condition. */
  readonly at: number;
}

const PUNCTUATION = '()[],';
const OPERATORS = ['==', '!=', '<=', '>=', '=', '<', '>'] as const;

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < source.length && isSpace(source[at]!)) at++;
    if (at >= source.length) break;
    const token = readToken(source, at);
    tokens.push(token.token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', at: source.length });
  return tokens;
}

interface Read {
  readonly token: Token;
  readonly end: number;
}

function readToken(source: string, at: number): Read {
  const first = source[at]!;
  if (PUNCTUATION.includes(first)) return { token: { kind: first as TokenKind, text: first, at }, end: at + 1 };
  if (first === '"' || first === "'") return readText(source, at, first);
  const operator = OPERATORS.find((sign) => source.startsWith(sign, at));
  if (operator !== undefined) return { token: { kind: 'operator', text: operator, at }, end: at + operator.length };
  if (first === '!')
    return { token: { kind: 'broken', text: '`!` alone means nothing: write `not`', at }, end: at + 1 };
  let end = at;
  while (end < source.length && !endsWord(source, end)) end++;
  return { token: { kind: 'word', text: source.slice(at, end), at }, end };
}

function endsWord(source: string, at: number): boolean {
  const character = source[at]!;
  if (isSpace(character) || PUNCTUATION.includes(character) || '"\'=<>'.includes(character)) return true;
  return character === '!' && source[at + 1] === '=';
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** `\\`, quotes, `\n`, `\t` and `\r` are escapes; before anything else a backslash stays, so that patterns need not double it. */
function readText(source: string, at: number, quote: string): Read {
  let text = '';
  let position = at + 1;
  while (position < source.length) {
    const character = source[position]!;
    if (character === quote) return { token: { kind: 'text', text, at }, end: position + 1 };
    if (character === '\\' && position + 1 < source.length) {
      const next = source[position + 1]!;
      text += next === '\\' || next === '"' || next === "'" ? next : (ESCAPES[next] ?? `\\${next}`);
      position += 2;
      continue;
    }
    text += character;
    position++;
  }
  return {
    token: { kind: 'broken', text: `the text that begins here lacks its closing ${quote}`, at },
    end: source.length,
  };
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}
