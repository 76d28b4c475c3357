/** Where the keyboard goes between a table and the details beside it. */
import { useEffect, useRef } from 'react';

const FOCUSABLE = 'button, a[href], input, [tabindex="0"]';

export function focusDetails(): void {
  const pane = document.querySelector<HTMLElement>('[data-testid="details-panel"]');
  if (pane === null) return;
  const first = pane.querySelector<HTMLElement>(FOCUSABLE);
  (first ?? pane).focus();
}

/** Details that had the keyboard were closed: it goes back to the table. */
export function useReturnToTable(isOpen: boolean): void {
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    const closed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (closed && (document.activeElement === null || document.activeElement === document.body)) {
      document.querySelector<HTMLElement>('[role="grid"]')?.focus();
    }
  }, [isOpen]);
}
