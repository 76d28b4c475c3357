/** One alert, with those before it that say the same: who says so, where to look, and what to do about it. */
import { ActionIcon, Menu, UnstyledButton } from '@mantine/core';
import { IconBellOff, IconCopy, IconDots, IconPipeline, IconPuzzle, IconTimeline } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { visibleText } from '#base/visible-text.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { isSeen, sourceKey, type AlertGroup } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { copyText } from '../copy-text.tsx';
import { useAlerts } from '../use-store.ts';
import { AlertEntry } from './alert-entry.tsx';
import classes from './alerts.module.css';
import { SilenceItems } from './silence-menu.tsx';

interface ItemProps {
  readonly group: AlertGroup;
  readonly silenced: boolean;
}

function Item({ group, silenced }: ItemProps): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const { others } = group;
  const say = words().alerts.item;
  return (
    <>
      <AlertLine alert={group.alert} silenced={silenced}>
        {others.length > 0 && (
          <UnstyledButton
            className={classes.repeats}
            aria-expanded={open}
            title={open ? say.hideRepeats : say.showRepeats(formatCount(others.length))}
            onClick={() => setOpen(!open)}
            data-testid="repeats"
          >
            {say.repeats(formatCount(others.length + 1))}
          </UnstyledButton>
        )}
      </AlertLine>
      {open && others.map((alert) => <AlertLine key={alert.number} alert={alert} silenced={silenced} repeat />)}
    </>
  );
}

export const AlertItem: React.MemoExoticComponent<typeof Item> = memo(Item, (before, after) => {
  // An alert never changes; the engine sends it anew with each frame. Its text does where it is shown redacted.
  const [a, b] = [before.group, after.group];
  return (
    before.silenced === after.silenced &&
    a.others.length === b.others.length &&
    a.alert.number === b.alert.number &&
    a.alert.time_ms === b.alert.time_ms &&
    a.alert.title === b.alert.title &&
    a.alert.message === b.alert.message
  );
});

function AlertLine({
  alert,
  silenced,
  repeat = false,
  children,
}: {
  readonly alert: AlertRow;
  readonly silenced: boolean;
  readonly repeat?: boolean;
  readonly children?: React.ReactNode;
}): React.JSX.Element {
  const { alerts } = useApp();
  const seen = useAlerts((state) => isSeen(alert, state.seen));
  const say = words().alerts.item;
  const SourceIcon = alert.source === 'plugin' ? IconPuzzle : IconPipeline;
  return (
    <AlertEntry
      alert={alert}
      testId={repeat ? 'alert-repeat' : 'alert'}
      seen={seen}
      repeat={repeat}
      silenced={silenced}
      beforeTitle={
        !seen &&
        !silenced && (
          <>
            <span className={classes.fresh} title={say.notSeen} aria-hidden />
            <span className="nl-hidden">{say.notSeenPrefix}</span>
          </>
        )
      }
      afterTitle={children}
      beforeTime={
        <button
          type="button"
          className={classes.source}
          title={say.onlyOf[alert.source]}
          onClick={() => alerts.getState().setFilter({ source: sourceKey(alert) })}
        >
          <SourceIcon size={13} stroke={1.6} aria-hidden />
          <span className="nl-hidden">{say.kinds[alert.source]} </span>
          <ForeignText text={alert.name} />
        </button>
      }
      afterTime={
        silenced && (
          <span className={classes.isSilenced}>
            <IconBellOff size={13} stroke={1.6} aria-hidden /> {say.silenced}
          </span>
        )
      }
      actions={<AlertMenu alert={alert} />}
    />
  );
}

function AlertMenu({ alert }: { readonly alert: AlertRow }): React.JSX.Element {
  const { scope, layout } = useApp();
  const say = words().alerts.item;
  const { session_id: session, title, message, name } = alert;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <ActionIcon aria-label={say.more(visibleText(title))} data-testid="alert-menu">
          <IconDots size={16} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {session !== null && (
          <Menu.Item
            leftSection={<IconTimeline size={15} stroke={1.5} />}
            onClick={() => {
              scope.getState().set({ filter: `session_id = ${session}`, range: null });
              layout.getState().open('packets');
            }}
            data-testid="alert-packets"
          >
            {say.packets}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconCopy size={15} stroke={1.5} />}
          onClick={() => void copyText([title, message, name, alert.timestamp ?? ''].filter(Boolean).join('\n'))}
        >
          {say.copy}
        </Menu.Item>
        <Menu.Divider />
        <SilenceItems alert={alert} />
      </Menu.Dropdown>
    </Menu>
  );
}
