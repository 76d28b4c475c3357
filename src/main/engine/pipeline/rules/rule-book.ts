/**
 * All items of all files brought together: what `append` adds is added, what comes later under the same name replaces what was
 * there. Nothing is compiled yet, so that macros and lists may stand anywhere.
 */
import { meant } from '#base/nearest-text.ts';
import type { RuleAction } from './actions.ts';
import type { Condition, Value } from './condition.ts';
import type { Place, RuleReport } from './mistakes.ts';
import { DEFAULT_PRIORITY, type Priority } from './priorities.ts';
import type { KindSet } from './record-kinds.ts';
import type { ConditionPart, DropItem, ListItem, MacroItem, RuleItem, RulesItem } from './rule-items.ts';

export interface RuleDefinition {
  readonly name: string;
  readonly place: Place;
  readonly condition: Condition;
  readonly desc: string;
  readonly actions: readonly RuleAction[];
  readonly priority: Priority;
  readonly tags: readonly string[];
  /** Null: every kind. */
  readonly prefilter: KindSet | null;
  readonly enabled: boolean;
  readonly output: RuleItem['output'];
}

export interface DropDefinition {
  readonly name: string;
  readonly place: Place;
  readonly condition: Condition;
  readonly enabled: boolean;
}

export interface MacroDefinition {
  readonly place: Place;
  readonly condition: Condition;
}

export interface ListDefinition {
  /** Null: it does not come from a file. */
  readonly place: Place | null;
  readonly items: readonly Value[];
}

/** Each makes a condition one level deeper. */
const MAX_ADDITIONS = 500;

export class RuleBook {
  /** In the order of their first definition, which is the order in which they are named in records. */
  readonly rules: Map<string, RuleDefinition> = new Map();
  readonly drops: Map<string, DropDefinition> = new Map();
  readonly macros: Map<string, MacroDefinition> = new Map();
  readonly lists: Map<string, ListDefinition> = new Map();
  private readonly report: RuleReport;
  private readonly additions = new Map<string, number>();

  constructor(report: RuleReport) {
    this.report = report;
  }

  add(item: RulesItem): void {
    if (item.append && !this.mayAdd(item)) return;
    switch (item.kind) {
      case 'rule':
        return this.addRule(item);
      case 'drop':
        return this.addDrop(item);
      case 'macro':
        return this.addMacro(item);
      case 'list':
        return this.addList(item);
    }
  }

  private addRule(item: RuleItem): void {
    const known = this.rules.get(item.name);
    if (item.append) {
      if (known === undefined) return this.unknownTarget(item, this.rules);
      this.rules.set(item.name, appended(known, item));
    } else if (item.condition === undefined && known !== undefined) {
      // As in files that only switch a rule on or off: the rest stays.
      this.rules.set(item.name, changed(known, item));
    } else {
      if (item.condition === undefined) return this.report.mistake(item.place, 'the key `condition` is missing');
      if (item.condition === null) return;
      if (known !== undefined) this.replaces('rule', item, known.place);
      const { condition } = item.condition;
      const blank = {
        name: item.name,
        desc: item.name,
        actions: [],
        priority: DEFAULT_PRIORITY,
        tags: [],
        prefilter: null,
        enabled: true,
        output: null,
      };
      this.rules.set(item.name, { ...changed({ ...blank, place: item.place, condition }, item), place: item.place });
    }
  }

  private addDrop(item: DropItem): void {
    const known = this.drops.get(item.name);
    const { name, place, condition } = item;
    if (item.append) {
      if (known === undefined) return this.unknownTarget(item, this.drops);
      const joined = condition === null || condition === undefined ? known.condition : join(known.condition, condition);
      this.drops.set(name, { ...known, condition: joined, enabled: item.enabled ?? known.enabled });
    } else if (condition === undefined && known !== undefined) {
      this.drops.set(name, { ...known, enabled: item.enabled ?? known.enabled });
    } else {
      if (condition === undefined) return this.report.mistake(place, 'the key `condition` is missing');
      if (condition === null) return;
      if (known !== undefined) this.replaces('drop rule', item, known.place);
      this.drops.set(name, { name, place, condition: condition.condition, enabled: item.enabled ?? true });
    }
  }

  private addMacro(item: MacroItem): void {
    const known = this.macros.get(item.name);
    if (item.append) {
      if (known === undefined) return this.unknownTarget(item, this.macros);
      this.macros.set(item.name, { ...known, condition: join(known.condition, item.condition) });
    } else {
      if (known !== undefined) this.replaces('macro', item, known.place);
      this.macros.set(item.name, { place: item.place, condition: item.condition.condition });
    }
  }

  private addList(item: ListItem): void {
    const known = this.lists.get(item.name);
    if (item.append) {
      if (known === undefined) return this.unknownTarget(item, this.lists);
      this.lists.set(item.name, { ...known, items: [...known.items, ...item.items] });
    } else {
      if (known !== undefined) this.replaces('list', item, known.place);
      this.lists.set(item.name, { place: item.place, items: item.items });
    }
  }

  private mayAdd({ kind, name, place }: RulesItem): boolean {
    const target = `${kind} ${name}`;
    const count = (this.additions.get(target) ?? 0) + 1;
    this.additions.set(target, count);
    if (count > MAX_ADDITIONS)
      this.report.mistake(place, `\`${name}\` is appended to more than ${MAX_ADDITIONS} times`);
    return count <= MAX_ADDITIONS;
  }

  private unknownTarget({ kind, name, place }: RulesItem, known: ReadonlyMap<string, unknown>): void {
    const hint = meant(name, [...known.keys()]);
    this.report.mistake(place, `there is no ${kind} \`${name}\` before this that could be appended to${hint}`);
  }

  private replaces(what: string, { name, place }: RulesItem, before: Place | null): void {
    const where = before === null ? 'the built-in one' : `that of ${before.file}:${before.line}`;
    this.report.notice(place, `the ${what} \`${name}\` replaces ${where}`);
  }
}

function join(condition: Condition, part: ConditionPart): Condition {
  return { kind: part.joint, parts: [condition, part.condition] };
}

function changed(known: RuleDefinition, item: RuleItem): RuleDefinition {
  return {
    ...known,
    desc: item.desc ?? known.desc,
    actions: item.actions ?? known.actions,
    priority: item.priority ?? known.priority,
    tags: item.tags ?? known.tags,
    prefilter: item.prefilter ?? known.prefilter,
    enabled: item.enabled ?? known.enabled,
    output: item.output ?? known.output,
  };
}

/** Conditions, actions, tags and types of records are added to; what there is one of is replaced. */
function appended(known: RuleDefinition, item: RuleItem): RuleDefinition {
  const { condition } = item;
  return {
    ...changed(known, item),
    condition: condition === null || condition === undefined ? known.condition : join(known.condition, condition),
    actions: [...known.actions, ...(item.actions ?? [])],
    tags: [...known.tags, ...(item.tags ?? [])],
    prefilter: item.prefilter === null ? known.prefilter : (known.prefilter ?? 0) | item.prefilter,
  };
}
