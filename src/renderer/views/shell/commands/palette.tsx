/** Every command by a few letters of its name. The list follows what can be done at the moment it is opened. */
import { Modal } from '@mantine/core';
import { IconCheck, IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { words } from '../../../display/words.ts';
import { useApp } from '../../../state/app-context.ts';
import { usePanel } from '../../use-store.ts';
import type { Command } from './command.ts';
import { foundCommands, type FoundCommand } from './found-commands.ts';
import { KeyCaps } from './key-caps.tsx';
import classes from './palette.module.css';

export function Palette({ commands }: { commands(): readonly Command[] }): React.JSX.Element {
  const { panels } = useApp();
  const opened = usePanel('palette');
  return (
    <Modal
      opened={opened}
      onClose={() => panels.getState().close('palette')}
      withCloseButton={false}
      centered={false}
      yOffset="10vh"
      size={620}
      padding={0}
      attributes={{ content: { 'aria-label': words().shell.commands.palette } }}
      classNames={{ content: classes.content ?? '', body: classes.body ?? '' }}
      data-testid="palette"
    >
      <PaletteList commands={commands} />
    </Modal>
  );
}

function PaletteList({ commands }: { commands(): readonly Command[] }): React.JSX.Element {
  const { panels } = useApp();
  const used = useStore(panels, (state) => state.usedCommands);
  const say = words().shell.commands;
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  // As they were when it was opened: what happens meanwhile does not move what is about to be chosen.
  const [all] = useState(commands);
  const found = useMemo(() => foundCommands(all, query, used), [all, query, used]);
  const current = Math.min(active, found.length - 1);
  const optionId = (at: number): string => `${listId}-${at}`;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current, found]);

  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    panels.getState().close('palette');
    panels.getState().noteCommand(command.id);
    // After the focus has gone back to where it was: what the command focuses is not taken from it again.
    setTimeout(() => command.run());
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const last = found.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: current >= last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
      PageDown: Math.min(last, current + 8),
      PageUp: Math.max(0, current - 8),
    };
    const target = targets[event.key];
    if (target !== undefined) setActive(target);
    else if (event.key === 'Enter') run(found[current]?.command);
    else if ((event.ctrlKey || event.metaKey) && event.key === 'k') panels.getState().close('palette');
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className={classes.head}>
        <IconSearch size={17} stroke={1.6} aria-hidden />
        <input
          className={classes.input}
          value={query}
          placeholder={say.search}
          aria-label={say.search}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={current < 0 ? undefined : optionId(current)}
          aria-autocomplete="list"
          data-autofocus
          data-testid="palette-input"
          spellCheck={false}
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
        />
      </div>
      <div ref={list} id={listId} className={classes.list} role="listbox" aria-label={say.palette}>
        {found.map(({ command, places, heading }, at) => (
          <PaletteOption
            key={command.id}
            id={optionId(at)}
            command={command}
            places={places}
            heading={heading === null ? null : say.groups[heading]}
            active={at === current}
            onPoint={() => setActive(at)}
            onRun={() => run(command)}
          />
        ))}
        {found.length === 0 && (
          <div className={classes.nothing}>
            <strong>{say.nothing(query)}</strong>
            <span>{say.nothingHint}</span>
          </div>
        )}
      </div>
      <div className={classes.foot} role="status">
        <span>{say.hint}</span>
        <span>{say.results(found.length)}</span>
      </div>
    </>
  );
}

interface PaletteOptionProps {
  readonly id: string;
  readonly command: Command;
  readonly places: FoundCommand['places'];
  readonly heading: string | null;
  readonly active: boolean;
  onPoint(): void;
  onRun(): void;
}

function PaletteOption(props: PaletteOptionProps): React.JSX.Element {
  const { id, command, places, heading, active, onPoint, onRun } = props;
  const { icon: IconShape, title, note, keys, isOn } = command;
  const say = words().shell.commands;
  return (
    <>
      {heading !== null && (
        <div className={classes.heading} role="presentation">
          {heading}
        </div>
      )}
      <div
        id={id}
        className={classes.option}
        role="option"
        aria-selected={active}
        data-command={command.id}
        onPointerMove={onPoint}
        onClick={onRun}
      >
        <IconShape size={16} stroke={1.5} aria-hidden />
        <span className={classes.title}>
          <Marked text={title} places={places} />
        </span>
        {note !== undefined && <span className={classes.note}>{note}</span>}
        {isOn === true && (
          <span className={classes.on}>
            <IconCheck size={14} stroke={2} aria-hidden />
            <span className="nl-hidden">{say.on}</span>
          </span>
        )}
        {keys?.[0] !== undefined && <KeyCaps chord={keys[0]} />}
      </div>
    </>
  );
}

/** The letters that were found, in bold. */
function Marked({ text, places }: { readonly text: string; readonly places: readonly number[] }): React.JSX.Element {
  if (places.length === 0) return <>{text}</>;
  const found = new Set(places);
  return (
    <>
      {[...text].map((letter, at) =>
        found.has(at) ? (
          <b key={at} className={classes.found}>
            {letter}
          </b>
        ) : (
          letter
        ),
      )}
    </>
  );
}
