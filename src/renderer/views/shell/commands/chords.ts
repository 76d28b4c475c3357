/**
 * Keys as they are written in the list of commands: `Mod+K` is Ctrl+K, on a Mac ⌘K. A single letter or sign is what it types, with
 * whatever keys that takes (`?` is Shift and another key on most keyboards). Pure.
 */
import { words } from '../../../display/words.ts';

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The chord that was pressed, as it would be written; null where Alt is involved: such chords belong to the system. */
export function chordOf(event: PressedKey, isMac: boolean): string | null {
  if (event.altKey) return null;
  const mod = isMac ? event.metaKey : event.ctrlKey;
  if ((isMac ? event.ctrlKey : event.metaKey) && !mod) return null;
  const key = event.key === ' ' ? 'Space' : event.key;
  if (!mod) return key;
  return `Mod+${event.shiftKey ? 'Shift+' : ''}${key.length === 1 ? key.toUpperCase() : key}`;
}

/** Chords that the native menu of the desktop app takes (main/desktop/menu.ts): the page would do it a second time. */
export const MENU_CHORDS: ReadonlySet<string> = new Set(['Mod+O', 'Mod+E', 'Mod+F', 'Mod+,', 'Mod+Shift+M']);

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧' };

/** One key cap each. */
export function keyCaps(chord: string, isMac: boolean): readonly string[] {
  const names: Readonly<Record<string, string>> = words().shell.commands.key;
  if (chord === '+') return ['+'];
  return chord.split('+').map((part) => (isMac ? MAC[part] : undefined) ?? ARROWS[part] ?? names[part] ?? part);
}

/** As `aria-keyshortcuts` has it. */
export function ariaChord(chord: string, isMac: boolean): string {
  return chord.replace('Mod', isMac ? 'Meta' : 'Control');
}

export function isMacPlatform(): boolean {
  return /mac/i.test(navigator.platform);
}
