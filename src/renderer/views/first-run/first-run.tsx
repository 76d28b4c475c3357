/**
 * The first time: what this machine allows and how the rest is put right, what Netloupe does and does not do, and the first step. It
 * stands where the overview begins, until something was captured or opened, or it was put away.
 */
import { Button } from '@mantine/core';
import { IconFlask, IconFolderOpen } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { DoctorCheck } from '#contract/settings-commands.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { endFirstRun } from '../../state/first-run.ts';
import { CheckList } from '../settings/doctor-checks.tsx';
import { useDoctor } from '../settings/use-doctor.ts';
import { InterfacePicker } from '../shell/interface-picker.tsx';
import { useOpen } from '../shell/use-open.ts';
import classes from './first-run.module.css';
import { Promises } from './promises.tsx';

export function FirstRun(): React.JSX.Element {
  const { settings, capture } = useApp();
  const say = words().firstRun;
  const doctor = useDoctor({ onReturn: true });
  const { checks } = doctor;
  // What may be captured changes with what is checked.
  useEffect(() => {
    if (checks !== null) void capture.getState().listInterfaces();
  }, [checks, capture]);
  return (
    <div className={classes.screen} data-testid="first-run">
      <div className={classes.inner}>
        <header className={classes.head}>
          <h1 className={classes.title}>{say.title}</h1>
          <p className={classes.lead}>{say.lead}</p>
        </header>
        <div className={classes.columns}>
          <section className={classes.card} aria-labelledby="first-run-machine">
            <h2 id="first-run-machine" className={classes.cardTitle}>
              {say.machine}
            </h2>
            {checks !== null && (
              <p className={classes.text} role="status" data-testid="first-run-verdict">
                {verdictOf(checks)}
              </p>
            )}
            <CheckList doctor={doctor} folded />
          </section>
          <div className={classes.side}>
            <section className={classes.card} aria-labelledby="first-run-begin">
              <h2 id="first-run-begin" className={classes.cardTitle}>
                {say.begin}
              </h2>
              <p className={classes.text}>{say.beginSays}</p>
              <InterfacePicker />
              <Otherwise />
            </section>
            <Promises />
          </div>
        </div>
        <footer className={classes.foot}>
          <Button variant="default" onClick={() => endFirstRun(settings)} data-testid="first-run-skip">
            {say.skip}
          </Button>
          <p className={classes.later}>{say.later}</p>
        </footer>
      </div>
    </div>
  );
}

function verdictOf(checks: readonly DoctorCheck[]): string {
  const { ready, look, blocked } = words().firstRun;
  if (checks.some(({ id, state }) => id === 'capture' && state === 'failed')) return blocked;
  return checks.every(({ state }) => state === 'ok') ? ready : look;
}

/** What can be done without capturing. */
function Otherwise(): React.JSX.Element {
  const { link } = useApp();
  const { choose, openPath } = useOpen();
  const say = words().firstRun;
  const samplePath = useStore(link.state, (state) => state.hello?.samplePath ?? null);
  return (
    <>
      <p className={classes.or}>
        <span>{say.or}</span>
      </p>
      <div className={classes.otherwise}>
        {samplePath !== null && (
          <Button
            variant="default"
            leftSection={<IconFlask size={16} stroke={1.5} />}
            onClick={() => openPath(samplePath)}
            data-testid="first-run-sample"
          >
            {say.openSample}
          </Button>
        )}
        <Button variant="default" leftSection={<IconFolderOpen size={16} stroke={1.5} />} onClick={choose}>
          {say.openFile}
        </Button>
      </div>
    </>
  );
}
