/**
 * The display filter (docs/filter.md): words that occur anywhere in a record, comparisons of fields, and, or, not. Reads flat records; what
 * is wrong is told with its place.
 */
import { failure, success, type Result } from '#base/result.ts';
import { RECORD_ID_KEY, RECORD_TIME_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { AddressMemory } from '../rules/address-sets.ts';
import type { Value } from '../rules/condition.ts';
import { allOf, anyOf, anyValue, hasValue, type RecordTest } from '../rules/field-tests.ts';
import { flattenRecord } from '../rules/flatten.ts';
import { meant, RuleReport, type Place } from '../rules/mistakes.ts';
import { valueTest, type Operator } from '../rules/value-tests.ts';
import { FILTER_NAMES, filterField, impliedOperator, isProtocol } from './filter-fields.ts';
import { filterTokens, operatorOf, type FilterToken } from './filter-tokens.ts';

export interface DisplayFilter {
  readonly source: string;
  /** It lets everything through. */
  readonly isEmpty: boolean;
  /** Of any record; one that is not flat is flattened first. */
  passes(record: PipelineRecord): boolean;
}

export function compileDisplayFilter(source: string): Result<DisplayFilter> {
  const report = new RuleReport();
  const test = new FilterReader(source, report).read();
  const [mistake] = report.mistakes;
  if (mistake !== undefined || test === undefined) {
    const { message, place } = mistake ?? { message: 'cannot be read', place: { column: 1 } };
    return failure('usage', `Filter, character ${place.column}: ${message}`);
  }
  return success({
    source,
    isEmpty: test === null,
    passes: test === null ? () => true : (record: PipelineRecord) => test(flattenRecord(record)),
  });
}

const MAX_DEPTH = 100;

class Mistaken extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

class FilterReader {
  private readonly tokens: readonly FilterToken[];
  private readonly report: RuleReport;
  private readonly memory = new AddressMemory();
  private position = 0;
  private depth = 0;

  constructor(source: string, report: RuleReport) {
    this.tokens = filterTokens(source);
    this.report = report;
  }

  /** Null: nothing is asked for. Undefined: a mistake was reported. */
  read(): RecordTest | null | undefined {
    try {
      if (this.peek().kind === 'end') return null;
      const test = this.disjunction();
      if (this.peek().kind !== 'end') throw this.unexpected(this.peek(), 'a word, `and`, `or` or the end');
      return test;
    } catch (error) {
      if (!(error instanceof Mistaken)) throw error;
      this.report.mistake(placeAt(error.at), error.message);
      return undefined;
    }
  }

  private disjunction(): RecordTest {
    const tests = [this.conjunction()];
    while (this.takes('or')) tests.push(this.conjunction());
    return anyOf(tests);
  }

  /** Side by side is `and`. */
  private conjunction(): RecordTest {
    const tests = [this.negation()];
    for (;;) {
      const joined = this.takes('and');
      const { kind } = this.peek();
      if (!joined && (kind === 'or' || kind === ')' || kind === 'end' || kind === ',' || kind === 'operator')) break;
      tests.push(this.negation());
    }
    return allOf(tests);
  }

  private negation(): RecordTest {
    let negated = false;
    while (this.takes('not')) negated = !negated;
    const test = this.term();
    return negated ? (record) => !test(record) : test;
  }

  private term(): RecordTest {
    const token = this.take();
    if (token.kind === '(') {
      if (++this.depth > MAX_DEPTH) throw new Mistaken(token.at, `parentheses are nested deeper than ${MAX_DEPTH}`);
      const inner = this.disjunction();
      this.depth--;
      if (!this.takes(')')) throw this.unexpected(this.peek(), 'the closing )');
      return inner;
    }
    if (token.kind === 'text') return anywhere(token.text);
    if (token.kind !== 'word') throw this.unexpected(token, 'a word, a field, `not` or `(`');
    const operator = operatorOf(this.peek());
    if (operator !== null) {
      this.take();
      return this.comparison(token, operator);
    }
    const implied = impliedOperator(token.text);
    if (implied !== null && (this.peek().kind === 'word' || this.peek().kind === 'text'))
      return this.comparison(token, implied);
    return anywhere(token.text);
  }

  private comparison(name: FilterToken, operatorText: string): RecordTest {
    const found = filterField(name.text);
    if (found === undefined) {
      throw new Mistaken(name.at, `there is no field \`${name.text}\`${meant(name.text, FILTER_NAMES)}`);
    }
    const { field, protocol } = found;
    if (operatorText === 'exists') {
      const exists = hasValue(field);
      return (record) => isProtocol(record, protocol) && exists(record);
    }
    const values = operatorText === 'in' || operatorText === 'cidr' ? this.values() : [this.value()];
    const negated = operatorText === '!=';
    const operator = (negated ? '=' : operatorText) as Operator;
    const typed =
      operatorText === 'matches' ? values.map((value) => ({ ...value, text: `(?i)${value.text}` })) : values;
    const { report, memory } = this;
    const test = valueTest({ field, operator, operatorText, values: typed, memory, report });
    const passes = anyValue(field, test ?? (() => false));
    if (negated) return (record) => isProtocol(record, protocol) && !passes(record);
    return (record) => isProtocol(record, protocol) && passes(record);
  }

  /** In parentheses or braces, parted by commas or white space. */
  private values(): Value[] {
    if (!this.takes('(')) return [this.value()];
    const values: Value[] = [];
    while (!this.takes(')')) {
      values.push(this.value());
      this.takes(',');
    }
    return values;
  }

  private value(): Value {
    const token = this.take();
    if (token.kind !== 'word' && token.kind !== 'text') throw this.unexpected(token, 'a value');
    return { text: token.text, quoted: token.kind === 'text', place: placeAt(token.at) };
  }

  private peek(): FilterToken {
    return this.tokens[this.position]!;
  }

  /** The end stays where it is, however often it is taken. */
  private take(): FilterToken {
    const token = this.peek();
    if (token.kind !== 'end') this.position++;
    return token;
  }

  private takes(kind: FilterToken['kind']): boolean {
    if (this.peek().kind !== kind) return false;
    this.position++;
    return true;
  }

  private unexpected(token: FilterToken, expected: string): Mistaken {
    const found = token.kind === 'end' ? 'the end' : `\`${token.text}\``;
    return new Mistaken(token.at, `expected ${expected}, but found ${found}`);
  }
}

function placeAt(offset: number): Place {
  return { file: 'filter', line: 1, column: offset + 1 };
}

/** Words in these would match every record. */
const NOT_SEARCHED: ReadonlySet<string> = new Set([RECORD_TYPE_KEY, RECORD_ID_KEY, RECORD_TIME_KEY]);

function anywhere(text: string): RecordTest {
  const term = text.toLowerCase();
  return (record) => {
    for (const key in record) if (!NOT_SEARCHED.has(key) && holds(record[key], term)) return true;
    return false;
  };
}

function holds(value: Json | undefined, term: string): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'object') return Object.values(value).some((inner: Json) => holds(inner, term));
  return String(value).toLowerCase().includes(term);
}
