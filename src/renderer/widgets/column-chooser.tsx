/** Which columns a table shows, and in which order: those that are shown first, as they stand, then the others by what they are about. */
import { ActionIcon, Button, Checkbox, Popover, TextInput, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3, IconRestore, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { words } from '../display/words.ts';
import classes from './column-chooser.module.css';

export interface ChoosableColumn {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** Heading in the chooser. */
  readonly heading: string;
}

export interface ColumnChooserProps {
  readonly shown: readonly ChoosableColumn[];
  readonly hidden: readonly ChoosableColumn[];
  onShown(id: string, is: boolean): void;
  /** `before` null: to the end. */
  onMove(id: string, before: string | null): void;
  onReset(): void;
}

export function ColumnChooser(props: ColumnChooserProps): React.JSX.Element {
  const say = words().common.columns;
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Tooltip label={say.choose} disabled={opened}>
          <ActionIcon size={24} onClick={() => setOpened(!opened)} aria-label={say.choose} data-testid="columns-button">
            <IconColumns3 size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={say.title} data-testid="column-chooser">
        <Chooser {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Chooser({ shown, hidden, onShown, onMove, onReset }: ColumnChooserProps): React.JSX.Element {
  const say = words().common.columns;
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const matches = ({ title, hint, id }: ChoosableColumn): boolean =>
    [title, hint, id].some((text) => text.toLowerCase().includes(wanted));
  const list = useRef<HTMLDivElement>(null);
  // Its element was taken out and put back elsewhere: the focus stays with what was pressed.
  const moved = useRef<string | null>(null);
  useEffect(() => {
    if (moved.current === null) return;
    list.current?.querySelector<HTMLElement>(`${moved.current}:not(:disabled)`)?.focus();
    moved.current = null;
  });
  const show = (id: string, is: boolean): void => {
    moved.current = `[data-testid="column-${id}"]`;
    onShown(id, is);
  };
  const headings = [...new Set(hidden.filter(matches).map(({ heading }) => heading))];
  const isEmpty = headings.length === 0 && !shown.some(matches);
  return (
    <>
      <div className={classes.head}>
        <TextInput
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={say.search}
          aria-label={say.search}
          leftSection={<IconSearch size={14} stroke={1.6} />}
          data-autofocus
          data-testid="column-search"
          flex={1}
        />
        <Button
          variant="default"
          leftSection={<IconRestore size={14} stroke={1.6} />}
          title={say.resetHint}
          onClick={onReset}
          data-testid="columns-reset"
        >
          {say.reset}
        </Button>
      </div>
      <div ref={list} className={classes.list}>
        <div role="group" aria-label={say.shown}>
          {shown.map((column, at) => {
            if (!matches(column)) return null;
            const move = (to: 'up' | 'down'): void => {
              moved.current = `[data-move="${column.id} ${to}"]`;
              onMove(column.id, (to === 'up' ? shown[at - 1] : shown[at + 2])?.id ?? null);
            };
            return (
              <div key={column.id} className={classes.item} data-testid={`chosen-${column.id}`}>
                <Choice column={column} checked disabled={shown.length === 1} onShown={show} />
                <MoveButton column={column} way="up" disabled={at === 0} onMove={move} />
                <MoveButton column={column} way="down" disabled={at === shown.length - 1} onMove={move} />
              </div>
            );
          })}
        </div>
        {headings.map((heading) => (
          <div key={heading} role="group" aria-label={heading}>
            <div className={classes.heading} aria-hidden>
              {heading}
            </div>
            {hidden
              .filter((column) => column.heading === heading && matches(column))
              .map((column) => (
                <div key={column.id} className={classes.item}>
                  <Choice column={column} checked={false} disabled={false} onShown={show} />
                </div>
              ))}
          </div>
        ))}
        {isEmpty && <div className={classes.none}>{say.none}</div>}
      </div>
    </>
  );
}

function Choice({
  column,
  checked,
  disabled,
  onShown,
}: {
  readonly column: ChoosableColumn;
  readonly checked: boolean;
  readonly disabled: boolean;
  onShown(id: string, is: boolean): void;
}): React.JSX.Element {
  return (
    <Checkbox
      className={classes.choice}
      checked={checked}
      disabled={disabled}
      label={column.title}
      title={column.hint}
      data-testid={`column-${column.id}`}
      onChange={() => onShown(column.id, !checked)}
    />
  );
}

function MoveButton({
  column,
  way,
  disabled,
  onMove,
}: {
  readonly column: ChoosableColumn;
  readonly way: 'up' | 'down';
  readonly disabled: boolean;
  onMove(way: 'up' | 'down'): void;
}): React.JSX.Element {
  const say = words().common.columns;
  const label = way === 'up' ? say.up(column.title) : say.down(column.title);
  const IconShape = way === 'up' ? IconArrowUp : IconArrowDown;
  return (
    <ActionIcon
      size={22}
      disabled={disabled}
      aria-label={label}
      title={label}
      data-move={`${column.id} ${way}`}
      data-testid={`move-${way}-${column.id}`}
      onClick={() => onMove(way)}
    >
      <IconShape size={14} stroke={1.6} />
    </ActionIcon>
  );
}
