/**
 * The text filter of every view and of `--filter`: words that must all occur in the row, each inside one of its fields,
 * whatever the case; `-word` excludes; `"two words"` is a phrase. One implementation, so that the viewer and the command
 * line agree.
 */
import type { FieldTest, SearchField } from '#main/engine/filter/search-fields.ts';

export interface Term {
  /** In lower case. */
  readonly text: string;
  readonly excluded: boolean;
}

export interface TextFilter {
  readonly source: string;
  readonly isEmpty: boolean;
  readonly terms: readonly Term[];
}

export function compileTextFilter(source: string): TextFilter {
  const terms = parseTerms(source);
  return { source, isEmpty: terms.length === 0, terms };
}

/** Whether a row passes. The test may be kept as long as the fields can be read. */
export function rowTest<Row>(filter: TextFilter, fields: readonly SearchField<Row>[]): FieldTest<Row> {
  const terms = filter.terms.map(({ text, excluded }) => ({ found: anyField(text, fields), excluded }));
  return (row) => {
    for (const { found, excluded } of terms) if (found(row) === excluded) return false;
    return true;
  };
}

function anyField<Row>(term: string, fields: readonly SearchField<Row>[]): FieldTest<Row> {
  const tests = fields.map((field) => field(term)).filter((test) => test !== null);
  return (row) => {
    for (const test of tests) if (test(row)) return true;
    return false;
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
