/** Filters with a name, kept among the preferences. Pure: lists in, lists out. */
import type { SavedFilter } from '#contract/preferences.ts';

const MAX_SAVED_FILTERS = 200;
export const MAX_FILTER_NAME = 80;

/** A name is there once: whoever saves under it again means the new text. At the end, or where it was. */
export function saveFilter(saved: readonly SavedFilter[], name: string, text: string): readonly SavedFilter[] {
  const filter = { name: name.trim().slice(0, MAX_FILTER_NAME), text: text.trim() };
  if (filter.name === '' || filter.text === '') return saved;
  if (saved.some((each) => each.name === filter.name)) {
    return saved.map((each) => (each.name === filter.name ? filter : each));
  }
  return [...saved, filter].slice(-MAX_SAVED_FILTERS);
}

/** Unchanged where the new name is empty or somebody else's. */
export function renameFilter(saved: readonly SavedFilter[], from: string, to: string): readonly SavedFilter[] {
  const name = to.trim().slice(0, MAX_FILTER_NAME);
  if (name === '' || (name !== from && saved.some((each) => each.name === name))) return saved;
  return saved.map((each) => (each.name === from ? { ...each, name } : each));
}

export function removeFilter(saved: readonly SavedFilter[], name: string): readonly SavedFilter[] {
  return saved.filter((each) => each.name !== name);
}

/** A name to begin with: the text itself, cut. */
export function suggestedName(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}
