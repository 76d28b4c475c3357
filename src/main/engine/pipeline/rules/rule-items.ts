/** What a file of rules says, item by item, before items refer to each other. */
import { meant } from '#base/nearest-text.ts';
import type { Node, YAMLMap } from 'yaml';
import { isScalar } from 'yaml';
import { parseAction, type RuleAction } from './actions.ts';
import { parseAddition, parseCondition } from './condition-parser.ts';
import type { Condition, Value } from './condition.ts';
import type { Place, RuleReport } from './mistakes.ts';
import { PRIORITY_NAMES, priorityNamed, type Priority } from './priorities.ts';
import { PREFILTER_NAMES, prefilterKinds, type KindSet } from './record-kinds.ts';
import { scalarText, YamlFile, type YamlEntry } from './yaml-text.ts';

/** A condition, or what `append` adds to one. */
export interface ConditionPart {
  /** How it is joined to what is there; of no meaning where nothing is. */
  readonly joint: 'and' | 'or';
  readonly condition: Condition;
}

interface Item {
  readonly name: string;
  readonly place: Place;
  readonly append: boolean;
}

/** Null: it cannot be read, which has been reported. Undefined: not mentioned. */
type MaybeCondition = ConditionPart | null | undefined;

/** Of a rule, null is what its item does not mention. */
export interface RuleItem extends Item {
  readonly kind: 'rule';
  readonly condition: MaybeCondition;
  readonly desc: string | null;
  readonly actions: readonly RuleAction[] | null;
  readonly priority: Priority | null;
  readonly tags: readonly string[] | null;
  readonly prefilter: KindSet | null;
  readonly enabled: boolean | null;
  readonly output: { readonly text: string; place(offset: number): Place } | null;
}

export interface MacroItem extends Item {
  readonly kind: 'macro';
  readonly condition: ConditionPart;
}

export interface DropItem extends Item {
  readonly kind: 'drop';
  readonly condition: MaybeCondition;
  readonly enabled: boolean | null;
}

export interface ListItem extends Item {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export type RulesItem = RuleItem | MacroItem | DropItem | ListItem;

const KEYS = {
  rule: [
    'rule',
    'desc',
    'condition',
    'actions',
    'action',
    'priority',
    'tags',
    'prefilter',
    'enabled',
    'output',
    'append',
  ],
  macro: ['macro', 'condition', 'append'],
  list: ['list', 'items', 'append'],
  drop: ['drop', 'filter', 'desc', 'condition', 'enabled', 'append'],
} as const;
/** Keys of Falco's that change nothing here. */
const WITHOUT_EFFECT = ['source', 'warn_evttypes', 'skip-if-unknown-filter'];
const IGNORED_ITEMS = ['required_engine_version', 'required_plugin_versions'];
const FIRST_KEYS = ['rule', 'macro', 'list', 'drop', 'filter'] as const;

/** The items of a file that are whole; everything that is wrong with the others is reported. */
export function readRuleItems(file: string, text: string, report: RuleReport): RulesItem[] {
  const yaml = new YamlFile(file, text, report);
  return yaml.items().flatMap((map) => new ItemReader(yaml, map, report).read() ?? []);
}

class ItemReader {
  private readonly yaml: YamlFile;
  private readonly report: RuleReport;
  private readonly entries: readonly YamlEntry[];
  private readonly place: Place;

  constructor(yaml: YamlFile, map: YAMLMap, report: RuleReport) {
    this.yaml = yaml;
    this.report = report;
    this.entries = yaml.entries(map);
    this.place = yaml.placeOf(map);
  }

  read(): RulesItem | null {
    const head = this.entries.find(({ key }) => (FIRST_KEYS as readonly string[]).includes(key));
    if (head === undefined) return this.withoutHead();
    const kind = head.key === 'filter' ? 'drop' : (head.key as 'rule' | 'macro' | 'list' | 'drop');
    this.checkKeys(kind);
    const name = this.yaml.scalar(head.value, `a name after \`${head.key}:\``, head.place);
    if (name === null) return null;
    const item = { name, place: head.value === null ? head.place : this.yaml.placeOf(head.value) };
    const append = this.flag('append') ?? false;
    switch (kind) {
      case 'rule':
        return this.rule({ ...item, append });
      case 'macro': {
        const condition = this.condition(append);
        if (condition === undefined) return this.missing('condition');
        return condition === null ? null : { kind, ...item, append, condition };
      }
      case 'drop':
        return { kind, ...item, append, condition: this.condition(append), enabled: this.flag('enabled') };
      case 'list': {
        const items = this.entry('items');
        return items === null ? this.missing('items') : { kind, ...item, append, items: this.listItems(items) };
      }
    }
  }

  private withoutHead(): null {
    const [first] = this.entries;
    if (first !== undefined && IGNORED_ITEMS.includes(first.key)) return null;
    const hint = first === undefined ? '' : meant(first.key, FIRST_KEYS);
    this.report.mistake(this.place, `expected one of the keys ${FIRST_KEYS.join(', ')}${hint}`);
    return null;
  }

  private checkKeys(kind: keyof typeof KEYS): void {
    const known: readonly string[] = KEYS[kind];
    for (const { key, place } of this.entries) {
      if (known.includes(key)) continue;
      if (WITHOUT_EFFECT.includes(key)) this.report.notice(place, `\`${key}\` has no effect here`);
      else
        this.report.mistake(place, `a ${kind} has no key \`${key}\`; it has ${known.join(', ')}${meant(key, known)}`);
    }
  }

  private rule(item: Item): RuleItem {
    const actions = this.actions('actions') ?? this.actions('action');
    const output = this.entry('output');
    return {
      kind: 'rule',
      ...item,
      condition: this.condition(item.append),
      desc: this.text('desc', 'a text'),
      actions,
      priority: this.priority(),
      tags: this.texts('tags', 'a tag')?.map(({ text }) => text) ?? null,
      prefilter: this.prefilter(),
      enabled: this.flag('enabled'),
      output: output !== null && isScalar(output.value) ? this.yaml.source(output.value) : null,
    };
  }

  private actions(key: string): RuleAction[] | null {
    const entry = this.entry(key);
    if (entry === null) return null;
    const items = this.yaml.sequence(entry.value, 'an action or a list of them', entry.place) ?? [];
    return items.map((item) => parseAction(this.yaml.source(item), this.report)).filter((action) => action !== null);
  }

  private condition(append: boolean): MaybeCondition {
    const entry = this.entry('condition');
    if (entry === null) return undefined;
    if (!isScalar(entry.value) || entry.value.value === null) {
      this.report.mistake(entry.place, 'expected a condition');
      return null;
    }
    const source = this.yaml.source(entry.value);
    if (append) return parseAddition(source, this.report);
    const condition = parseCondition(source, this.report);
    return condition === null ? null : { joint: 'and', condition };
  }

  private priority(): Priority | null {
    const entry = this.entry('priority');
    if (entry === null) return null;
    const text = this.yaml.scalar(entry.value, 'a priority', entry.place);
    if (text === null) return null;
    const priority = priorityNamed(text);
    if (priority === null) {
      const place = this.yaml.placeOf(entry.value);
      this.report.mistake(
        place,
        `there is no priority \`${text}\`; there are ${PRIORITY_NAMES.join(', ')}${meant(text, PRIORITY_NAMES)}`,
      );
    }
    return priority;
  }

  private prefilter(): KindSet | null {
    const names = this.texts('prefilter', 'a type of records');
    if (names === null) return null;
    let set: KindSet = 0;
    for (const { text, place } of names) {
      const kinds = prefilterKinds(text);
      if (kinds === undefined) {
        const hint = meant(text, PREFILTER_NAMES);
        this.report.mistake(
          place,
          `there is no type of records \`${text}\`; there are ${PREFILTER_NAMES.join(', ')}${hint}`,
        );
      } else {
        if (kinds === 0) this.report.notice(place, `nothing here makes records of SysFlow's type ${text}`);
        set |= kinds;
      }
    }
    return set;
  }

  private listItems(entry: YamlEntry): Value[] {
    const items = this.yaml.sequence(entry.value, 'values', entry.place) ?? [];
    return items.map((item) => ({ text: scalarText(item), quoted: false, place: this.yaml.placeOf(item) }));
  }

  private texts(key: string, what: string): { readonly text: string; readonly place: Place }[] | null {
    const entry = this.entry(key);
    if (entry === null) return null;
    const items = this.yaml.sequence(entry.value, `${what} or a list of them`, entry.place) ?? [];
    return items.map((item) => ({ text: scalarText(item), place: this.yaml.placeOf(item) }));
  }

  private text(key: string, what: string): string | null {
    const entry = this.entry(key);
    return entry === null ? null : (this.yaml.scalar(entry.value, what, entry.place)?.trim() ?? null);
  }

  private flag(key: string): boolean | null {
    const entry = this.entry(key);
    if (entry === null) return null;
    const text = this.yaml.scalar(entry.value, '`true` or `false`', entry.place);
    if (text === 'true' || text === 'false') return text === 'true';
    if (text !== null)
      this.report.mistake(this.yaml.placeOf(entry.value), `expected \`true\` or \`false\`, but found \`${text}\``);
    return null;
  }

  private entry(key: string): (YamlEntry & { readonly value: Node | null }) | null {
    return this.entries.find((entry) => entry.key === key) ?? null;
  }

  private missing(key: string): null {
    this.report.mistake(this.place, `the key \`${key}\` is missing`);
    return null;
  }
}
