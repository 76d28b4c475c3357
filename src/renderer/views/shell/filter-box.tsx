/** The filter of the open table: plain words, always visible, taken back with Escape. */
import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useApp } from '../../state/app-context.ts';
import { useScope } from '../use-store.ts';

export const FILTER_INPUT_ID = 'netloupe-filter';
/** Typing asks the engine for the last word only, not for each letter. */
const TYPING_MS = 120;

export function FilterBox(): React.JSX.Element {
  const { scope } = useApp();
  const filter = useScope((state) => state.filter);
  const [text, setText] = useState(filter);
  const typed = useRef(filter);
  useEffect(() => {
    // Set from elsewhere (a clicked value, "clear the filter"): the box follows.
    if (filter !== typed.current) {
      typed.current = filter;
      setText(filter);
    }
  }, [filter]);
  useEffect(() => {
    if (text === typed.current) return undefined;
    const timer = setTimeout(() => {
      typed.current = text;
      scope.getState().setFilter(text.trim());
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, scope]);
  return (
    <TextInput
      id={FILTER_INPUT_ID}
      w={340}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (text === '') event.currentTarget.blur();
        else setText('');
      }}
      placeholder='Filter: words, -without, "a phrase"'
      aria-label="Filter rows"
      leftSection={<IconFilter size={15} stroke={1.6} />}
      rightSection={
        text === '' ? (
          <Kbd size="xs">/</Kbd>
        ) : (
          <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setText('')} />
        )
      }
      data-testid="filter-input"
      data-active={text !== ''}
      styles={text === '' ? {} : { input: { borderColor: 'var(--nl-accent)' } }}
      spellCheck={false}
      autoComplete="off"
      maxLength={4096}
    />
  );
}
