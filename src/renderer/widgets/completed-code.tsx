/**
 * A code area that offers what could stand at the cursor. The list opens while a word is typed, and with Ctrl+Space; arrows choose, Enter and Tab take, Escape
 * closes. Where there is no list, all of these keys are the text's and the page's own.
 */
import { useEffect, useId, useRef, useState } from 'react';
import { CodeArea, type CodeAreaProps } from './code-area.tsx';
import classes from './completed-code.module.css';

export interface CodeChoice {
  readonly text: string;
  /** A letter in front of it and the word for it. */
  readonly mark: string;
  readonly markTitle: string;
  readonly detail: string;
}

export interface CodeChoices {
  /** Where the word begins that a choice replaces. */
  readonly from: number;
  readonly options: readonly CodeChoice[];
}

export interface CompletedCodeProps extends Omit<CodeAreaProps, 'ref' | 'choices'> {
  readonly area: React.RefObject<HTMLTextAreaElement | null>;
  readonly listLabel: string;
  /** `asked`: also where no word was begun. */
  complete(text: string, offset: number, asked: boolean): CodeChoices | null;
}

interface Open extends CodeChoices {
  readonly chosen: number;
  readonly left: string;
  readonly top: number;
}

/** As in the code area. */
const LINE_HEIGHT = 20;
const PADDING = 8;
const NUMBERS_WIDTH = 48;

export function CompletedCode({ area, listLabel, complete, ...props }: CompletedCodeProps): React.JSX.Element {
  const id = useId();
  const [open, setOpen] = useState<Open | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const chosen = open?.chosen ?? 0;
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen, open]);

  const look = (asked: boolean): void => {
    const text = area.current;
    if (text === null) return;
    const offset = text.selectionStart;
    const choices = offset === text.selectionEnd ? complete(text.value, offset, asked) : null;
    if (choices === null) {
      setOpen(null);
      return;
    }
    const before = text.value.slice(0, choices.from);
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n') - 1;
    setOpen({
      ...choices,
      chosen: 0,
      left: `calc(${NUMBERS_WIDTH - text.scrollLeft}px + ${column}ch)`,
      top: PADDING + line * LINE_HEIGHT - text.scrollTop,
    });
  };
  const take = (choice: CodeChoice | undefined): void => {
    const text = area.current;
    if (text === null || open === null || choice === undefined) return;
    text.focus();
    text.setSelectionRange(open.from, text.selectionEnd);
    // As if it was typed, so that it can be undone; where that is not to be had, it is put there.
    if (!document.execCommand('insertText', false, choice.text)) {
      text.setRangeText(choice.text, open.from, text.selectionEnd, 'end');
      props.onChange(text.value);
    }
    setOpen(null);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      look(true);
      return;
    }
    if (open === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = open.options.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: chosen === last ? 0 : chosen + 1,
      ArrowUp: chosen === 0 ? last : chosen - 1,
      PageDown: Math.min(last, chosen + 8),
      PageUp: Math.max(0, chosen - 8),
    };
    const to = moves[event.key];
    if (to !== undefined) setOpen({ ...open, chosen: to });
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) take(open.options[chosen]);
    else if (event.key === 'Escape') setOpen(null);
    else {
      if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') setOpen(null);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={classes.frame}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(null);
      }}
      onPointerDown={() => setOpen(null)}
    >
      <CodeArea
        {...props}
        ref={area}
        choices={open === null ? null : { listId: id, chosenId: `${id}-${chosen}` }}
        onChange={(value) => {
          props.onChange(value);
          look(false);
        }}
      />
      {open !== null && (
        <div
          ref={list}
          id={id}
          className={classes.list}
          role="listbox"
          aria-label={listLabel}
          style={{ left: open.left, top: open.top }}
          data-testid="completions"
        >
          {open.options.map((choice, at) => (
            <div
              key={`${choice.mark} ${choice.text}`}
              id={`${id}-${at}`}
              className={classes.option}
              role="option"
              aria-selected={at === chosen}
              // The text keeps the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                event.stopPropagation();
                take(choice);
              }}
            >
              <span className={classes.mark} title={choice.markTitle}>
                {choice.mark}
              </span>
              <span className={classes.word}>{choice.text}</span>
              <span className={classes.detail}>{choice.detail}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
