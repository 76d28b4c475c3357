/** No right to capture: the exact remedy, and a look whether it helped. */
import { Button } from '@mantine/core';
import { IconLock, IconRefresh } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Remedy } from '../../widgets/command-line.tsx';
import { useOpen } from '../shell/use-open.ts';
import classes from './interfaces.module.css';

export function PermissionBar({ failure }: { readonly failure: Failure }): React.JSX.Element {
  const { capture } = useApp();
  const { choose } = useOpen();
  const say = words().interfaces.permission;
  return (
    <section className={classes.permission} aria-label={say.title} data-testid="no-permission">
      <IconLock size={20} stroke={1.5} aria-hidden />
      <div className={classes.permissionText}>
        <h2 className={classes.permissionTitle}>{say.title}</h2>
        <p className={classes.noteText}>{failure.message}</p>
        {failure.remedy !== undefined && <Remedy text={failure.remedy} />}
        <p className={classes.subtitle}>{say.meanwhile}</p>
      </div>
      <div className={classes.permissionActions}>
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} stroke={1.6} />}
          onClick={() => void capture.getState().listInterfaces()}
        >
          {say.again}
        </Button>
        <Button variant="subtle" onClick={choose}>
          {say.open}
        </Button>
      </div>
    </section>
  );
}
