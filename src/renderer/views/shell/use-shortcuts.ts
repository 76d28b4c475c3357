/** Keys that work wherever nothing is being typed. */
import { useEffect } from 'react';
import { useApp } from '../../state/app-context.ts';
import { VIEWS } from '../../state/layout-store.ts';
import { tableOfView } from '../use-store.ts';
import { FILTER_INPUT_ID } from './filter-box.tsx';

/** True where a key belongs to what has the focus: text, or a control that reacts to it. */
export function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null)
    return true;
  return key === ' ' && target.closest('button, a, [role="tab"], [role="switch"]') !== null;
}

export function useShortcuts(onHelp: () => void): void {
  const app = useApp();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target, event.key))
        return;
      const view = VIEWS[Number(event.key) - 1];
      if (view !== undefined) app.layout.getState().open(view);
      else if (event.key === '/') document.getElementById(FILTER_INPUT_ID)?.focus();
      else if (event.key === ' ') app.pause.getState().toggle();
      else if (event.key === '?') onHelp();
      else if (event.key === 'Escape') {
        const table = tableOfView(app.layout.getState().view);
        if (table !== null) app.tables[table].getState().select(null);
      } else if (['j', 'k', 'ArrowDown', 'ArrowUp'].includes(event.key) && document.activeElement === document.body) {
        document.querySelector<HTMLElement>('[role="grid"]')?.focus();
        return;
      } else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [app, onHelp]);
}
