/**
 * What is said once in the corner: what went wrong, and what to do; what was done, and how to take it back. Trouble with a capture gets a
 * banner instead.
 */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { words } from '../display/words.ts';
import { CopyIcon, Remedy } from '../widgets/command-line.tsx';
import classes from './notify.module.css';

const FAILURE_MS = 12_000;
const UNDO_MS = 8000;

export function notifyFailure(title: string, failure: Failure): void {
  if (failure.code === 'cancelled') return;
  const text = [title, failure.message, failure.remedy].filter((part) => part !== undefined).join('\n');
  notifications.show({
    title: (
      <span className={classes.title}>
        {title}
        <CopyIcon value={text} label={words().shell.copyMessage} />
      </span>
    ),
    message: (
      <>
        {failure.message}
        {failure.remedy !== undefined && (
          <>
            . <Remedy text={failure.remedy} />
          </>
        )}
      </>
    ),
    color: 'red',
    icon: <IconAlertTriangle size={16} />,
    autoClose: FAILURE_MS,
    withBorder: true,
  });
}

let lastUndo: string | null = null;

/** `undo` is called once at most. One is on screen at a time; what was done before it is taken back with the key. */
export function notifyUndo(text: string, undo: () => void): void {
  if (lastUndo !== null) notifications.hide(lastUndo);
  const id = notifications.show({
    message: (
      <span className={classes.undo}>
        <span>{text}</span>
        <Button
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
          data-testid="undo-button"
        >
          {words().shell.filter.undo}
        </Button>
      </span>
    ),
    autoClose: UNDO_MS,
    withBorder: true,
  });
  lastUndo = id;
}
