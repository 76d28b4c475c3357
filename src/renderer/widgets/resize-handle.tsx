/** The edge between two panes: dragged by pointer, moved by arrow keys. */
import { useRef } from 'react';
import classes from './resize-handle.module.css';

export interface ResizeHandleProps {
  readonly label: string;
  /** Width of the pane to the right, pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  onChange(value: number): void;
}

export function ResizeHandle({ label, value, min, max, onChange }: ResizeHandleProps): React.JSX.Element {
  const start = useRef<{ readonly x: number; readonly value: number } | null>(null);
  return (
    <div
      className={classes.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, value };
      }}
      onPointerMove={(event) => {
        if (start.current !== null) onChange(start.current.value + start.current.x - event.clientX);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? 24 : event.key === 'ArrowRight' ? -24 : 0;
        if (step === 0) return;
        event.preventDefault();
        onChange(value + step);
      }}
    />
  );
}
