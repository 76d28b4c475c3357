/** Something to know before anything else, beside what it is about. */
import type { Icon } from '@tabler/icons-react';
import type { MarkTone } from '../widgets/mark.tsx';
import classes from './note.module.css';

export interface NoteProps {
  readonly icon: Icon;
  readonly tone?: MarkTone;
  readonly role?: 'alert' | 'status';
  readonly testId?: string;
  /** What is around it keeps its distance already, as a dialog does. */
  readonly flush?: boolean;
  readonly children: React.ReactNode;
  /** What can be done about it. */
  readonly actions?: React.ReactNode;
}

export function Note({
  icon: IconShape,
  tone,
  role,
  testId,
  flush = false,
  children,
  actions,
}: NoteProps): React.JSX.Element {
  return (
    <div className={classes.note} data-tone={tone} data-flush={flush} role={role} data-testid={testId}>
      <IconShape size={16} stroke={1.6} aria-hidden />
      <div className={classes.noteText}>{children}</div>
      {actions}
    </div>
  );
}
