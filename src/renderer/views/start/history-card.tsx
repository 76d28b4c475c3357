/** What was captured before, one step away, with how much there is. Nothing where nothing was recorded. */
import { Button, UnstyledButton } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { OverviewFrame } from '#contract/views/sums.ts';
import type { TimeRange } from '#contract/views/time-range.ts';
import { displayChoice } from '../../display/display-choice.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { rangeOf, type Travel } from '../../state/travel.ts';
import { TravelPopover } from '../shell/travel-button.tsx';
import { usePreferences } from '../use-store.ts';
import { useCanTravel, useHasPast } from '../use-travel.ts';
import classes from './start-screen.module.css';

const OFFERED: readonly Travel[] = ['last24h', 'yesterday', 'last7d'];

export function HistoryCard(): React.JSX.Element | null {
  const { history } = useApp();
  const say = words().shell.travel.start;
  const canTravel = useCanTravel();
  const hasPast = useHasPast();
  useEffect(() => {
    if (canTravel) void history.getState().look();
  }, [history, canTravel]);
  if (!hasPast) return null;
  return (
    <section className={classes.card} aria-labelledby="start-history" data-testid="history-card">
      <h2 id="start-history" className={classes.cardTitle}>
        {say.title}
      </h2>
      <p className={classes.text}>{say.says}</p>
      <ul className={classes.stretches}>
        {OFFERED.map((travel) => (
          <Stretch key={travel} travel={travel} />
        ))}
      </ul>
      <TravelPopover
        target={(props) => (
          <Button
            {...props}
            variant="default"
            leftSection={<IconCalendarTime size={16} stroke={1.5} />}
            data-testid="other-day"
          >
            {say.other}
          </Button>
        )}
      />
    </section>
  );
}

function Stretch({ travel }: { readonly travel: Travel }): React.JSX.Element {
  const { timeline } = useApp();
  const say = words().shell.travel;
  const [range] = useState(() => rangeOf(travel, Date.now(), displayChoice().timeZone));
  const totals = useTotals(range);
  const much =
    totals === null
      ? '…'
      : totals.sessions === 0
        ? say.start.empty
        : say.start.much(formatBytes(totals.bytes_in + totals.bytes_out), formatCount(totals.sessions));
  return (
    <li>
      <UnstyledButton
        className={classes.stretch}
        onClick={() => timeline.getState().travel(range)}
        data-testid={`start-${travel}`}
      >
        <span>{say.names[travel]}</span>
        <span className={classes.much}>{much}</span>
      </UnstyledButton>
    </li>
  );
}

function useTotals(range: TimeRange): OverviewFrame['totals'] | null {
  const { link } = useApp();
  const redact = usePreferences((preferences) => preferences.redact);
  const [totals, setTotals] = useState<OverviewFrame['totals'] | null>(null);
  useEffect(() => {
    const params = { filter: '', range, redact, paused: false, by: 'protocol', points: 10, top: 1 } as const;
    const stream = link.subscribe('overview', params, (frame) => {
      if (frame.notice === undefined) setTotals(frame.totals);
    });
    return () => stream.close();
  }, [link, range, redact]);
  return totals;
}
