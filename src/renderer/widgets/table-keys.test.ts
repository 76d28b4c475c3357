import { describe, expect, it } from 'vitest';
import { tableAction, type PressedKey, type TablePlace } from './table-keys.ts';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, more: Partial<PressedKey> = {}): PressedKey => ({ key, ...NONE, ...more });
const place: TablePlace = {
  row: 5,
  column: 2,
  inHeader: false,
  rowCount: 100,
  columnCount: 4,
  firstVisible: 3,
  page: 10,
};

describe('a key in a table', () => {
  it.each([
    ['ArrowDown', 6],
    ['j', 6],
    ['ArrowUp', 4],
    ['k', 4],
    ['PageDown', 15],
    ['PageUp', -5],
    ['Home', 0],
    ['End', 99],
  ])('%s goes to row %i', (key, index) => {
    expect(tableAction(press(key), place)).toEqual({ kind: 'row', index });
  });

  it('begins with what is on screen', () => {
    const nowhere = { ...place, row: null };
    for (const key of ['ArrowDown', 'j', 'Enter', 'k']) {
      expect(tableAction(press(key), nowhere)).toEqual({ kind: 'row', index: 3 });
    }
    expect(tableAction(press('Escape'), nowhere)).toBeNull();
  });

  it('goes along the cells and stops at the ends', () => {
    expect(tableAction(press('ArrowLeft'), place)).toEqual({ kind: 'column', index: 1 });
    expect(tableAction(press('ArrowRight'), { ...place, column: 3 })).toEqual({ kind: 'column', index: 3 });
    expect(tableAction(press('ArrowLeft'), { ...place, column: 0 })).toEqual({ kind: 'column', index: 0 });
  });

  it('reaches the headers over the first row, and sorts there', () => {
    expect(tableAction(press('ArrowUp'), { ...place, row: 0 })).toEqual({ kind: 'header' });
    const header = { ...place, row: 0, inHeader: true };
    expect(tableAction(press(' '), header)).toEqual({ kind: 'sort' });
    expect(tableAction(press('Enter'), header)).toEqual({ kind: 'sort' });
    expect(tableAction(press('ArrowDown'), header)).toEqual({ kind: 'row', index: 0 });
    expect(tableAction(press('PageDown'), header)).toBeNull();
  });

  it('opens, closes, copies and asks for the menu', () => {
    expect(tableAction(press('Enter'), place)).toEqual({ kind: 'open' });
    expect(tableAction(press('Escape'), place)).toEqual({ kind: 'close' });
    expect(tableAction(press('c', { ctrlKey: true }), place)).toEqual({ kind: 'copy' });
    expect(tableAction(press('ContextMenu'), place)).toEqual({ kind: 'menu' });
    expect(tableAction(press('F10', { shiftKey: true }), place)).toEqual({ kind: 'menu' });
  });

  it('is left alone where it means something elsewhere', () => {
    expect(tableAction(press('F10'), place)).toBeNull();
    expect(tableAction(press('j', { metaKey: true }), place)).toBeNull();
    expect(tableAction(press('ArrowDown', { altKey: true }), place)).toBeNull();
    expect(tableAction(press(' '), place)).toBeNull();
    expect(tableAction(press('/'), place)).toBeNull();
  });
});
