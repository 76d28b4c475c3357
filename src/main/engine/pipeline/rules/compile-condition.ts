/**
 * Conditions as functions. Names are looked up and types are checked here, once; what is left is a closure for each comparison, which
 * allocates nothing. Beside it goes which kinds of records can pass at all.
 */
import { meant } from '#base/nearest-text.ts';
import { FIELD_NAMES, fieldNamed, type Field } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { AddressMemory } from '#main/engine/filter/address-sets.ts';
import type { Condition, Value, Word } from './condition.ts';
import { allOf, anyOf, anyValue, hasValue, type RecordTest } from '#main/engine/filter/field-tests.ts';
import { gateOf, gateOfAll, gateOfAny, type Gate } from './gates.ts';
import type { Place, RuleReport } from './mistakes.ts';
import { ALL_KINDS, kindSet, kindsOfType, type KindSet } from './record-kinds.ts';
import type { Operator } from '#main/engine/filter/operators.ts';
import { understand } from '#main/engine/filter/comparison.ts';
import { valueTest } from '#main/engine/filter/value-tests.ts';
import { compileWindow, type SharedIntervals } from './windows/compile-window.ts';

export interface CompiledCondition {
  readonly test: RecordTest;
  /** Kinds of records for which it may be true. */
  readonly kinds: KindSet;
  /** It remembers records, so it must not be shared between rules. */
  readonly windowed: boolean;
  readonly gate: Gate | null;
}

/** What conditions refer to, and what all of a set of rules share. */
export interface ConditionScope {
  readonly report: RuleReport;
  readonly memory: AddressMemory;
  readonly turn: { now: number };
  /** Undefined: there is none of that name. Null: it cannot be used, which has been reported. */
  macro(name: string, at: Place): CompiledCondition | null | undefined;
  /** Values of a list, lists in it resolved. Null: it cannot be used, which has been reported. */
  list(name: string): readonly Value[] | null | undefined;
  readonly macroNames: readonly string[];
  /** Rules and macros that remember records, and how many keys each had to forget. */
  opened(forgotten: () => number): void;
}

const NEVER: CompiledCondition = { test: () => false, kinds: 0, windowed: false, gate: null };

export function compileCondition(condition: Condition, scope: ConditionScope): CompiledCondition {
  return new ConditionCompiler(scope).compile(condition);
}

class ConditionCompiler {
  private readonly scope: ConditionScope;
  private readonly shared = new Map<string, SharedIntervals>();

  constructor(scope: ConditionScope) {
    this.scope = scope;
  }

  compile(condition: Condition): CompiledCondition {
    switch (condition.kind) {
      case 'constant':
        return condition.value ? { test: () => true, kinds: ALL_KINDS, windowed: false, gate: null } : NEVER;
      case 'and':
      case 'or':
        return this.joined(condition.kind, condition.parts);
      case 'not': {
        const { test, windowed } = this.compile(condition.part);
        return { test: (record) => !test(record), kinds: this.complement(condition.part), windowed, gate: null };
      }
      case 'name':
        return this.named(condition.name);
      case 'exists':
        return this.onField(condition.field, hasValue);
      case 'compare':
        return this.comparison(condition.field, condition.operator, [condition.value]);
      case 'among':
        return this.comparison(condition.field, condition.operator, this.expand(condition.values));
      case 'window':
        return this.window(condition);
    }
  }

  private joined(kind: 'and' | 'or', parts: readonly Condition[]): CompiledCondition {
    const compiled = parts.map((part) => this.compile(part));
    const tests = compiled.map(({ test }) => test);
    const windowed = compiled.some((part) => part.windowed);
    if (kind === 'and') {
      const kinds = compiled.reduce((set, part) => set & part.kinds, ALL_KINDS);
      // A window takes in what reaches it, so only what stands before the first one may keep records away.
      const first = compiled.findIndex((part) => part.windowed);
      const before = first < 0 ? compiled : compiled.slice(0, first);
      return { test: allOf(tests), kinds, windowed, gate: gateOfAll(before.map(({ gate }) => gate)) };
    }
    const kinds = compiled.reduce((set, part) => set | part.kinds, 0);
    return { test: anyOf(tests), kinds, windowed, gate: gateOfAny(compiled.map(({ gate }) => gate)) };
  }

  private named(name: Word): CompiledCondition {
    const { scope } = this;
    const macro = scope.macro(name.text, name.place);
    if (macro !== undefined) return macro ?? NEVER;
    const field = fieldNamed(name.text);
    if (field?.type === 'boolean')
      return this.fieldTest(
        field,
        anyValue(field, (value) => value === true),
      );
    if (field !== undefined) {
      scope.report.mistake(name.place, `expected an operator after the field \`${name.text}\``);
    } else {
      const hint = meant(name.text, [...scope.macroNames, ...FIELD_NAMES]);
      scope.report.mistake(name.place, `there is no macro \`${name.text}\`${hint}`);
    }
    return NEVER;
  }

  private comparison(word: Word, operatorText: string, values: readonly Value[] | null): CompiledCondition {
    const field = this.field(word);
    if (field === null || values === null) return NEVER;
    const negated = operatorText === '!=';
    const operator = negated ? '=' : (operatorText as Operator);
    const { memory, report } = this.scope;
    const texts = values.map(({ text }) => text);
    const mistake = (position: number, message: string): void => report.mistake(values[position]!.place, message);
    const comparison = understand({ field, operator, operatorText, values: texts, mistake });
    if (comparison === null) return NEVER;
    const found = anyValue(field, valueTest(comparison, field, memory));
    const compiled = this.fieldTest(field, found);
    const kinds = isType(field) ? kindsOfType((type) => found(ofType(type)) !== negated) : compiled.kinds;
    if (negated) {
      const test: RecordTest = (record) => !found(record);
      return { test, kinds: isType(field) ? kinds : ALL_KINDS, windowed: false, gate: null };
    }
    const isEquality = operator === '=' || operator === 'in';
    return { ...compiled, kinds, gate: isEquality && !isType(field) ? gateOf(field, values) : null };
  }

  /** For which kinds the opposite of a condition may be true. Only types of records tell anything. */
  private complement(condition: Condition): KindSet {
    if (condition.kind !== 'compare' && condition.kind !== 'among') return ALL_KINDS;
    const field = fieldNamed(condition.field.text);
    if (field === undefined || !isType(field)) return ALL_KINDS;
    const test = this.compile(condition).test;
    return kindsOfType((type) => !test(ofType(type)));
  }

  private onField(word: Word, test: (field: Field) => RecordTest): CompiledCondition {
    const field = this.field(word);
    return field === null ? NEVER : this.fieldTest(field, test(field));
  }

  private fieldTest(field: Field, test: RecordTest): CompiledCondition {
    // Other records have whatever keys somebody gave them.
    return { test, kinds: kindSet([...field.kinds, 'other']), windowed: false, gate: null };
  }

  private field(word: Word): Field | null {
    const field = fieldNamed(word.text);
    if (field !== undefined) {
      const own = OTHERWISE_IN_FALCO[field.name];
      if (own !== undefined) this.scope.report.noticeOnce(word.place, falcoWords(field, own));
      return field;
    }
    this.scope.report.mistake(word.place, `there is no field \`${word.text}\`${meant(word.text, FIELD_NAMES)}`);
    return null;
  }

  /** Names of lists stand for what is in them. Null: one of them cannot be used. */
  private expand(values: readonly Value[]): readonly Value[] | null {
    const expanded: Value[] = [];
    for (const value of values) {
      const list = value.quoted ? undefined : this.scope.list(value.text);
      if (list === null) return null;
      // Where it is used is where a mistake in its type shows.
      if (list === undefined) expanded.push(value);
      else expanded.push(...list.map((item) => ({ ...item, place: value.place })));
    }
    return expanded;
  }

  private window(condition: Condition & { readonly kind: 'window' }): CompiledCondition {
    const { report, turn, opened } = this.scope;
    const field = (word: Word): Field | null => this.field(word);
    const scope = { report, turn, opened, shared: this.shared, field };
    const test = compileWindow(condition.window, condition.comparison, scope);
    return test === null ? NEVER : { test, kinds: ALL_KINDS, windowed: true, gate: null };
  }
}

/** What Falco means by these: there, `s` is the server. Here it is the source, as in SysFlow. */
const OTHERWISE_IN_FALCO: Readonly<Record<string, string>> = { 'fd.sip': 'dst_ip', 'fd.sport': 'dst_port' };

function falcoWords({ name, alias }: Field, own: string): string {
  return `\`${name}\` is \`${alias ?? name}\`, as in SysFlow; a rule of Falco's means the server, which is \`${own}\``;
}

/** A field that says what kind a record is. */
function isType(field: Field): boolean {
  return field.keys[0] === 'record_type';
}

function ofType(type: string): PipelineRecord {
  return { record_type: type };
}
