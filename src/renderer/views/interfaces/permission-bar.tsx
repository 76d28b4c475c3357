/** No right to capture: the exact steps to it, each to be copied, and a look whether they helped. */
import { Button } from '@mantine/core';
import { IconLock, IconRefresh } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { CommandLine, Remedy } from '../../widgets/command-line.tsx';
import { useDoctor } from '../settings/use-doctor.ts';
import { useOpen } from '../shell/use-open.ts';
import classes from './interfaces.module.css';

export function PermissionBar({ failure }: { readonly failure: Failure }): React.JSX.Element {
  const { capture } = useApp();
  const { choose } = useOpen();
  const { checks, running, run } = useDoctor();
  const say = words().interfaces.permission;
  // The machine's own check knows which package manager there is; until it has answered, what the engine said.
  const steps = checks?.find(({ id, commands }) => id === 'capture' && commands.length > 0);
  return (
    <section className={classes.permission} aria-label={say.title} data-testid="no-permission">
      <IconLock size={20} stroke={1.5} aria-hidden />
      <div className={classes.permissionText}>
        <h2 className={classes.permissionTitle}>{say.title}</h2>
        <p className={classes.noteText}>{failure.message}</p>
        {steps === undefined ? (
          failure.remedy !== undefined && <Remedy text={failure.remedy} />
        ) : (
          <>
            {steps.remedy !== null && <p className={classes.noteText}>{steps.remedy}</p>}
            <ol className={classes.steps}>
              {steps.commands.map((command) => (
                <li key={command}>
                  <CommandLine command={command} />
                </li>
              ))}
            </ol>
          </>
        )}
        <p className={classes.subtitle}>{say.meanwhile}</p>
      </div>
      <div className={classes.permissionActions}>
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} stroke={1.6} />}
          loading={running}
          onClick={() => {
            run();
            void capture.getState().listInterfaces();
          }}
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
