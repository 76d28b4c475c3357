/**
 * The display filter: one text for everything on screen, with its pieces in colours, mistakes under the very character, and a list
 * of what could come next (a combobox). What was saved and used before is behind the star.
 */
import { ActionIcon, Kbd, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconFilter, IconX } from '@tabler/icons-react';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { words } from '../../../display/words.ts';
import { useApp } from '../../../state/app-context.ts';
import { CodeLine } from '../../../widgets/code-line.tsx';
import { useFilter, usePreferences, useScope } from '../../use-store.ts';
import { useScopeActions } from '../use-scope-actions.ts';
import classes from './filter-bar.module.css';
import { FilterLibrary } from './filter-library.tsx';
import { FilterList } from './filter-list.tsx';
import { filterOptions, piecesThatHold, type FilterOption } from './filter-options.ts';

export const FILTER_INPUT_ID = 'netloupe-filter';
/** Typing asks for suggestions when the hand rests for a moment. */
const SUGGEST_MS = 90;

export function FilterBar(): React.JSX.Element {
  const { filter } = useApp();
  const { clearFilter } = useScopeActions();
  const say = words().shell.filter;
  const text = useFilter((state) => state.text);
  const check = useFilter((state) => state.check);
  const checkedText = useFilter((state) => state.checkedText);
  const suggestions = useFilter((state) => state.suggestions);
  const history = useFilter((state) => state.history);
  const saved = usePreferences((preferences) => preferences.savedFilters);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [focused, setFocused] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  /** Where the cursor goes once the text that was taken over is drawn. */
  const cursor = useRef<number | null>(null);
  const [wrongAt, setWrongAt] = useState<number | null>(null);

  const isChecked = checkedText === text;
  const mistake = isChecked ? (check?.mistake ?? null) : null;
  const options = useMemo(() => filterOptions(text, suggestions, saved, history), [text, suggestions, saved, history]);
  const shown = open && focused ? options : [];
  const current = shown.find(({ key }) => key === active) ?? null;
  // Something that is missing at the end is being typed: said when the hand rests, or when it is meant as it is.
  const isUnfinished = mistake !== null && mistake.at >= text.trimEnd().length && shown.length > 0;
  const told = isUnfinished ? null : mistake;

  useLayoutEffect(() => {
    if (cursor.current === null) return;
    input.current?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = null;
  }, [text]);
  useEffect(() => {
    if (!open) return undefined;
    const timer = setTimeout(() => filter.getState().suggest(input.current?.selectionStart ?? text.length), SUGGEST_MS);
    return () => clearTimeout(timer);
  }, [filter, open, text]);

  const close = (): void => {
    setOpen(false);
    setActive(null);
    filter.getState().dropSuggestions();
  };
  const take = (option: FilterOption): void => {
    setActive(null);
    if (option.kind === 'piece') {
      cursor.current = option.cursor;
      filter.getState().type(option.text);
      return;
    }
    close();
    cursor.current = option.cursor;
    filter.getState().apply(option.text);
  };
  const move = (step: 1 | -1): void => {
    if (!open) {
      setOpen(true);
      return;
    }
    const at = shown.findIndex(({ key }) => key === active);
    const next = at < 0 ? (step > 0 ? 0 : shown.length - 1) : (at + step + shown.length) % shown.length;
    setActive(shown[next]?.key ?? null);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        move(event.key === 'ArrowDown' ? 1 : -1);
        break;
      case 'Tab': {
        // Elsewhere goes who has nothing under way; a word that is begun is finished.
        const begun = suggestions !== null && suggestions.from < suggestions.to ? shown[0] : undefined;
        const option = current ?? (begun?.kind === 'piece' ? begun : undefined);
        if (option === undefined || event.shiftKey) return;
        take(option);
        break;
      }
      case 'Enter':
        if (current !== null) take(current);
        else {
          close();
          filter.getState().settle();
        }
        break;
      case 'Escape':
        event.stopPropagation();
        if (shown.length > 0) close();
        else if (text === '') input.current?.blur();
        else clearFilter();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div
      className={classes.bar}
      role="search"
      data-active={text !== '' || undefined}
      data-wrong={told !== null || undefined}
    >
      <IconFilter className={classes.icon} size={15} stroke={1.6} aria-hidden />
      <CodeLine
        id={FILTER_INPUT_ID}
        ref={input}
        value={text}
        stretches={piecesThatHold(check?.pieces ?? [], checkedText, text)}
        wrong={told}
        onWrongPlace={setWrongAt}
        onChange={(value) => {
          filter.getState().type(value);
          setOpen(true);
          setActive(null);
        }}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setFocused(true);
          if (text === '') setOpen(true);
        }}
        onBlur={() => {
          setFocused(false);
          close();
          filter.getState().settle();
        }}
        placeholder={say.placeholder}
        aria-label={say.label}
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current === null ? undefined : `${listId}-${shown.indexOf(current)}`}
        aria-invalid={told !== null}
        aria-describedby={told === null ? undefined : `${listId}-mistake`}
        aria-keyshortcuts="/"
        data-testid="filter-input"
        maxLength={4096}
      />
      {text === '' ? (
        <Kbd size="xs">/</Kbd>
      ) : (
        <Tooltip label={say.clear}>
          <ActionIcon size={22} aria-label={say.clear} onClick={clearFilter} data-testid="filter-clear">
            <IconX size={14} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      )}
      <UndoButton />
      <FilterLibrary />
      <FilterList
        id={listId}
        options={shown}
        active={current}
        mistake={told}
        mistakeAt={wrongAt}
        notHere={isChecked ? (check?.notHere ?? []) : []}
        counted={suggestions?.kind === 'value' && shown.some(({ count }) => count !== null) ? suggestions : null}
        focused={focused}
        onTake={take}
      />
    </div>
  );
}

/** Takes back the last change of filter or range; says where that leads. */
function UndoButton(): React.JSX.Element | null {
  const { undo, scope } = useApp();
  const say = words().shell.filter;
  const before = useScope((state) => state.past.at(-1) ?? null);
  const filter = useScope((state) => state.filter);
  const isSomething = useStore(undo, (state) => state.done.length > 0);
  if (before === null && !isSomething) return null;
  const label = before === null ? say.undo : before.filter === filter ? say.backToRange : say.backTo(before.filter);
  return (
    <Tooltip label={label} multiline maw={420}>
      <ActionIcon
        size={22}
        aria-label={label}
        onClick={() => void (undo.getState().undo() || scope.getState().back())}
        data-testid="undo"
      >
        <IconArrowBackUp size={15} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
