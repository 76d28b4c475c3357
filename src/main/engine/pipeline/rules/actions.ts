/** What a rule does with the records it applies to, besides being named in them. */
import { meant, type Place, type RuleReport } from './mistakes.ts';

export type RuleAction =
  | { readonly kind: 'alert' }
  | { readonly kind: 'tag'; readonly tag: string }
  /** `PLUGIN.FUNCTION` */
  | { readonly kind: 'call'; readonly target: string }
  | { readonly kind: 'webhook'; readonly url: string };

export const ACTION_NAMES = ['alert', 'tag', 'call', 'webhook'] as const;

/** Null: reported. */
export function parseAction(text: string, place: Place, report: RuleReport): RuleAction | null {
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
