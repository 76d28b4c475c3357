/**
 * One line of text to be edited, in fixed letters, with stretches in colours of their own and a mark under what is wrong. The letters
 * on screen are drawn beneath an input whose own are invisible; both scroll together.
 */
import { useLayoutEffect, useRef } from 'react';
import classes from './code-line.module.css';
import { segmentsOf, type Stretch } from './code-segments.ts';

export interface CodeLineProps extends Omit<
  React.InputHTMLAttributes<HTMLInputElement>,
  'value' | 'onChange' | 'className' | 'type'
> {
  readonly value: string;
  readonly stretches: readonly Stretch[];
  /** Length 0: something is missing there. */
  readonly wrong: { readonly at: number; readonly length: number } | null;
  readonly ref: React.RefObject<HTMLInputElement | null>;
  onChange(value: string): void;
  /** Where what is wrong is on screen, in pixels from the left edge; null when nothing is. */
  onWrongPlace?(pixels: number | null): void;
}

export function CodeLine({
  value,
  stretches,
  wrong,
  ref,
  onChange,
  onWrongPlace,
  ...rest
}: CodeLineProps): React.JSX.Element {
  const letters = useRef<HTMLSpanElement>(null);
  const follow = (): void => {
    const scroll = ref.current?.scrollLeft ?? 0;
    if (letters.current === null) return;
    letters.current.style.transform = `translateX(${-scroll}px)`;
    const mark = letters.current.querySelector<HTMLElement>('[data-wrong]');
    const width = letters.current.parentElement?.clientWidth ?? 0;
    onWrongPlace?.(mark === null ? null : Math.max(0, Math.min(mark.offsetLeft - scroll, width)));
  };
  useLayoutEffect(follow);
  return (
    <span className={classes.line}>
      <span className={classes.clip} aria-hidden>
        <span ref={letters} className={classes.letters}>
          {segmentsOf(value, stretches, wrong).map((segment) => (
            <span
              key={segment.at}
              className={classes.segment}
              data-kind={segment.kind ?? undefined}
              data-wrong={segment.wrong || undefined}
            >
              {segment.text}
            </span>
          ))}
        </span>
      </span>
      <input
        {...rest}
        ref={ref}
        className={classes.input}
        type="text"
        value={value}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={follow}
      />
    </span>
  );
}
