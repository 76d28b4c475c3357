/** What can be taken over below the filter: what the engine suggests, or, while it is empty, filters that were used. Pure. */
import type { SavedFilter } from '#contract/preferences.ts';
import type { FilterPiece, FilterSuggestions } from '#contract/views/filter.ts';

export interface FilterOption {
  readonly key: string;
  /** `piece`: part of a filter · `saved`, `recent`: a whole one. */
  readonly kind: 'piece' | 'saved' | 'recent';
  readonly label: string;
  readonly detail: string | null;
  readonly count: number | null;
  /** The text afterwards, and where the cursor is then. */
  readonly text: string;
  readonly cursor: number;
}

const MAX_RECENT = 8;

export function filterOptions(
  text: string,
  suggestions: FilterSuggestions | null,
  saved: readonly SavedFilter[],
  history: readonly string[],
): readonly FilterOption[] {
  if (text.trim() !== '') return suggestions === null ? [] : suggestedOptions(text, suggestions);
  const whole = (kind: 'saved' | 'recent', label: string, filter: string, detail: string | null): FilterOption => ({
    key: `${kind} ${label}`,
    kind,
    label,
    detail,
    count: null,
    text: filter,
    cursor: filter.length,
  });
  const names = new Set(saved.map((filter) => filter.text));
  return [
    ...saved.map((filter) => whole('saved', filter.name, filter.text, filter.text)),
    ...history
      .filter((filter) => !names.has(filter))
      .slice(0, MAX_RECENT)
      .map((filter) => whole('recent', filter, filter, null)),
    ...(suggestions === null ? [] : suggestedOptions(text, suggestions)),
  ];
}

function suggestedOptions(text: string, { from, to, items }: FilterSuggestions): readonly FilterOption[] {
  return items.flatMap(({ insert, label, detail, count }) => {
    const after = text.slice(to);
    // A blank leads on to what comes next; where there is one already it is gone over.
    const gap = after.startsWith(' ') ? '' : ' ';
    const next = `${text.slice(0, from)}${insert}${gap}${after}`;
    // What stands there already is nothing to be taken over.
    if (text.slice(from, to) === insert && after.trim() === '') return [];
    return [
      { key: `piece ${insert}`, kind: 'piece', label, detail, count, text: next, cursor: from + insert.length + 1 },
    ];
  });
}

/** Pieces that still hold after the text was changed: those before the first letter that differs. */
export function piecesThatHold(pieces: readonly FilterPiece[], checked: string, text: string): readonly FilterPiece[] {
  if (checked === text) return pieces;
  let same = 0;
  while (same < checked.length && same < text.length && checked[same] === text[same]) same += 1;
  return pieces.filter(({ at, length }) => at + length < same);
}
