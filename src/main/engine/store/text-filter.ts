/**
 * The text filter of every view and of `--filter`: words that must all occur in the row, whatever the case; `-word`
 * excludes; `"two words"` is a phrase. One implementation, so that the viewer and the command line agree.
 */

export interface TextFilter {
  readonly source: string;
  readonly isEmpty: boolean;
  /** `haystack` is the row's searchable text, already in lower case. An id matches as a whole only. */
  matches(haystack: string, id: () => string | null): boolean;
}

/** Of a UUID as text: ids are costly to make, so they are asked for only where a word could be one. */
const ID_LENGTH = 36;

interface Term {
  readonly text: string;
  readonly excluded: boolean;
}

export function compileTextFilter(source: string): TextFilter {
  const terms = parseTerms(source);
  return {
    source,
    isEmpty: terms.length === 0,
    matches(haystack, id) {
      for (const term of terms) {
        const found = haystack.includes(term.text) || (term.text.length === ID_LENGTH && term.text === id());
        if (found === term.excluded) return false;
      }
      return true;
    },
  };
}

/** A lone `-` and an empty phrase ask for nothing; an unclosed quote reaches to the end. */
function parseTerms(source: string): Term[] {
  const terms: Term[] = [];
  for (const match of source.matchAll(/(-?)"([^"]*)"?|(\S+)/g)) {
    const word = match[3];
    const excluded = word === undefined ? match[1] === '-' : word.length > 1 && word.startsWith('-');
    const text = word === undefined ? match[2]! : excluded ? word.slice(1) : word;
    if (text !== '' && text !== '-') terms.push({ text: text.toLowerCase(), excluded });
  }
  return terms;
}
