/** What was refused, beside what it is about; until it is dismissed where that can be. */
import { ActionIcon } from '@mantine/core';
import { IconAlertOctagon, IconX } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { words } from '../display/words.ts';
import { CopyIcon, Remedy } from '../widgets/command-line.tsx';
import { Note } from './note.tsx';
import classes from './note.module.css';

export function FailureNote({
  title,
  failure,
  children,
  onDismiss,
}: {
  readonly title: string;
  readonly failure: Failure;
  /** What can be done about it here. */
  readonly children?: React.ReactNode;
  onDismiss(): void;
}): React.JSX.Element {
  return (
    <Note
      icon={IconAlertOctagon}
      tone="trouble"
      role="alert"
      actions={
        <>
          {children}
          <CopyIcon
            value={[title, failure.message, failure.remedy].filter((part) => part !== undefined).join('\n')}
            label={words().shell.copyMessage}
          />
          <ActionIcon size={22} aria-label={words().shell.banners.dismiss} onClick={onDismiss}>
            <IconX size={14} stroke={1.6} />
          </ActionIcon>
        </>
      }
    >
      <strong>{title}.</strong> <FailureText failure={failure} />
    </Note>
  );
}

/** The same where what is around it says what was tried, and goes away with it. */
export function FailureLine({
  failure,
  flush = false,
}: {
  readonly failure: Failure;
  readonly flush?: boolean;
}): React.JSX.Element {
  return (
    <Note icon={IconAlertOctagon} tone="trouble" role="alert" flush={flush}>
      <FailureText failure={failure} />
    </Note>
  );
}

function FailureText({ failure }: { readonly failure: Failure }): React.JSX.Element {
  return (
    <>
      {failure.message}
      {failure.remedy !== undefined && (
        <div className={classes.remedy}>
          <Remedy text={failure.remedy} />
        </div>
      )}
    </>
  );
}
