/** No right to capture: how to get it, exactly, and what can be done without it. */
import { IconLock } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { Remedy } from '../../widgets/command-line.tsx';
import classes from './permission-note.module.css';

export function PermissionNote({ failure }: { readonly failure: Failure }): React.JSX.Element {
  return (
    <div className={classes.note} role="note">
      <IconLock size={16} stroke={1.6} aria-hidden />
      <div className={classes.text}>
        <strong>{failure.message}</strong>
        {failure.remedy !== undefined && <Remedy text={failure.remedy} />}
      </div>
    </div>
  );
}
