/** Text of a file to be edited: fixed letters, numbered lines, and a mark at each line that something is wrong with. */
import { useLayoutEffect, useRef, useState } from 'react';
import classes from './code-area.module.css';

export interface CodeAreaProps {
  readonly value: string;
  readonly label: string;
  /** Numbers of lines, from 1. */
  readonly marked: ReadonlySet<number>;
  /** Of the element that lists what is wrong. */
  readonly describedBy: string;
  readonly invalid: boolean;
  readonly ref: React.Ref<HTMLTextAreaElement>;
  /** Of a list of what could stand at the cursor, and its entry that is chosen, while there is one. */
  readonly choices?: { readonly listId: string; readonly chosenId: string } | null;
  onChange(value: string): void;
}

/** The same in the style sheet. */
const LINE_HEIGHT = 20;
const PADDING = 8;

export function CodeArea({
  value,
  label,
  marked,
  describedBy,
  invalid,
  ref,
  choices,
  onChange,
}: CodeAreaProps): React.JSX.Element {
  const backdrop = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const count = value.split('\n').length;
  useLayoutEffect(() => {
    if (backdrop.current !== null) backdrop.current.style.transform = `translateY(${-scrollTop}px)`;
  }, [scrollTop]);
  return (
    <div className={classes.area}>
      <div className={classes.clip} aria-hidden>
        <div ref={backdrop} className={classes.backdrop}>
          {Array.from({ length: count }, (_, at) => (
            <div key={at} className={classes.line} data-marked={marked.has(at + 1)}>
              <span className={classes.number}>{at + 1}</span>
            </div>
          ))}
        </div>
      </div>
      <textarea
        ref={ref}
        className={classes.text}
        value={value}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        {...(choices === undefined
          ? {}
          : {
              'aria-autocomplete': 'list' as const,
              'aria-controls': choices?.listId,
              'aria-activedescendant': choices?.chosenId,
            })}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        wrap="off"
        data-testid="code-area"
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      />
    </div>
  );
}

/** Puts the cursor at `offset`, which is in `line`, and brings it into sight. */
export function moveCursor(area: HTMLTextAreaElement, offset: number, line: number): void {
  area.focus({ preventScroll: true });
  area.setSelectionRange(offset, offset);
  const top = PADDING + (line - 1) * LINE_HEIGHT;
  if (top < area.scrollTop || top + LINE_HEIGHT > area.scrollTop + area.clientHeight) {
    area.scrollTop = Math.max(0, top - area.clientHeight / 3);
  }
}
