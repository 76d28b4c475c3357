/** Headers are dragged to another place: the pointer decides before which header it would land. */
import { useRef, useState } from 'react';

/** So far a press is a click. */
const SLACK = 5;

export interface ColumnDrag {
  readonly id: string;
  /** Before which column; null: at the end. */
  readonly before: string | null;
}

interface Press {
  readonly id: string;
  readonly x: number;
}

export interface ColumnDragHandlers {
  onPointerDown(event: React.PointerEvent<HTMLElement>): void;
  onPointerMove(event: React.PointerEvent<HTMLElement>): void;
  onPointerUp(event: React.PointerEvent<HTMLElement>): void;
  onPointerCancel(): void;
  onClickCapture(event: React.MouseEvent): void;
}

export function useColumnDrag(onMove: (id: string, before: string | null) => void): {
  readonly drag: ColumnDrag | null;
  handlers(id: string): ColumnDragHandlers;
} {
  const press = useRef<Press | null>(null);
  const dragged = useRef(false);
  const [drag, setDrag] = useState<ColumnDrag | null>(null);
  const end = (): void => {
    press.current = null;
    setDrag(null);
  };
  return {
    drag,
    handlers: (id) => ({
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        press.current = { id, x: event.clientX };
        dragged.current = false;
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event) => {
        const { current } = press;
        if (current === null || (!dragged.current && Math.abs(event.clientX - current.x) < SLACK)) return;
        dragged.current = true;
        const before = landing(event.currentTarget, event.clientX);
        if (drag?.id !== id || drag.before !== before) setDrag({ id, before });
      },
      onPointerUp: () => {
        if (drag !== null && drag.before !== id) onMove(id, drag.before);
        end();
      },
      onPointerCancel: end,
      // What ends a drag is no click.
      onClickCapture: (event) => {
        if (!dragged.current) return;
        dragged.current = false;
        event.stopPropagation();
        event.preventDefault();
      },
    }),
  };
}

function landing(header: HTMLElement, x: number): string | null {
  const headers = header.closest('[role="row"]')?.querySelectorAll<HTMLElement>('[data-header]') ?? [];
  for (const other of headers) {
    const { left, width } = other.getBoundingClientRect();
    if (x < left + width / 2) return other.dataset['header'] ?? null;
  }
  return null;
}
