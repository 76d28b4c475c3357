/** Where one can go in history: stretches of time by name, and the days of the last weeks with how much was on each. */
import { Popover, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { TimeRange } from '#contract/views/time-range.ts';
import { displayChoice } from '../../display/display-choice.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { canTravel } from '../../state/history-store.ts';
import { rangeOf, TRAVELS } from '../../state/travel.ts';
import { FailureLine } from '../failure-note.tsx';
import { useNow } from '../use-now.ts';
import { usePanel, useScope, useStatus } from '../use-store.ts';
import { useImported } from '../use-travel.ts';
import { DayCalendar } from './day-calendar.tsx';
import classes from './travel-button.module.css';

/** Nothing where the history is switched off. */
export function TravelButton(): React.JSX.Element | null {
  const { history } = useApp();
  const say = words().shell.travel;
  const state = useStore(history, ({ status }) => status?.state ?? 'off');
  if (state === 'off') return null;
  return (
    <TravelPopover
      target={(props) => (
        <Tooltip label={`${say.openHint}  h`} disabled={props['aria-expanded']}>
          <UnstyledButton
            {...props}
            className={classes.button}
            aria-label={say.open}
            aria-keyshortcuts="h"
            data-testid="travel-button"
          >
            <IconCalendarTime size={15} stroke={1.7} aria-hidden />
          </UnstyledButton>
        </Tooltip>
      )}
    />
  );
}

interface TargetProps {
  readonly 'aria-haspopup': 'dialog';
  readonly 'aria-expanded': boolean;
  onClick(): void;
}

/** What opens where its target is; there is one on screen at a time. */
export function TravelPopover({ target }: { target(props: TargetProps): React.JSX.Element }): React.JSX.Element {
  const { panels } = useApp();
  const opened = usePanel('travel');
  const { open, close } = panels.getState();
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? open('travel') : close('travel'))}
      position="bottom-end"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        {target({
          'aria-haspopup': 'dialog',
          'aria-expanded': opened,
          onClick: () => (opened ? close('travel') : open('travel')),
        })}
      </Popover.Target>
      <Popover.Dropdown p={14} aria-label={words().shell.travel.open} data-testid="travel-panel">
        <TravelPanel onDone={() => close('travel')} />
      </Popover.Dropdown>
    </Popover>
  );
}

function TravelPanel({ onDone }: { onDone(): void }): React.JSX.Element {
  const { history, timeline } = useApp();
  const say = words().shell.travel;
  const status = useStore(history, (state) => state.status);
  const range = useScope((scope) => scope.range);
  const isFile = useStatus(({ kind }) => kind === 'file') ?? false;
  const imported = useImported();
  const nowMs = useNow(60_000);
  useEffect(() => void history.getState().look(), [history]);
  const go = (to: TimeRange): void => {
    timeline.getState().travel(to);
    onDone();
  };
  if (!canTravel(status)) {
    return status?.failure == null ? (
      <p className={classes.note}>{say.notReady}</p>
    ) : (
      <FailureLine failure={status.failure} flush />
    );
  }
  return (
    <div className={classes.panel}>
      <ul className={classes.names} aria-label={say.stretches}>
        {TRAVELS.map((travel) => {
          const to = rangeOf(travel, nowMs, displayChoice().timeZone);
          return (
            <li key={travel}>
              <UnstyledButton
                className={classes.name}
                aria-current={isSame(range, to) ? 'true' : undefined}
                onClick={() => go(to)}
                data-testid={`travel-${travel}`}
              >
                {say.names[travel]}
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
      <DayCalendar onDay={go} />
      {(isFile || imported !== null) && <p className={classes.note}>{say.closes}</p>}
    </div>
  );
}

function isSame(left: TimeRange | null, right: TimeRange): boolean {
  if (left?.kind === 'last') return right.kind === 'last' && left.seconds === right.seconds;
  return (
    left?.kind === 'between' && right.kind === 'between' && left.fromUs === right.fromUs && left.toUs === right.toUs
  );
}
