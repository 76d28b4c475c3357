/**
 * A comparison with everything on its right side understood. Types are checked here, once: a value that cannot be compared
 * with its field is a mistake of whoever wrote it, never something that quietly does not match.
 */
import type { Field } from '#contract/pipelines/fields.ts';
import { globMatches } from '#main/engine/flows/glob.ts';
import { canonicalAddress, parseNetwork, type Network } from './address-sets.ts';
import { compilePattern, type TextTest } from './linear-pattern.ts';
import { numberLiteral, numberWords, protocolLiteral, timeLiteral } from './literals.ts';
import type { Operator, TextOperator } from './operators.ts';

export type SizeOperator = '=' | '<' | '<=' | '>' | '>=' | 'in';
export type TextualOperator = TextOperator | 'pmatch';

export interface TextComparison {
  readonly kind: 'text';
  readonly operator: TextualOperator | '=' | 'in';
  /** In lower case where the field's texts are compared so (its type is `name`). */
  readonly texts: readonly string[];
  /** Of a text of the record, in lower case where `texts` are. */
  readonly test: TextTest;
}

export type Comparison =
  /** `in`: one of the numbers; any other operator: with the first. */
  | { readonly kind: 'number'; readonly operator: SizeOperator; readonly numbers: readonly number[] }
  /** As our records write times, so that text order is time order. */
  | { readonly kind: 'time'; readonly operator: SizeOperator; readonly times: readonly string[] }
  /** `exact`: canonical texts. */
  | { readonly kind: 'address'; readonly exact: ReadonlySet<string>; readonly networks: readonly Network[] }
  | { readonly kind: 'boolean'; readonly wanted: readonly boolean[] }
  | TextComparison
  /** A key of somebody else's: numbers where both sides are, else text. */
  | { readonly kind: 'any'; readonly texts: ReadonlySet<string>; readonly numbers: ReadonlySet<number | null> };

export interface ComparisonParts {
  readonly field: Field;
  readonly operator: Operator;
  /** As it was written. */
  readonly operatorText: string;
  readonly values: readonly string[];
  /** Told of what is wrong with the value at a position. */
  mistake(position: number, message: string): void;
}

/** Null: a mistake was told. */
export function understand(parts: ComparisonParts): Comparison | null {
  const { operator, field } = parts;
  if (operator === 'cidr') return field.type === 'address' ? addresses(parts) : wrongOperator(parts);
  if (isTextual(operator)) return textual(parts, operator);
  switch (field.type) {
    case 'number':
      return sizes(parts, operator, (text) => numberLiteral(text, field.unit), numberWords(field));
    case 'protocol':
      if (operator !== '=' && operator !== 'in') return wrongOperator(parts);
      return sizes(parts, operator, protocolLiteral, 'an IP protocol by number or name, such as `6` or `udp`');
    case 'time':
      return times(parts, operator);
    case 'address':
      return operator === '=' || operator === 'in' ? addresses(parts) : wrongOperator(parts);
    case 'boolean':
      return operator === '=' || operator === 'in' ? booleans(parts) : wrongOperator(parts);
    case 'text':
    case 'name':
      return operator === '=' || operator === 'in' ? equalTexts(parts, operator) : wrongOperator(parts);
    case 'any':
      return anything(parts, operator);
  }
}

function isTextual(operator: Operator): operator is TextualOperator {
  return operator !== 'in' && operator !== 'cidr' && /[a-z]/.test(operator);
}

const TYPE_WORDS: Readonly<Record<Field['type'], string>> = {
  text: 'a text',
  name: 'a name',
  number: 'a number',
  boolean: '`true` or `false`',
  address: 'an address',
  protocol: 'an IP protocol',
  time: 'a time',
  any: 'anything',
};

function wrongOperator({ field, operatorText, values, mistake }: ComparisonParts): null {
  if (values.length > 0) {
    mistake(0, `\`${field.name}\` is ${TYPE_WORDS[field.type]}: it cannot be compared with \`${operatorText}\``);
  }
  return null;
}

/** Tells of every value that `read` answers null for; null where there was one. */
function readAll<T>(parts: ComparisonParts, read: (text: string) => T | null, words: string): T[] | null {
  const { field, values, mistake } = parts;
  const understood: T[] = [];
  for (const [position, text] of values.entries()) {
    const literal = read(text);
    if (literal === null) mistake(position, `\`${field.name}\` expects ${words}, but found \`${text}\``);
    else understood.push(literal);
  }
  return understood.length === values.length ? understood : null;
}

function sizes(
  parts: ComparisonParts,
  operator: SizeOperator,
  read: (text: string) => number | null,
  words: string,
): Comparison | null {
  const numbers = readAll(parts, read, words);
  return numbers === null ? null : { kind: 'number', operator, numbers };
}

function times(parts: ComparisonParts, operator: SizeOperator): Comparison | null {
  const { unit } = parts.field;
  const words = `a time such as \`2026-05-01T12:30:00Z\`${unit === 'ns' ? ' or nanoseconds since 1970' : ''}`;
  const found = readAll(parts, (text) => timeLiteral(text, unit), words);
  return found === null ? null : { kind: 'time', operator, times: found };
}

function addresses(parts: ComparisonParts): Comparison | null {
  const exact = new Set<string>();
  const networks: Network[] = [];
  const read = (text: string): true | null => {
    const address = canonicalAddress(text);
    if (address !== null) exact.add(address);
    else {
      const network = parseNetwork(text);
      if (network === null) return null;
      networks.push(network);
    }
    return true;
  };
  const words = 'an address or a network such as `192.0.2.1` or `10.0.0.0/8`';
  return readAll(parts, read, words) === null ? null : { kind: 'address', exact, networks };
}

function booleans(parts: ComparisonParts): Comparison | null {
  const read = (text: string): { value: boolean } | null =>
    text === 'true' || text === 'false' ? { value: text === 'true' } : null;
  const wanted = readAll(parts, read, '`true` or `false`');
  return wanted === null ? null : { kind: 'boolean', wanted: wanted.map(({ value }) => value) };
}

function equalTexts({ field, values }: ComparisonParts, operator: '=' | 'in'): Comparison {
  const texts = field.type === 'name' ? values.map((text) => text.toLowerCase()) : values;
  if (operator === '=' || texts.length === 1) {
    const [text] = texts;
    return { kind: 'text', operator: '=', texts, test: (value) => value === text };
  }
  const set = new Set(texts);
  return { kind: 'text', operator, texts, test: (value) => set.has(value) };
}

function anything(parts: ComparisonParts, operator: SizeOperator): Comparison | null {
  const { values } = parts;
  const read = (text: string): number | null => numberLiteral(text, undefined);
  if (operator !== '=' && operator !== 'in') return sizes(parts, operator, read, 'a number where sizes are compared');
  return { kind: 'any', texts: new Set(values), numbers: new Set(values.map(read)) };
}

function textual(parts: ComparisonParts, operator: TextualOperator): Comparison | null {
  const { field, values, mistake } = parts;
  if (field.type === 'number' || field.type === 'boolean' || field.type === 'protocol') return wrongOperator(parts);
  const folds = field.type === 'name';
  const texts = folds && operator !== 'matches' ? values.map((text) => text.toLowerCase()) : values;
  const text = texts[0] ?? '';
  if (operator !== 'matches') return { kind: 'text', operator, texts, test: plainTest(operator, text, texts) };
  const pattern = compilePattern(text);
  if (pattern.ok) return { kind: 'text', operator, texts, test: pattern.test };
  mistake(0, pattern.message);
  return null;
}

function plainTest(operator: Exclude<TextualOperator, 'matches'>, text: string, texts: readonly string[]): TextTest {
  switch (operator) {
    case 'contains':
      return (value) => value.includes(text);
    case 'icontains': {
      const lower = text.toLowerCase();
      return (value) => value.toLowerCase().includes(lower);
    }
    case 'startswith':
      return (value) => value.startsWith(text);
    case 'endswith':
      return (value) => value.endsWith(text);
    case 'glob':
      return (value) => globMatches(text, value);
    case 'pmatch':
      return (value) => texts.some((part) => value.includes(part));
  }
}
