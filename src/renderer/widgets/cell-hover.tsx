/** The one small button that follows the pointer from cell to cell and opens the cell's menu: no cell has a button of its own. */
import { IconDotsVertical } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './data-table.module.css';

export interface HoveredCell {
  readonly index: number;
  readonly column: string;
  readonly rect: DOMRect;
}

interface Place extends HoveredCell {
  readonly left: number;
  readonly top: number;
}

const SIZE = 20;

export function CellHover({
  frame,
  scroller,
  label,
  onMenu,
}: {
  readonly frame: React.RefObject<HTMLDivElement | null>;
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  readonly label: string;
  onMenu(cell: HoveredCell): void;
}): React.JSX.Element | null {
  const [place, setPlace] = useState<Place | null>(null);
  useEffect(() => {
    const outer = frame.current;
    const inner = scroller.current;
    if (outer === null || inner === null) return undefined;
    let shown: Element | null = null;
    const hide = (): void => {
      if (shown === null) return;
      shown = null;
      setPlace(null);
    };
    const onMove = (event: PointerEvent): void => {
      const target = event.target as Element;
      if (event.pointerType === 'touch' || target.closest(`.${classes.hover}`) !== null) return;
      const cell = target.closest('[data-column]');
      if (cell === shown) return;
      const found = cell === null || event.buttons !== 0 ? null : cellAt(cell);
      if (found === null || cell === null) {
        hide();
        return;
      }
      shown = cell;
      const box = outer.getBoundingClientRect();
      const isRight = cell.getAttribute('data-align') === 'right';
      const right = Math.min(found.rect.right, box.left + inner.clientWidth);
      setPlace({
        ...found,
        left: (isRight ? found.rect.left + 1 : right - SIZE - 1) - box.left,
        top: found.rect.top + (found.rect.height - SIZE) / 2 - box.top,
      });
    };
    outer.addEventListener('pointermove', onMove, { passive: true });
    outer.addEventListener('pointerleave', hide);
    inner.addEventListener('scroll', hide, { passive: true });
    // The cell is elsewhere then, and perhaps out of sight.
    const sized = new ResizeObserver(hide);
    sized.observe(inner);
    return () => {
      outer.removeEventListener('pointermove', onMove);
      outer.removeEventListener('pointerleave', hide);
      inner.removeEventListener('scroll', hide);
      sized.disconnect();
    };
  }, [frame, scroller]);
  if (place === null) return null;
  return (
    <button
      type="button"
      className={classes.hover}
      style={{ left: place.left, top: place.top }}
      // By keyboard the menu is the Menu key's.
      tabIndex={-1}
      aria-label={label}
      title={label}
      data-testid="cell-menu-button"
      onClick={() => onMenu(place)}
    >
      <IconDotsVertical size={14} stroke={1.8} aria-hidden />
    </button>
  );
}

/** Null where the row is on its way. */
export function cellAt(cell: Element): HoveredCell | null {
  const row = cell.closest('[data-testid="row"]');
  const column = cell.getAttribute('data-column');
  if (row === null || column === null) return null;
  return { index: Number(row.getAttribute('aria-rowindex')) - 2, column, rect: cell.getBoundingClientRect() };
}
