/** What a rule does with the records it applies to, besides being named in them. */
import { meant } from '#base/nearest-text.ts';
import { parseCondition, type ConditionSource } from './condition-parser.ts';
import type { Condition } from './condition.ts';
import type { Place, RuleReport } from './mistakes.ts';

export interface RuleAction {
  readonly does: Deed;
  /** Only for records of which this holds, too; null: for all that the rule applies to. */
  readonly condition: Condition | null;
}

export type Deed =
  | { readonly kind: 'alert' }
  | { readonly kind: 'tag'; readonly tag: string }
  /** `PLUGIN.FUNCTION` */
  | { readonly kind: 'call'; readonly target: string }
  | { readonly kind: 'webhook'; readonly url: string };

export const ACTION_NAMES = ['alert', 'tag', 'call', 'webhook'] as const;

/** `alert if first_seen(src_ip) within 1h`. Null: reported. */
export function parseAction(source: ConditionSource, report: RuleReport): RuleAction | null {
  const { text } = source;
  const split = /\sif(?=\s|$)/.exec(text);
  const does = parseDeed(text.slice(0, split?.index), source.place(0), report);
  if (does === null || split === null) return does === null ? null : { does, condition: null };
  if (does.kind === 'tag') {
    report.mistake(source.place(split.index + 1), '`tag` has no `if`: put the tag into a rule of its own');
    return null;
  }
  const from = split.index + split[0].length;
  const rest = { text: text.slice(from), place: (offset: number) => source.place(from + offset) };
  const condition = parseCondition(rest, report);
  return condition === null ? null : { does, condition };
}

function parseDeed(text: string, place: Place, report: RuleReport): Deed | null {
  const [name = '', ...words] = text.trim().split(/\s+/);
  const [argument] = words;
  const wrong = (message: string): null => {
    report.mistake(place, message);
    return null;
  };
  if (words.length > 1) return wrong(`expected one word after \`${name}\`, but found \`${words.join(' ')}\``);
  switch (name) {
    case 'alert':
      return argument === undefined
        ? { kind: 'alert' }
        : wrong('`alert` takes nothing: what it says comes from `output`');
    case 'tag':
      return argument === undefined ? wrong('expected a name after `tag`') : { kind: 'tag', tag: argument };
    case 'call':
      if (argument === undefined || !/^[\w-]+\.[\w-]+$/.test(argument)) {
        return wrong('expected `call PLUGIN.FUNCTION`');
      }
      return { kind: 'call', target: argument };
    case 'webhook':
      if (argument === undefined || !isWebAddress(argument))
        return wrong('expected an http or https address after `webhook`');
      return { kind: 'webhook', url: argument };
    default:
      return wrong(`there is no action \`${name}\`; there are ${ACTION_NAMES.join(', ')}${meant(name, ACTION_NAMES)}`);
  }
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^/\s]+/i.test(text);
}
