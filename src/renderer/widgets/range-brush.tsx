/**
 * A range of time chosen on the chart beneath: dragged out, moved and stretched by pointer, or by keys on its two ends, which are
 * sliders. Nothing is told while it is dragged; `onRange` says where it came to rest.
 */
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { dragged, moved, placeOf, timeAt, type BrushPart, type Stretch } from './brush-math.ts';
import classes from './range-brush.module.css';

export interface RangeBrushLabels {
  /** Of all of it. */
  readonly group: string;
  readonly start: string;
  readonly end: string;
  readonly clear: string;
  /** How it is used; the tooltip of what is dragged on. */
  readonly hint: string;
  /** A moment, for sliders. */
  at(time: number): string;
  /** The range while it is dragged. */
  span(from: number, to: number): string;
}

export interface RangeBrushProps {
  /** Epoch milliseconds at the left and right edge. */
  readonly domain: Stretch;
  /** Null: all of it. What lies outside of the domain is not drawn. */
  readonly range: Stretch | null;
  /** Finest that is told apart, in milliseconds. */
  readonly step: number;
  readonly labels: RangeBrushLabels;
  /**
   * What is set by keys holds once Enter says so, and is given up where the focus leaves: for charts that show something else
   * as soon as it holds. Absent: when the key is let go.
   */
  readonly keysConfirm?: boolean;
  onRange(range: Stretch): void;
  onClear(): void;
  /** Where the pointer is; null when it leaves. */
  onHover?(time: number | null): void;
  /** What is drawn beneath; takes no pointer. */
  readonly children?: ReactNode;
}

interface Drag {
  readonly part: BrushPart;
  readonly anchor: number;
  readonly x: number;
  readonly before: Stretch | null;
}

/** Pixels below which a press is a click, not a drag. */
const DRAG_PIXELS = 4;

export function RangeBrush(props: RangeBrushProps): React.JSX.Element {
  const { domain, range, step, labels, keysConfirm = false, onRange, onClear, onHover, children } = props;
  const area = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const [draft, setDraft] = useState<Stretch | null>(null);
  const shown = draft ?? range;
  const ends = shown ?? domain;
  const from = placeOf(ends.from, domain) * 100;
  const to = placeOf(ends.to, domain) * 100;

  /* A drag is given up by Escape wherever the focus is. */
  const isDragging = draft !== null;
  useEffect(() => {
    if (!isDragging) return undefined;
    const giveUp = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      drag.current = null;
      setDraft(null);
    };
    window.addEventListener('keydown', giveUp, true);
    return () => window.removeEventListener('keydown', giveUp, true);
  }, [isDragging]);

  const pointerTime = (event: React.PointerEvent): number => {
    const box = area.current?.getBoundingClientRect();
    return box === undefined ? domain.from : timeAt(event.clientX - box.left, box.width, domain);
  };
  const begin = (part: BrushPart) => (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    area.current?.setPointerCapture(event.pointerId);
    drag.current = { part, anchor: pointerTime(event), x: event.clientX, before: range };
  };
  const follow = (event: React.PointerEvent): void => {
    const time = pointerTime(event);
    const now = drag.current;
    if (now === null || (draft === null && Math.abs(event.clientX - now.x) < DRAG_PIXELS)) {
      onHover?.(time);
      return;
    }
    // What is dragged is told, not what is under the pointer.
    onHover?.(null);
    setDraft(dragged(now.part, now.before, now.anchor, time, domain, step));
  };
  const release = (): void => {
    drag.current = null;
    if (draft !== null) onRange(draft);
    setDraft(null);
  };
  const press = (part: 'start' | 'end') => (event: React.KeyboardEvent) => {
    if (event.key === 'Enter' && draft !== null) {
      event.preventDefault();
      release();
      return;
    }
    if (event.key === 'Escape' || event.key === 'Delete' || event.key === 'Backspace') {
      if (range === null) return;
      event.preventDefault();
      event.stopPropagation();
      onClear();
      return;
    }
    const next = moved(part, ends, event.key, event.shiftKey, domain, step);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    setDraft(next);
  };
  /** From one end to the other it goes on. */
  const leave = (event: React.FocusEvent): void => {
    if (drag.current !== null || event.currentTarget.parentElement?.contains(event.relatedTarget) === true) return;
    if (keysConfirm) setDraft(null);
    else release();
  };
  const slider = (part: 'start' | 'end'): React.JSX.Element => {
    const value = part === 'start' ? ends.from : ends.to;
    return (
      <div
        className={classes.end}
        style={{ left: `${part === 'start' ? from : to}%` }}
        data-part={part}
        data-idle={shown === null || undefined}
        data-testid={`range-${part}`}
        role="slider"
        tabIndex={0}
        aria-label={labels[part]}
        aria-valuemin={domain.from}
        aria-valuemax={domain.to}
        aria-valuenow={Math.min(Math.max(value, domain.from), domain.to)}
        aria-valuetext={labels.at(value)}
        onPointerDown={begin(part)}
        onKeyDown={press(part)}
        onKeyUp={(event) => {
          if (!keysConfirm && event.key !== 'Tab') release();
        }}
        onBlur={leave}
      />
    );
  };

  return (
    <div className={classes.brush} role="group" aria-label={labels.group} data-testid="range-brush">
      <div className={classes.beneath}>{children}</div>
      <div
        ref={area}
        className={classes.area}
        title={draft === null ? labels.hint : undefined}
        data-testid="range-area"
        onPointerDown={begin('new')}
        onPointerMove={follow}
        onPointerUp={release}
        onPointerCancel={() => {
          drag.current = null;
          setDraft(null);
        }}
        onPointerLeave={() => onHover?.(null)}
        onDoubleClick={() => {
          if (range !== null) onClear();
        }}
      >
        {shown !== null && (
          <>
            <div className={classes.outside} style={{ left: 0, width: `${from}%` }} />
            <div className={classes.outside} style={{ left: `${to}%`, right: 0 }} />
            <div
              className={classes.inside}
              style={{ left: `${from}%`, width: `${to - from}%` }}
              onPointerDown={begin('whole')}
              data-testid="range-inside"
            />
          </>
        )}
        {draft !== null && (
          <output className={classes.span} style={{ left: `${Math.min(Math.max((from + to) / 2, 12), 88)}%` }}>
            {labels.span(draft.from, draft.to)}
          </output>
        )}
      </div>
      {slider('start')}
      {slider('end')}
      {range !== null && draft === null && (
        <button
          type="button"
          className={classes.clear}
          style={to < 92 ? { left: `calc(${to}% + 6px)` } : { right: `calc(${100 - to}% + 6px)` }}
          aria-label={labels.clear}
          title={labels.clear}
          data-testid="range-clear"
          onClick={onClear}
        >
          <IconX size={14} stroke={1.8} aria-hidden />
        </button>
      )}
    </div>
  );
}
