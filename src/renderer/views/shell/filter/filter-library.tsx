/** Filters with a name, and those that were used: to use, rename and delete. */
import { ActionIcon, Button, Popover, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconHistoryOff, IconPencil, IconStar, IconStarFilled, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { words } from '../../../display/words.ts';
import { useApp } from '../../../state/app-context.ts';
import {
  MAX_FILTER_NAME,
  removeFilter,
  renameFilter,
  saveFilter,
  suggestedName,
} from '../../../state/saved-filters.ts';
import { notifyUndo } from '../../notify.tsx';
import { useFilter, usePanel, usePreferences } from '../../use-store.ts';
import classes from './filter-library.module.css';

export function FilterLibrary(): React.JSX.Element {
  const { panels } = useApp();
  const say = words().shell.filter;
  const opened = usePanel('filters');
  const text = useFilter((state) => state.text.trim());
  const isSaved = usePreferences(({ savedFilters }) => savedFilters.some((filter) => filter.text === text));
  const IconShape = isSaved ? IconStarFilled : IconStar;
  const { open, close } = panels.getState();
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? open('filters') : close('filters'))}
      position="bottom-end"
      width={420}
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Tooltip label={say.library} disabled={opened}>
          <ActionIcon
            size={22}
            aria-label={say.library}
            aria-haspopup="dialog"
            aria-expanded={opened}
            data-saved={isSaved}
            onClick={() => (opened ? close('filters') : open('filters'))}
            data-testid="filter-library"
          >
            <IconShape size={15} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={say.library} data-testid="filter-library-panel">
        <div className={classes.panel}>
          <SaveForm key={text} text={text} />
          <SavedList onUsed={() => close('filters')} />
          <RecentList onUsed={() => close('filters')} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function SaveForm({ text }: { readonly text: string }): React.JSX.Element {
  const { preferences } = useApp();
  const say = words().shell.filter;
  const saved = usePreferences(({ savedFilters }) => savedFilters.find((filter) => filter.text === text) ?? null);
  const [name, setName] = useState(saved?.name ?? suggestedName(text));
  if (text === '') return <p className={classes.note}>{say.nothingToSave}</p>;
  return (
    <form
      className={classes.save}
      onSubmit={(event) => {
        event.preventDefault();
        const { preferences: now, change } = preferences.getState();
        change({ savedFilters: saveFilter(now.savedFilters, name, text) });
      }}
    >
      <TextInput
        label={say.save}
        aria-label={say.name}
        value={name}
        maxLength={MAX_FILTER_NAME}
        onChange={(event) => setName(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        data-autofocus
        data-testid="filter-name"
        {...(saved !== null && { description: say.wasSaved(saved.name) })}
      />
      <Button type="submit" disabled={name.trim() === ''} data-testid="filter-save">
        {say.saveAction}
      </Button>
    </form>
  );
}

function SavedList({ onUsed }: { onUsed(): void }): React.JSX.Element | null {
  const { preferences, filter, undo } = useApp();
  const say = words().shell.filter;
  const saved = usePreferences(({ savedFilters }) => savedFilters);
  const [renamed, setRenamed] = useState<string | null>(null);
  if (saved.length === 0) return null;
  const { change } = preferences.getState();
  const remove = (name: string): void => {
    change({ savedFilters: removeFilter(saved, name) });
    // What was saved since stays.
    const taken = saved.find((each) => each.name === name);
    const restore = (): void => {
      const now = preferences.getState().preferences.savedFilters;
      if (taken !== undefined) change({ savedFilters: saveFilter(now, taken.name, taken.text) });
    };
    notifyUndo(say.deleted(name), undo.getState().offer(restore));
  };
  return (
    <section className={classes.section} aria-label={say.saved}>
      <h2 className={classes.heading}>{say.saved}</h2>
      <ul className={classes.list}>
        {saved.map(({ name, text }) => (
          <li key={name} className={classes.item} data-testid="saved-filter">
            {renamed === name ? (
              <RenameForm
                name={name}
                others={saved.filter((each) => each.name !== name).map((each) => each.name)}
                onDone={(next) => {
                  setRenamed(null);
                  if (next !== null) change({ savedFilters: renameFilter(saved, name, next) });
                }}
              />
            ) : (
              <>
                <UnstyledButton
                  className={classes.use}
                  title={text}
                  onClick={() => {
                    filter.getState().apply(text);
                    onUsed();
                  }}
                >
                  <span className={classes.name}>{name}</span>
                  <span className={`${classes.text} nl-mono`}>{text}</span>
                </UnstyledButton>
                <ActionIcon size={24} aria-label={say.rename(name)} onClick={() => setRenamed(name)}>
                  <IconPencil size={14} stroke={1.6} />
                </ActionIcon>
                <ActionIcon size={24} aria-label={say.remove(name)} onClick={() => remove(name)}>
                  <IconTrash size={14} stroke={1.6} />
                </ActionIcon>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RenameForm({
  name,
  others,
  onDone,
}: {
  readonly name: string;
  readonly others: readonly string[];
  /** Null: as it was. */
  onDone(next: string | null): void;
}): React.JSX.Element {
  const say = words().shell.filter;
  const [next, setNext] = useState(name);
  const isTaken = others.includes(next.trim());
  return (
    <form
      className={classes.rename}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isTaken && next.trim() !== '') onDone(next);
      }}
    >
      <TextInput
        aria-label={say.rename(name)}
        value={next}
        maxLength={MAX_FILTER_NAME}
        error={isTaken ? say.nameTaken : null}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setNext(event.currentTarget.value)}
        onBlur={() => onDone(isTaken || next.trim() === '' ? null : next)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone(null);
        }}
      />
    </form>
  );
}

function RecentList({ onUsed }: { onUsed(): void }): React.JSX.Element {
  const { filter, undo } = useApp();
  const say = words().shell.filter;
  const history = useFilter((state) => state.history);
  const forget = (): void => {
    const restore = (): void => {
      const now = filter.getState().history;
      filter.getState().setHistory([...now, ...history.filter((each) => !now.includes(each))]);
    };
    filter.getState().setHistory([]);
    notifyUndo(say.recentForgotten, undo.getState().offer(restore));
  };
  return (
    <section className={classes.section} aria-label={say.recent}>
      <h2 className={classes.heading}>
        {say.recent}
        {history.length > 0 && (
          <Tooltip label={say.forgetRecent}>
            <ActionIcon size={22} aria-label={say.forgetRecent} onClick={forget}>
              <IconHistoryOff size={14} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
      </h2>
      {history.length === 0 && <p className={classes.none}>{say.nothingRecent}</p>}
      <ul className={classes.list}>
        {history.map((text) => (
          <li key={text} className={classes.item} data-testid="recent-filter">
            <UnstyledButton
              className={classes.use}
              onClick={() => {
                filter.getState().apply(text);
                onUsed();
              }}
            >
              <span className={`${classes.text} nl-mono`}>{text}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
