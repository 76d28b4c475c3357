/** What becomes of what is seen; each sentence is held by a test or a limit that is named in SECURITY.md. */
import { UnstyledButton } from '@mantine/core';
import { IconEar, IconHistory, IconHistoryOff, IconHomeShield, IconShieldCheck, type Icon } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { DEFAULT_SETTINGS, type HistorySettings } from '#contract/settings.ts';
import { formatBytes } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import classes from './first-run.module.css';

export function Promises(): React.JSX.Element {
  const { settings, layout } = useApp();
  const say = words().firstRun;
  const history = useStore(settings, ({ state }) => state?.settings.history) ?? DEFAULT_SETTINGS.history;
  const change = (): void => {
    settings.getState().setPane({ section: 'history', search: '' });
    layout.getState().open('settings');
  };
  return (
    <section aria-labelledby="first-run-promises">
      <h2 id="first-run-promises" className={classes.promisesTitle}>
        {say.promises}
      </h2>
      <ul className={classes.promises}>
        <Promise icon={IconHomeShield} title={say.stays} text={say.staysSays} />
        <Promise icon={IconEar} title={say.listens} text={say.listensSays} />
        <Promise icon={history.enabled ? IconHistory : IconHistoryOff} {...keptText(history)}>
          <UnstyledButton className={classes.link} onClick={change} data-testid="first-run-history">
            {say.changeHistory}
          </UnstyledButton>
        </Promise>
        <Promise icon={IconShieldCheck} title={say.root} text={say.rootSays} />
      </ul>
    </section>
  );
}

function keptText({ enabled, days, bytes, packets_bytes: packets }: HistorySettings): {
  readonly title: string;
  readonly text: string;
} {
  const say = words().firstRun;
  if (!enabled) return { title: say.keepsNothing, text: say.keepsNothingSays };
  if (packets > 0) return { title: say.keeps, text: say.keepsPackets(formatBytes(bytes + packets)) };
  const text = say.keepsSays(days === 0 ? '' : say.days(days), bytes === 0 ? '' : formatBytes(bytes));
  return { title: say.keeps, text };
}

function Promise({
  icon: IconShape,
  title,
  text,
  children,
}: {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly children?: React.ReactNode;
}): React.JSX.Element {
  return (
    <li className={classes.promise}>
      <IconShape className={classes.promiseIcon} size={20} stroke={1.5} aria-hidden />
      <div>
        <h3 className={classes.promiseTitle}>{title}</h3>
        <p className={classes.promiseText}>
          {text} {children}
        </p>
      </div>
    </li>
  );
}
