/**
 * A comparison with everything on its right side understood: a test of one value. Types are checked here, once: a value that
 * cannot be compared with its field is a mistake in the rules, never something that quietly does not match.
 */
import type { Field } from '#contract/pipelines/fields.ts';
import type { Json } from '#contract/plugins/json.ts';
import { globMatches } from '#main/engine/flows/glob.ts';
import { addressTest, canonicalAddress, parseNetwork, type AddressMemory, type Network } from './address-sets.ts';
import type { AmongOperator, OrderOperator, TextOperator, Value } from './condition.ts';
import { compilePattern, type TextTest } from './linear-pattern.ts';
import { numberLiteral, numberWords, protocolLiteral, timeLiteral } from './literals.ts';
import type { RuleReport } from './mistakes.ts';

/** Never called with null. */
export type ValueTest = (value: Json) => boolean;
/** `!=` is the negation of `=` and is made of it. */
export type Operator = Exclude<OrderOperator, '!='> | TextOperator | AmongOperator;

export interface ValueTestParts {
  readonly field: Field;
  readonly operator: Operator;
  readonly operatorText: string;
  readonly values: readonly Value[];
  readonly memory: AddressMemory;
  readonly report: RuleReport;
}

/** Null: a mistake was reported. */
export function valueTest(parts: ValueTestParts): ValueTest | null {
  const { operator, field } = parts;
  if (operator === 'cidr') return field.type === 'address' ? addressValueTest(parts) : wrongOperator(parts);
  if (isTextual(operator)) return textualTest(parts, operator);
  switch (field.type) {
    case 'number':
      return numericTest(parts, ({ text }) => numberLiteral(text, field.unit), numberWords(field));
    case 'protocol':
      if (operator !== '=' && operator !== 'in') return wrongOperator(parts);
      return numericTest(
        parts,
        ({ text }) => protocolLiteral(text),
        'an IP protocol by number or name, such as `6` or `udp`',
      );
    case 'time':
      return timeTest(parts);
    case 'address':
      return operator === '=' || operator === 'in' ? addressValueTest(parts) : wrongOperator(parts);
    case 'boolean':
      return operator === '=' || operator === 'in' ? booleanTest(parts) : wrongOperator(parts);
    case 'text':
    case 'name':
      return operator === '=' || operator === 'in' ? equalTextTest(parts) : wrongOperator(parts);
    case 'any':
      return anyTest(parts);
  }
}

function isTextual(operator: Operator): operator is TextOperator | 'pmatch' {
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

function wrongOperator({ field, operatorText, values, report }: ValueTestParts): null {
  const place = values[0]?.place;
  if (place !== undefined) {
    report.mistake(
      place,
      `\`${field.name}\` is ${TYPE_WORDS[field.type]}: it cannot be compared with \`${operatorText}\``,
    );
  }
  return null;
}

/** Reports every value that `read` answers null for; null where there was one. */
function readAll<T>(parts: ValueTestParts, read: (value: Value) => T | null, words: string): T[] | null {
  const { field, values, report } = parts;
  const understood: T[] = [];
  for (const value of values) {
    const literal = read(value);
    if (literal === null)
      report.mistake(value.place, `\`${field.name}\` expects ${words}, but found \`${value.text}\``);
    else understood.push(literal);
  }
  return understood.length === values.length ? understood : null;
}

function numericTest(parts: ValueTestParts, read: (value: Value) => number | null, words: string): ValueTest | null {
  const numbers = readAll(parts, read, words);
  if (numbers === null) return null;
  const number = numbers[0]!;
  switch (parts.operator) {
    case '=':
      return (value) => value === number;
    case '<':
      return (value) => typeof value === 'number' && value < number;
    case '<=':
      return (value) => typeof value === 'number' && value <= number;
    case '>':
      return (value) => typeof value === 'number' && value > number;
    case '>=':
      return (value) => typeof value === 'number' && value >= number;
    default: {
      const set = new Set<Json>(numbers);
      return (value) => set.has(value);
    }
  }
}

function timeTest(parts: ValueTestParts): ValueTest | null {
  const { field, operator } = parts;
  const words = `a time such as \`2026-05-01T12:30:00Z\`${field.unit === 'ns' ? ' or nanoseconds since 1970' : ''}`;
  const times = readAll(parts, ({ text }) => timeLiteral(text, field.unit), words);
  if (times === null) return null;
  const time = times[0]!;
  switch (operator) {
    case '=':
      return (value) => value === time;
    case '<':
      return (value) => typeof value === 'string' && value < time;
    case '<=':
      return (value) => typeof value === 'string' && value <= time;
    case '>':
      return (value) => typeof value === 'string' && value > time;
    case '>=':
      return (value) => typeof value === 'string' && value >= time;
    default: {
      const set = new Set<Json>(times);
      return (value) => set.has(value);
    }
  }
}

function addressValueTest(parts: ValueTestParts): ValueTest | null {
  const exact = new Set<string>();
  const networks: Network[] = [];
  const read = ({ text }: Value): true | null => {
    const address = canonicalAddress(text);
    if (address !== null) exact.add(address);
    else {
      const network = parseNetwork(text);
      if (network === null) return null;
      networks.push(network);
    }
    return true;
  };
  if (readAll(parts, read, 'an address or a network such as `192.0.2.1` or `10.0.0.0/8`') === null) return null;
  const test = addressTest(exact, networks, parts.memory);
  return (value) => typeof value === 'string' && test(value);
}

function booleanTest(parts: ValueTestParts): ValueTest | null {
  const read = ({ text }: Value): string | null => (text === 'true' || text === 'false' ? text : null);
  const wanted = readAll(parts, read, '`true` or `false`');
  if (wanted === null) return null;
  return (value) => typeof value === 'boolean' && wanted.includes(String(value));
}

function equalTextTest({ field, operator, values }: ValueTestParts): ValueTest {
  const folds = field.type === 'name';
  const fold = folding(field);
  const texts = values.map(({ text }) => (folds ? text.toLowerCase() : text));
  if (operator === '=' || texts.length === 1) {
    const text = texts[0]!;
    return folds ? (value) => typeof value === 'string' && fold(value) === text : (value) => value === text;
  }
  const set = new Set<Json>(texts);
  return folds ? (value) => typeof value === 'string' && set.has(fold(value)) : (value) => set.has(value);
}

/** A key of somebody else's: numbers where both sides are, else text. */
function anyTest(parts: ValueTestParts): ValueTest | null {
  const { operator, values } = parts;
  if (operator !== '=' && operator !== 'in') {
    return numericTest(parts, ({ text }) => numberLiteral(text, undefined), 'a number where sizes are compared');
  }
  const texts = new Set(values.map(({ text }) => text));
  const numbers = new Set(values.map(({ text }) => numberLiteral(text, undefined)));
  return (value) => {
    if (typeof value === 'number') return numbers.has(value);
    return (typeof value === 'string' || typeof value === 'boolean') && texts.has(String(value));
  };
}

function textualTest(parts: ValueTestParts, operator: TextOperator | 'pmatch'): ValueTest | null {
  const { field, values, report } = parts;
  if (field.type === 'number' || field.type === 'boolean' || field.type === 'protocol') return wrongOperator(parts);
  const folds = field.type === 'name';
  const texts = values.map(({ text }) => (folds && operator !== 'matches' ? text.toLowerCase() : text));
  const text = texts[0] ?? '';
  if (operator === 'matches') {
    const pattern = compilePattern(text);
    if (pattern.ok) return textValue(pattern.test, field);
    report.mistake(values[0]!.place, pattern.message);
    return null;
  }
  return textValue(plainTest(operator, text, texts), field);
}

function plainTest(
  operator: Exclude<TextOperator, 'matches'> | 'pmatch',
  text: string,
  texts: readonly string[],
): TextTest {
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

function textValue(test: TextTest, field: Field): ValueTest {
  if (field.type !== 'name') return (value) => typeof value === 'string' && test(value);
  const fold = folding(field);
  return (value) => typeof value === 'string' && test(fold(value));
}

const foldings = new Map<string, (text: string) => string>();

/** Lower case; the last of each field is kept, since rule after rule asks for it. */
function folding({ name }: Field): (text: string) => string {
  let fold = foldings.get(name);
  if (fold === undefined) {
    let last = '';
    let folded = '';
    fold = (text) => {
      if (text !== last) {
        last = text;
        folded = text.toLowerCase();
      }
      return folded;
    };
    foldings.set(name, fold);
  }
  return fold;
}
