/** First on screen: how much, when, and who. */
import { Loader } from '@mantine/core';
import { IconApps, IconDeviceDesktop, IconServer2, IconTag, IconWorldSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { OverviewFrame, SumRow } from '#contract/views/sums.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { conditionOf } from '../../state/filter-text.ts';
import { CategoryPatterns } from '../../widgets/category-fill.tsx';
import { isFirstTime } from '../../state/first-run.ts';
import { FirstRun } from '../first-run/first-run.tsx';
import { StartScreen } from '../start/start-screen.tsx';
import { useNothingOnView } from '../use-travel.ts';
import { AlertsCard } from './alerts-card.tsx';
import { HistoryNotice } from '../history-notice.tsx';
import { Card } from './card.tsx';
import { HealthCard } from './health-card.tsx';
import { OverviewEmpty } from './overview-empty.tsx';
import classes from './overview.module.css';
import { NameList, SumList } from './rank-lists.tsx';
import { QueryCards } from './query-cards.tsx';
import { Totals } from './totals.tsx';
import { TrafficCard } from './traffic-card.tsx';
import { useOverview } from './use-overview.ts';

export function OverviewView(): React.JSX.Element {
  const { overview, settings } = useApp();
  const isStart = useNothingOnView();
  const isFirst = useStore(settings, isFirstTime);
  useEffect(() => overview.getState().attach(), [overview]);
  return (
    <div className={classes.view} data-testid="table-overview">
      <CategoryPatterns />
      {isStart ? isFirst ? <FirstRun /> : <StartScreen /> : <Sums />}
    </div>
  );
}

function Sums(): React.JSX.Element {
  const say = words().overview;
  const frame = useOverview((state) => state.frame);
  const pending = useOverview((state) => state.pending);
  if (frame === null) {
    return (
      <div className={classes.center}>
        <Loader size="sm" color="gray" aria-label={say.loading} />
      </div>
    );
  }
  return (
    <div className={classes.inner} aria-busy={pending} data-pending={pending || undefined}>
      <header className={classes.head}>
        <h1 className={classes.title}>{say.title}</h1>
        <Totals totals={frame.totals} />
      </header>
      {frame.notice !== undefined && <HistoryNotice notice={frame.notice} />}
      {frame.totals.sessions === 0 ? (
        frame.notice === undefined && (
          <div className={classes.nothing}>
            <OverviewEmpty mistake={frame.mistake} />
          </div>
        )
      ) : (
        <TrafficCard frame={frame} />
      )}
      {frame.totals.sessions > 0 && <Lists frame={frame} />}
      <QueryCards />
      <div className={classes.cards} data-last>
        {frame.totals.sessions > 0 && <Processes rows={frame.tops.process} />}
        <AlertsCard />
        <HealthCard bytesNotHeld={frame.bytesNotHeld} />
      </div>
    </div>
  );
}

function Lists({ frame: { tops, names } }: { readonly frame: OverviewFrame }): React.JSX.Element {
  const say = words().overview.lists;
  return (
    <div className={classes.cards}>
      <Card id="host" icon={IconServer2} title={say.hosts} hint={say.hostsHint}>
        <SumList rows={tops.host} empty={say.nothing} direction="end" />
      </Card>
      <Card id="talker" icon={IconDeviceDesktop} title={say.talkers} hint={say.talkersHint}>
        <SumList rows={tops.talker} empty={say.nothing} mono />
      </Card>
      <Card id="service" icon={IconTag} title={say.services} hint={say.servicesHint}>
        <SumList rows={tops.service} empty={say.nothing} />
      </Card>
      <Card id="names" icon={IconWorldSearch} title={say.names} hint={say.namesHint}>
        <NameList rows={names} condition={(name) => conditionOf({ field: 'query', value: name })} empty={say.noNames} />
      </Card>
    </div>
  );
}

function Processes({ rows }: { readonly rows: readonly SumRow[] }): React.JSX.Element {
  const say = words().overview.lists;
  const isKnown = rows.some(({ label }) => label !== null);
  return (
    <Card id="process" icon={IconApps} title={say.processes} hint={say.processesHint}>
      <SumList rows={isKnown ? rows : []} empty={say.noProcesses} />
    </Card>
  );
}
