/** For tests of rules: rules from text, and what they come to for a record. */
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import { compileRules, type RuleOptions } from './compile-rules.ts';
import { mistakeLine } from './mistakes.ts';
import type { RuleSet } from './rule-set.ts';

/** The compiled rules; throws with every mistake. */
export function rulesOf(text: string, options?: RuleOptions): RuleSet {
  const { set, report } = compileRules([{ name: 'rules.yaml', text }], options);
  if (set === null) throw new Error(report.mistakes.map(mistakeLine).join('\n'));
  return set;
}

export function mistakesIn(text: string, options?: RuleOptions): string[] {
  return compileRules([{ name: 'rules.yaml', text }], options).report.mistakes.map(mistakeLine);
}

export function noticesIn(text: string): string[] {
  return compileRules([{ name: 'rules.yaml', text }]).report.notices.map(mistakeLine);
}

/** Names of the rules that apply; null where the record is dropped. */
export function judged(set: RuleSet, record: PipelineRecord): string[] | null {
  return set.judge(flattenRecord(record))?.map(({ policy }) => policy.id) ?? null;
}

/** Whether a condition holds, as a rule of its own. */
export function holds(condition: string, record: PipelineRecord, more = ''): boolean {
  const text = `${more}\n- rule: it\n  condition: ${JSON.stringify(condition)}\n`;
  return judged(rulesOf(text), record)!.length > 0;
}
