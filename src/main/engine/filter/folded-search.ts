/**
 * Whether a text holds a term, whatever the case: what `text.toLowerCase()` would be asked, without making that text. A million names
 * are searched while somebody waits.
 */
import type { Test } from './field-tests.ts';

/** Where in the text the term has to be. */
export interface TermPlace {
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

const ANYWHERE: TermPlace = { atStart: false, atEnd: false };

/** `term` is in lower case. */
export function foldedSearch(term: string, { atStart, atEnd }: TermPlace = ANYWHERE): Test<string> {
  if (!/^[\x20-\x7e]*$/.test(term)) return (text) => isAt(text.toLowerCase(), term, atStart, atEnd);
  const last = term.length - 1;
  const letters = Array.from(term, (character, at) => eitherCase(character, !atEnd && at === last)).join('');
  const pattern = new RegExp(`${atStart ? '^' : ''}${letters}${atEnd ? '$' : ''}`);
  return (text) => pattern.test(text);
}

function isAt(text: string, term: string, atStart: boolean, atEnd: boolean): boolean {
  if (atStart) return atEnd ? text === term : text.startsWith(term);
  return atEnd ? text.endsWith(term) : text.includes(term);
}

/** Everything that becomes this character in lower case. `mayBeDotted`: a dot above may follow, since nothing of the term does. */
function eitherCase(character: string, mayBeDotted: boolean): string {
  if (character < 'a' || character > 'z') return /\w/.test(character) ? character : `\\x${hex(character)}`;
  const both = `[${character}${character.toUpperCase()}${character === 'k' ? KELVIN : ''}]`;
  // It becomes an i and a dot above.
  return character === 'i' && mayBeDotted ? `(?:${both}|${DOTTED_I})` : both;
}

const KELVIN = '\\u212a';
const DOTTED_I = '\\u0130';

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}
