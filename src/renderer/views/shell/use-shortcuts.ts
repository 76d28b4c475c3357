/** Keys that work wherever nothing is being typed; which they are is in the list of commands. */
import { useEffect } from 'react';
import { useApp } from '../../state/app-context.ts';
import { tableOfView } from '../use-store.ts';
import { chordOf, isMacPlatform, MENU_CHORDS } from './commands/chords.ts';
import type { Command } from './commands/command.ts';

/** True where a key belongs to what has the focus: text, or a control that reacts to it. */
export function isTaken(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isText = target.isContentEditable || target.closest('input, textarea, select') !== null;
  // Chords with Ctrl or ⌘ work while something is typed, but for those that text fields have themselves.
  if (chord.startsWith('Mod+')) return chord === 'Mod+Z' ? isText : isInDialog(target);
  if (isText || isInDialog(target)) return true;
  if (target.closest('[role="slider"]') !== null && chord.startsWith('Arrow')) return true;
  return chord === 'Space' && target.closest('button, a, [role="tab"], [role="switch"]') !== null;
}

function isInDialog(target: HTMLElement): boolean {
  return target.closest('[role="dialog"], [role="menu"]') !== null;
}

export function useShortcuts(commands: () => readonly Command[]): void {
  const app = useApp();
  useEffect(() => {
    const isMac = isMacPlatform();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const chord = chordOf(event, isMac);
      if (chord === null || isTaken(event.target, chord)) return;
      const command = commands().find(({ keys }) => keys?.includes(chord) ?? false);
      if (command !== undefined) {
        if (app.host.kind === 'desktop' && MENU_CHORDS.has(chord)) return;
        event.preventDefault();
        command.run();
      } else if (chord === 'Escape') {
        const { opened, close } = app.panels.getState();
        // A panel that had the focus and lost it: what was focused in it is gone.
        if (opened !== null) {
          close(opened);
          return;
        }
        const table = tableOfView(app.layout.getState().view);
        if (table === null) return;
        event.preventDefault();
        app.tables[table].getState().select(null);
      } else if (['j', 'k', 'ArrowDown', 'ArrowUp'].includes(chord) && document.activeElement === document.body) {
        document.querySelector<HTMLElement>('[role="grid"]')?.focus();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [app, commands]);
}
