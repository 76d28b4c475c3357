/**
 * Compiled rules. A record is first held against the drop rules, then against every enabled rule for its kind; all that match
 * apply, in the order of their definition.
 */
import { FLAT_KINDS } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Deed } from './actions.ts';
import type { RecordTest } from '#main/engine/filter/field-tests.ts';
import { GateTable, type Gate } from './gates.ts';
import type { Message } from './output-template.ts';
import type { Priority } from './priorities.ts';
import { hasKind, kindOf, type KindSet } from './record-kinds.ts';

/** What a record says of a rule that applied to it. */
export interface Policy {
  readonly [key: string]: string | number;
  readonly id: string;
  readonly desc: string;
  readonly priority: number;
  readonly priority_name: string;
}

export interface CompiledAction {
  readonly does: Deed;
  /** Null: always. Asked after the rule applied, before the next record is judged. */
  readonly test: RecordTest | null;
}

export interface CompiledRule {
  readonly policy: Policy;
  readonly priority: Priority;
  /** Those of the rule, then those of its `tag` actions. */
  readonly tags: readonly string[];
  /** But for tags. */
  readonly actions: readonly CompiledAction[];
  readonly message: Message;
  readonly test: RecordTest;
  readonly kinds: KindSet;
  readonly gate: Gate | null;
  /** Position among all rules. */
  readonly order: number;
  /** How many keys its windows had to forget because there were too many at a time. */
  forgotten(): number;
}

export interface CompiledDrop {
  readonly test: RecordTest;
  readonly kinds: KindSet;
}

export interface RuleCounts {
  readonly files: number;
  readonly rules: number;
  readonly disabled: number;
  readonly drops: number;
  readonly macros: number;
  readonly lists: number;
}

export class RuleSet {
  readonly rules: readonly CompiledRule[];
  readonly counts: RuleCounts;
  private readonly rulesByKind: readonly GateTable<CompiledRule>[];
  private readonly dropsByKind: readonly (readonly CompiledDrop[])[];
  private readonly turn: { now: number };
  private readonly matches: CompiledRule[] = [];
  /** The one that is being judged. */
  private record: PipelineRecord = {};
  /** Made once: a record that nothing applies to costs no memory. */
  private readonly hold = (rule: CompiledRule): void => {
    if (rule.test(this.record)) this.matches.push(rule);
  };

  constructor(
    rules: readonly CompiledRule[],
    drops: readonly CompiledDrop[],
    turn: { now: number },
    counts: RuleCounts,
  ) {
    this.rules = rules;
    this.counts = counts;
    this.turn = turn;
    this.rulesByKind = FLAT_KINDS.map((_, kind) => new GateTable(rules.filter(({ kinds }) => hasKind(kinds, kind))));
    this.dropsByKind = FLAT_KINDS.map((_, kind) => drops.filter(({ kinds }) => hasKind(kinds, kind)));
  }

  /** The rules that apply; null: the record is dropped. The answer is good until the next call. */
  judge(record: PipelineRecord): readonly CompiledRule[] | null {
    const kind = kindOf(record);
    const { matches } = this;
    // What macros and windows found for the last record does not hold for this one.
    this.turn.now++;
    matches.length = 0;
    for (const drop of this.dropsByKind[kind]!) if (drop.test(record)) return null;
    this.record = record;
    const table = this.rulesByKind[kind]!;
    table.eachFor(record, this.hold);
    if (matches.length > 1 && !table.isOrdered) matches.sort((a, b) => a.order - b.order);
    return matches;
  }
}
