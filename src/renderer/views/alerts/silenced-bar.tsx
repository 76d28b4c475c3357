/** How many alerts are silenced, what silences them, and how to hear of them again: nothing is gone without a word. */
import { Button, Popover, Switch } from '@mantine/core';
import { IconBellOff, IconBellRinging, IconBellZ } from '@tabler/icons-react';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { exactText } from '../../display/times.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { isInForce, type Silence } from '../../state/alert-silences.ts';
import { useApp } from '../../state/app-context.ts';
import { notifyUndo } from '../notify.tsx';
import { useNow } from '../use-now.ts';
import { useAlerts, usePreferences } from '../use-store.ts';
import classes from './alerts.module.css';
import { silenceWords } from './silence-words.ts';

const NONE: readonly AlertRow[] = [];

/** `count`: alerts of those that are listed. */
export function SilencedBar({ count }: { readonly count: number }): React.JSX.Element | null {
  const { alerts } = useApp();
  const silences = useAlerts((state) => state.silences);
  const shown = useAlerts((state) => state.showSilenced);
  const now = useNow(30_000);
  const inForce = silences.filter((silence) => isInForce(silence, now));
  if (inForce.length === 0) return null;
  const say = words().alerts.silence;
  return (
    <div className={classes.silenced} data-testid="silenced-bar">
      <IconBellOff size={15} stroke={1.6} aria-hidden />
      <span role="status">{say.count(formatCount(count), count === 1)}</span>
      <Popover position="bottom-start" width={380} withinPortal trapFocus>
        <Popover.Target>
          <Button variant="default" data-testid="manage-silences">
            {say.manage}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={8} aria-label={say.manage}>
          <ul className={classes.silences}>
            {inForce.map((silence) => (
              <SilenceLine key={`${silence.source ?? ''} ${silence.topic ?? ''}`} silence={silence} />
            ))}
          </ul>
        </Popover.Dropdown>
      </Popover>
      <Switch
        label={say.show}
        checked={shown}
        onChange={(event) => alerts.getState().setShowSilenced(event.currentTarget.checked)}
        data-testid="show-silenced"
      />
    </div>
  );
}

function SilenceLine({ silence }: { readonly silence: Silence }): React.JSX.Element {
  const { alerts } = useApp();
  const say = words().alerts.silence;
  const listed = useAlerts((state) => state.frame?.alerts ?? NONE);
  const redact = usePreferences(({ redact: on }) => on);
  const what = silenceWords(silence, listed, redact);
  const end = (): void => {
    const before = alerts.getState().silences;
    alerts.getState().unsilence(silence);
    notifyUndo(say.ended(what), () => alerts.getState().setSilences(before));
  };
  const SilenceIcon = silence.untilMs === null ? IconBellOff : IconBellZ;
  return (
    <li className={classes.silenceLine}>
      <SilenceIcon size={15} stroke={1.6} aria-hidden />
      <span className={classes.silenceWhat}>
        {what}
        <span className={classes.silenceUntil}>
          {silence.untilMs === null
            ? say.forGood
            : say.until(exactText(new Date(silence.untilMs).toISOString()).replace(/\.\d+/, ''))}
        </span>
      </span>
      <Button
        variant="default"
        leftSection={<IconBellRinging size={14} stroke={1.6} />}
        onClick={end}
        aria-label={say.endOf(what)}
        data-testid="end-silence"
      >
        {say.end}
      </Button>
    </li>
  );
}
