import { expect, it } from 'vitest';
import { ariaChord, chordOf, keyCaps, type PressedKey } from './chords.ts';

const pressed = (key: string, held: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

it('reads what was pressed as it is written', () => {
  expect(chordOf(pressed(' '), false)).toBe('Space');
  expect(chordOf(pressed('?', { shiftKey: true }), false)).toBe('?');
  expect(chordOf(pressed('k', { ctrlKey: true }), false)).toBe('Mod+K');
  expect(chordOf(pressed('k', { metaKey: true }), true)).toBe('Mod+K');
  expect(chordOf(pressed('Z', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+Z');
});

it('leaves alone what belongs to the system', () => {
  expect(chordOf(pressed('k', { metaKey: true }), false)).toBeNull();
  expect(chordOf(pressed('1', { altKey: true }), false)).toBeNull();
  expect(chordOf(pressed('k', { ctrlKey: true }), true)).toBeNull();
});

it('shows a cap for each key', () => {
  expect(keyCaps('Mod+K', false)).toEqual(['Ctrl', 'K']);
  expect(keyCaps('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z']);
  expect(keyCaps('+', false)).toEqual(['+']);
  expect(keyCaps('ArrowUp', false)).toEqual(['↑']);
  expect(keyCaps('PageUp', false)).toEqual(['Page up']);
  expect(ariaChord('Mod+K', true)).toBe('Meta+K');
});
