/** From the texts of rule files to compiled rules, or to everything that is wrong with them. */
import { AddressMemory, PRIVATE_NETWORKS } from '#main/engine/filter/address-sets.ts';
import { compileCondition, type CompiledCondition, type ConditionScope } from './compile-condition.ts';
import type { Value } from './condition.ts';
import { type Place, RuleReport } from './mistakes.ts';
import { compileOutput } from './output-template.ts';
import { PRIORITIES } from './priorities.ts';
import { RuleBook, type RuleDefinition } from './rule-book.ts';
import { ALL_KINDS } from './record-kinds.ts';
import { readRuleItems } from './rule-items.ts';
import { RuleSet, type CompiledDrop, type CompiledRule } from './rule-set.ts';

export interface RuleFile {
  /** As the user knows it: it is in every mistake. */
  readonly name: string;
  readonly text: string;
}

export interface RuleOptions {
  /** Lists from outside, which replace those of the same name in the files. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Of the system; the list `system_resolvers`. */
  readonly resolvers?: readonly string[];
}

export interface CompiledRules {
  /** Null where there is a mistake. */
  readonly set: RuleSet | null;
  readonly report: RuleReport;
}

const RESOLVERS_LIST = 'system_resolvers';
const PRIVATE_LIST = 'private_networks';
/** Rules, macros (again for each use where they remember records) and lists; keeps what refers to itself in clever ways finite. */
const MAX_COMPILATIONS = 20_000;
const MAX_NESTING = 50;

export function compileRules(files: readonly RuleFile[], options: RuleOptions = {}): CompiledRules {
  const report = new RuleReport();
  const book = new RuleBook(report);
  const builtIn = { [RESOLVERS_LIST]: options.resolvers ?? [], [PRIVATE_LIST]: PRIVATE_NETWORKS };
  addLists(book, builtIn, 'built-in list');
  for (const { name, text } of files) for (const item of readRuleItems(name, text, report)) book.add(item);
  addLists(book, options.lists ?? {}, 'configuration');
  const set = new RulesCompiler(book, report).compile(files.length);
  report.sort(files.map(({ name }) => name));
  return { set: report.mistakes.length === 0 ? set : null, report };
}

function addLists(book: RuleBook, lists: Readonly<Record<string, readonly string[]>>, file: string): void {
  for (const [name, items] of Object.entries(lists)) {
    const place = { file: `${file} ${name}`, line: 1, column: 1 };
    book.lists.set(name, { place: null, items: items.map((text) => ({ text, quoted: true, place })) });
  }
}

type MacroState = CompiledCondition | null | 'compiling';

class RulesCompiler {
  private readonly book: RuleBook;
  private readonly report: RuleReport;
  private readonly turn = { now: 0 };
  private readonly memory = new AddressMemory();
  private readonly macros = new Map<string, MacroState>();
  private readonly lists = new Map<string, readonly Value[] | null | 'resolving'>();
  private readonly macroNames: readonly string[];
  private compilations = 0;
  private nesting = 0;
  /** Of the rule that is being compiled. */
  private forgotten: (() => number)[] = [];
  private readonly scope: ConditionScope;

  constructor(book: RuleBook, report: RuleReport) {
    this.book = book;
    this.report = report;
    this.macroNames = [...book.macros.keys()];
    this.scope = {
      report,
      memory: this.memory,
      turn: this.turn,
      macroNames: this.macroNames,
      macro: (name, at) => this.macro(name, at),
      list: (name) => this.list(name),
      opened: (forgotten) => this.forgotten.push(forgotten),
    };
  }

  compile(files: number): RuleSet {
    const { book } = this;
    // What nothing uses is checked, too: it is a mistake all the same.
    for (const name of book.lists.keys()) this.list(name);
    for (const [name, { place }] of book.macros) this.macro(name, place);
    const rules: CompiledRule[] = [];
    const drops: CompiledDrop[] = [];
    let disabled = 0;
    for (const drop of book.drops.values()) {
      const { test, kinds } = compileCondition(drop.condition, this.scope);
      if (drop.enabled) drops.push({ test, kinds });
    }
    for (const rule of book.rules.values()) {
      const compiled = this.rule(rule, rules.length);
      if (rule.enabled) rules.push(compiled);
      else disabled++;
    }
    const counts = {
      files,
      rules: book.rules.size,
      disabled,
      drops: book.drops.size,
      macros: book.macros.size,
      lists: [...book.lists.values()].filter(({ place }) => place !== null).length,
    };
    return new RuleSet(rules, drops, this.turn, counts);
  }

  private rule(rule: RuleDefinition, order: number): CompiledRule {
    const forgotten: (() => number)[] = [];
    this.forgotten = forgotten;
    const { test, kinds, gate } = compileCondition(rule.condition, this.scope);
    const prefilter = rule.prefilter ?? ALL_KINDS;
    if ((kinds & prefilter) === 0 && this.report.mistakes.length === 0) {
      this.report.notice(rule.place, `the rule \`${rule.name}\` can apply to no record`);
    }
    const tags = rule.actions.flatMap(({ does }) => (does.kind === 'tag' ? [does.tag] : []));
    const actions = rule.actions
      .filter(({ does }) => does.kind !== 'tag')
      .map(({ does, condition }) => ({
        does,
        test: condition === null ? null : compileCondition(condition, this.scope).test,
      }));
    return {
      policy: {
        id: rule.name,
        desc: rule.desc,
        priority: rule.priority,
        priority_name: PRIORITIES[rule.priority],
      },
      priority: rule.priority,
      tags: [...new Set([...rule.tags, ...tags])],
      actions,
      message: rule.output === null ? () => rule.desc : compileOutput(rule.output, this.report),
      test,
      kinds: kinds & prefilter,
      gate,
      order,
      forgotten: () => forgotten.reduce((sum, count) => sum + count(), 0),
    };
  }

  private macro(name: string, at: Place): CompiledCondition | null | undefined {
    const definition = this.book.macros.get(name);
    if (definition === undefined) return undefined;
    const state = this.macros.get(name);
    if (state === 'compiling') return this.refuse(at, `the macro \`${name}\` leads back to itself`);
    if (state === null || (state !== undefined && !state.windowed)) return state;
    if (++this.compilations > MAX_COMPILATIONS) return this.refuse(at, 'macros use each other too often');
    if (++this.nesting > MAX_NESTING) {
      this.nesting--;
      return this.refuse(at, `macros use each other more than ${MAX_NESTING} deep`);
    }
    this.macros.set(name, 'compiling');
    const before = this.report.mistakes.length;
    const compiled = compileCondition(definition.condition, this.scope);
    this.nesting--;
    const usable = this.report.mistakes.length === before ? this.remembering(compiled) : null;
    this.macros.set(name, usable);
    return usable;
  }

  /** Found out once for each record, however many rules ask. What remembers records is each rule's own. */
  private remembering(compiled: CompiledCondition): CompiledCondition {
    if (compiled.windowed) return compiled;
    const { turn } = this;
    const { test } = compiled;
    let when = -1;
    let found = false;
    return {
      ...compiled,
      test: (record) => {
        if (when !== turn.now) {
          when = turn.now;
          found = test(record);
        }
        return found;
      },
    };
  }

  private list(name: string): readonly Value[] | null | undefined {
    const definition = this.book.lists.get(name);
    if (definition === undefined) return undefined;
    const known = this.lists.get(name);
    if (known !== undefined && known !== 'resolving') return known;
    this.lists.set(name, 'resolving');
    const values = new Map<string, Value>();
    let usable = true;
    for (const item of definition.items) {
      if (item.quoted || !this.book.lists.has(item.text)) {
        values.set(item.text, item);
        continue;
      }
      const inner = this.lists.get(item.text) === 'resolving' ? undefined : this.list(item.text);
      if (inner === undefined) this.report.mistake(item.place, `the list \`${item.text}\` leads back to itself`);
      if (inner === undefined || inner === null) usable = false;
      else for (const value of inner) values.set(value.text, value);
    }
    const resolved = usable ? [...values.values()] : null;
    this.lists.set(name, resolved);
    return resolved;
  }

  private refuse(place: Place, message: string): null {
    this.report.mistake(place, message);
    return null;
  }
}
