/**
 * Reads conditions: or < and < not < term. By recursive descent with a bounded depth; the first mistake of a condition ends
 * its reading, since what follows could only be guessed at.
 */
import { meant } from '#base/nearest-text.ts';
import { tokenize, type Token } from './condition-tokens.ts';
import {
  AMONG_OPERATORS,
  ORDER_OPERATORS,
  TEXT_OPERATORS,
  type AmongOperator,
  type OrderOperator,
  type TextOperator,
} from '#main/engine/filter/operators.ts';
import {
  isWindowFunction,
  WINDOW_FUNCTIONS,
  type Condition,
  type Value,
  type WindowCall,
  type Word,
} from './condition.ts';
import type { Place, RuleReport } from './mistakes.ts';

/** Text of a condition, and where each of its characters stands in its file. */
export interface ConditionSource {
  readonly text: string;
  place(offset: number): Place;
}

/** The condition, or null with a mistake reported. */
export function parseCondition(source: ConditionSource, report: RuleReport): Condition | null {
  return new ConditionParser(source, report).whole();
}

/** What `append` adds: it may begin with `and` or `or`, which is then how it is joined. */
export function parseAddition(
  source: ConditionSource,
  report: RuleReport,
): { readonly joint: 'and' | 'or'; readonly condition: Condition } | null {
  return new ConditionParser(source, report).addition();
}

const MAX_DEPTH = 100;
const ANY_OPERATOR: readonly string[] = [...ORDER_OPERATORS, ...TEXT_OPERATORS, ...AMONG_OPERATORS, 'exists'];
/** Other names of operators that mean the same. */
const SYNONYMS: Readonly<Record<string, string>> = { '==': '=', intersects: 'in', in_cidr: 'cidr', regex: 'matches' };

class Mistaken extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

class ConditionParser {
  private readonly source: ConditionSource;
  private readonly report: RuleReport;
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(source: ConditionSource, report: RuleReport) {
    this.source = source;
    this.report = report;
    this.tokens = tokenize(source.text);
  }

  whole(): Condition | null {
    return this.reading(() => {
      const condition = this.disjunction();
      this.expectEnd();
      return condition;
    });
  }

  addition(): { readonly joint: 'and' | 'or'; readonly condition: Condition } | null {
    return this.reading(() => {
      const joint = this.takeKeyword('or') ? 'or' : 'and';
      if (joint === 'and') this.takeKeyword('and');
      const condition = this.disjunction();
      this.expectEnd();
      return { joint, condition };
    });
  }

  private reading<T>(read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Mistaken)) throw error;
      this.report.mistake(this.source.place(error.at), error.message);
      return null;
    }
  }

  private disjunction(): Condition {
    return this.joined('or', () => this.joined('and', () => this.negation()));
  }

  private joined(kind: 'and' | 'or', part: () => Condition): Condition {
    const parts = [part()];
    while (this.takeKeyword(kind)) parts.push(part());
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  private negation(): Condition {
    let negated = false;
    while (this.takeKeyword('not')) negated = !negated;
    const part = this.term();
    return negated ? { kind: 'not', part } : part;
  }

  private term(): Condition {
    const token = this.take();
    if (token.kind === '(') {
      if (++this.depth > MAX_DEPTH) throw new Mistaken(token.at, `parentheses are nested deeper than ${MAX_DEPTH}`);
      const inner = this.disjunction();
      this.depth--;
      this.expect(')', '`and`, `or` or the closing parenthesis');
      return inner;
    }
    if (token.kind !== 'word' || isJoint(token)) throw this.unexpected(token, 'a field, a macro, `not` or `(`');
    if (token.text === 'true' || token.text === 'false') return { kind: 'constant', value: token.text === 'true' };
    if (this.peek().kind === '(') return this.windowTerm(token);
    return this.comparison(this.word(token));
  }

  private comparison(subject: Word): Condition {
    const next = this.peek();
    const operator = operatorOf(next);
    if (operator === null) {
      // Prefix form, as Falco's documentation has it.
      if (subject.text.toLowerCase() === 'exists' && next.kind === 'word' && !isJoint(next)) {
        return { kind: 'exists', field: this.word(this.take()) };
      }
      if (next.kind === 'word' && !isJoint(next)) {
        throw new Mistaken(
          next.at,
          `expected an operator, \`and\` or \`or\`, but found ${named(next)}${meant(next.text, ANY_OPERATOR)}`,
        );
      }
      return { kind: 'name', name: subject };
    }
    this.take();
    if (operator === 'exists') return { kind: 'exists', field: subject };
    if (isAmong(operator)) return { kind: 'among', field: subject, operator, values: this.values() };
    if (operator === '=' && this.peek().kind === '[') {
      return { kind: 'among', field: subject, operator: 'in', values: this.values() };
    }
    return { kind: 'compare', field: subject, operator, value: this.value() };
  }

  /** In parentheses or brackets, parted by commas; sub-lists in brackets are taken as if they were not in brackets. */
  private values(): Value[] {
    const open = this.peek();
    if (open.kind !== '(' && open.kind !== '[') return [this.value()];
    this.take();
    const close = open.kind === '(' ? ')' : ']';
    const values: Value[] = [];
    if (this.peek().kind !== close) {
      do {
        if (this.peek().kind === '[') {
          if (++this.depth > MAX_DEPTH) throw new Mistaken(this.peek().at, `lists are nested deeper than ${MAX_DEPTH}`);
          values.push(...this.values());
          this.depth--;
        } else values.push(this.value());
      } while (this.takeKind(','));
    }
    this.expect(close, `a comma or the closing ${close}`);
    return values;
  }

  private windowTerm(name: Token): Condition {
    if (!isWindowFunction(name.text)) {
      throw new Mistaken(
        name.at,
        `there is no function ${named(name)}; there are ${WINDOW_FUNCTIONS.join(', ')}${meant(name.text, WINDOW_FUNCTIONS)}`,
      );
    }
    const window = this.windowCall(name);
    const operator = operatorOf(this.peek());
    if (operator === null) return { kind: 'window', window, comparison: null };
    const token = this.take();
    if (!isOrder(operator)) throw this.unexpected(token, `one of ${ORDER_OPERATORS.join(' ')}`);
    return { kind: 'window', window, comparison: { operator, value: this.value() } };
  }

  private windowCall(name: Token): WindowCall {
    const fields = this.fieldList();
    let by: readonly Word[] = [];
    let within: Value | null = null;
    let learn: Value | null = null;
    for (;;) {
      if (this.takeKeyword('by')) by = this.fieldList();
      else if (this.takeKeyword('within')) within = this.value();
      else if (this.takeKeyword('learn')) learn = this.value();
      else break;
    }
    return { name: this.word(name), fields, by, within, learn };
  }

  private fieldList(): Word[] {
    if (this.peek().kind === 'word') return [this.word(this.take())];
    this.expect('(', '`(` and fields');
    const fields: Word[] = [];
    if (this.peek().kind !== ')') {
      do {
        const token = this.take();
        if (token.kind !== 'word') throw this.unexpected(token, 'a field');
        fields.push(this.word(token));
      } while (this.takeKind(','));
    }
    this.expect(')', 'a comma or the closing )');
    return fields;
  }

  private value(): Value {
    const token = this.take();
    if (token.kind !== 'word' && token.kind !== 'text') throw this.unexpected(token, 'a value');
    return { text: token.text, quoted: token.kind === 'text', place: this.source.place(token.at) };
  }

  private word(token: Token): Word {
    return { text: token.text, place: this.source.place(token.at) };
  }

  private peek(): Token {
    return this.tokens[this.position]!;
  }

  /** The end stays where it is, however often it is taken. */
  private take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.position++;
    return token;
  }

  private takeKind(kind: Token['kind']): boolean {
    if (this.peek().kind !== kind) return false;
    this.position++;
    return true;
  }

  private takeKeyword(keyword: string): boolean {
    const token = this.peek();
    if (token.kind !== 'word' || token.text.toLowerCase() !== keyword) return false;
    this.position++;
    return true;
  }

  private expect(kind: Token['kind'], what: string): void {
    const token = this.take();
    if (token.kind !== kind) throw this.unexpected(token, what);
  }

  private expectEnd(): void {
    const token = this.peek();
    if (token.kind !== 'end') throw this.unexpected(token, '`and`, `or` or the end');
  }

  private unexpected(token: Token, expected: string): Mistaken {
    if (token.kind === 'broken') return new Mistaken(token.at, token.text);
    return new Mistaken(token.at, `expected ${expected}, but found ${named(token)}`);
  }
}

function named(token: Token): string {
  return token.kind === 'end' ? 'the end' : `\`${token.text}\``;
}

function isJoint(token: Token): boolean {
  return token.kind === 'word' && (token.text.toLowerCase() === 'and' || token.text.toLowerCase() === 'or');
}

function operatorOf(token: Token): OrderOperator | TextOperator | AmongOperator | 'exists' | null {
  if (token.kind !== 'word' && token.kind !== 'operator') return null;
  const text = token.text.toLowerCase();
  const operator = SYNONYMS[text] ?? text;
  return ANY_OPERATOR.includes(operator) ? (operator as OrderOperator | TextOperator | AmongOperator | 'exists') : null;
}

function isAmong(operator: string): operator is AmongOperator {
  return (AMONG_OPERATORS as readonly string[]).includes(operator);
}

function isOrder(operator: string): operator is OrderOperator {
  return (ORDER_OPERATORS as readonly string[]).includes(operator);
}
