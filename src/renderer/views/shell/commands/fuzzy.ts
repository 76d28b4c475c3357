/** Finds what was meant by a few letters: all letters of each word in order, beginnings of words and runs of letters first. Pure. */
export interface FuzzyMatch {
  /** Higher is better. */
  readonly score: number;
  /** Places in the text whose letters were found, ascending. */
  readonly places: readonly number[];
}

const START = 8;
const RUN = 5;
const LETTER = 1;
/** Each letter that is skipped inside of the found stretch. */
const GAP = 0.3;

/** Null where a word of `query` is not in `text`. An empty query is in every text. */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  const letters = text.toLowerCase();
  const places = new Set<number>();
  let score = 0;
  for (const term of terms) {
    const found = bestOf(term, letters);
    if (found === null) return null;
    score += found.score;
    for (const place of found.places) places.add(place);
  }
  return { score: score - letters.length * 0.01, places: [...places].toSorted((a, b) => a - b) };
}

/** Tried from each place where its first letter is; texts are short. */
function bestOf(term: string, text: string): FuzzyMatch | null {
  let best: FuzzyMatch | null = null;
  for (let at = text.indexOf(term[0] ?? ''); at >= 0; at = text.indexOf(term[0] ?? '', at + 1)) {
    const found = from(at, term, text);
    if (found === null) break;
    if (best === null || found.score > best.score) best = found;
  }
  return best;
}

function from(start: number, term: string, text: string): FuzzyMatch | null {
  const places: number[] = [];
  let score = 0;
  let at = start;
  for (const letter of term) {
    const place = text.indexOf(letter, at);
    if (place < 0) return null;
    const last = places.at(-1);
    score += LETTER + (isStart(text, place) ? START : 0) + (last === place - 1 ? RUN : 0);
    if (last !== undefined) score -= (place - last - 1) * GAP;
    places.push(place);
    at = place + 1;
  }
  return { score, places };
}

function isStart(text: string, place: number): boolean {
  return place === 0 || !/[\p{L}\p{N}]/u.test(text[place - 1] ?? '');
}
