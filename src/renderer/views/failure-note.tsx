/** What was refused, beside what it is about, until it is dismissed. */
import { ActionIcon } from '@mantine/core';
import { IconAlertOctagon, IconX } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { words } from '../display/words.ts';
import { CopyIcon, Remedy } from '../widgets/command-line.tsx';
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
    <div className={classes.note} data-tone="trouble" role="alert">
      <IconAlertOctagon size={16} stroke={1.6} aria-hidden />
      <div className={classes.noteText}>
        <strong>{title}.</strong> {failure.message}
        {failure.remedy !== undefined && (
          <div className={classes.remedy}>
            <Remedy text={failure.remedy} />
          </div>
        )}
      </div>
      {children}
      <CopyIcon
        value={[title, failure.message, failure.remedy].filter((part) => part !== undefined).join('\n')}
        label={words().shell.copyMessage}
      />
      <ActionIcon size={22} aria-label={words().shell.banners.dismiss} onClick={onDismiss}>
        <IconX size={14} stroke={1.6} />
      </ActionIcon>
    </div>
  );
}
