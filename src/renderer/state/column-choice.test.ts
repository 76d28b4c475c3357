import { describe, expect, it } from 'vitest';
import { isColumnChoice, NO_CHOICE, ordered, shownColumns, withMoved, withShown } from './column-choice.ts';

const columns = [
  { id: 'a', standard: true },
  { id: 'b', standard: true },
  { id: 'c', standard: false },
  { id: 'd', standard: true },
];
const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join('');

describe('the columns of a table', () => {
  it('are the standard ones until somebody chooses', () => {
    expect(ids(shownColumns(columns, NO_CHOICE))).toBe('abd');
    expect(ordered(columns, NO_CHOICE)).toBe(columns);
  });

  it('are shown and hidden, and only what differs is kept', () => {
    const more = withShown(columns, NO_CHOICE, 'c', true);
    expect(ids(shownColumns(columns, more))).toBe('abcd');
    expect(withShown(columns, more, 'c', false)).toEqual(NO_CHOICE);
    const none = ['a', 'b', 'd'].reduce((choice, id) => withShown(columns, choice, id, false), NO_CHOICE);
    expect(ids(shownColumns(columns, none))).toBe('a');
  });

  it('are moved before another, or to the end', () => {
    const moved = withMoved(columns, NO_CHOICE, 'd', 'a');
    expect(ids(ordered(columns, moved))).toBe('dabc');
    expect(ids(ordered(columns, withMoved(columns, moved, 'd', null)))).toBe('abcd');
    expect(withMoved(columns, moved, 'd', 'd')).toBe(moved);
  });

  it('that are new take their own place among those that were moved', () => {
    const choice = { order: ['d', 'b', 'a', 'gone'], shown: {} };
    expect(ids(ordered(columns, choice))).toBe('dbca');
    expect(ids(ordered([{ id: 'new', standard: true }, ...columns], choice))).toBe('newdbca');
  });

  it('are not taken from what somebody else left', () => {
    expect(isColumnChoice({ order: ['a'], shown: { b: true } })).toBe(true);
    for (const value of [null, 1, {}, { order: [1], shown: {} }, { order: [], shown: { a: 1 } }, { order: [] }]) {
      expect(isColumnChoice(value)).toBe(false);
    }
  });
});
