/** What plugins and pipelines raised, newest first, wherever in the window one looks for it. */
import { Button, Menu } from '@mantine/core';
import { IconBell, IconBellOff, IconBellZ, IconChecks, IconFilterOff } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { filterAlerts, foldRepeats, isFiltering, unseenCounts } from '../../state/alert-facts.ts';
import { isSilenced } from '../../state/alert-silences.ts';
import { useApp } from '../../state/app-context.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { NotKnown } from '../not-known.tsx';
import { useNow } from '../use-now.ts';
import { useAlerts } from '../use-store.ts';
import bar from '../view-bar.module.css';
import { AlertFilters } from './alert-filters.tsx';
import { AlertItem } from './alert-item.tsx';
import classes from './alerts.module.css';
import { NotifySwitch } from './notify-switch.tsx';
import { SilencedBar } from './silenced-bar.tsx';
import { SnoozeItems } from './silence-menu.tsx';

const NONE: readonly AlertRow[] = [];

export function AlertsView(): React.JSX.Element {
  const { alerts } = useApp();
  const frame = useAlerts((state) => state.frame);
  const filter = useAlerts((state) => state.filter);
  const seen = useAlerts((state) => state.seen);
  const silences = useAlerts((state) => state.silences);
  const showSilenced = useAlerts((state) => state.showSilenced);
  const now = useNow(30_000);
  useEffect(() => alerts.getState().attach(), [alerts]);
  const all = frame?.alerts ?? NONE;
  const quiet = useMemo(
    () => new Set(all.filter((alert) => isSilenced(alert, silences, now)).map(({ number }) => number)),
    [all, silences, now],
  );
  const heard = useMemo(
    () => (showSilenced ? all : all.filter(({ number }) => !quiet.has(number))),
    [all, quiet, showSilenced],
  );
  const shown = useMemo(() => filterAlerts(heard, filter, seen), [heard, filter, seen]);
  const groups = useMemo(() => foldRepeats(shown), [shown]);
  const unseen = unseenCounts(frame, seen, ({ number }) => quiet.has(number));
  const earlier = frame === null ? 0 : frame.total - all.length;
  const say = words().alerts;
  return (
    <div className={classes.view} data-testid="table-alerts">
      <header className={bar.bar}>
        <h1 className={bar.title}>{say.title}</h1>
        {frame !== null && (
          <span className={bar.count}>
            {formatCount(frame.total)}
            {unseen.count > 0 && ` · ${say.notSeenCount(`${formatCount(unseen.count)}${unseen.more ? '+' : ''}`)}`}
          </span>
        )}
        <span className={bar.space} />
        <NotifySwitch />
        <Menu position="bottom-end" width={230}>
          <Menu.Target>
            <Button variant="default" leftSection={<IconBellZ size={15} stroke={1.6} />} data-testid="snooze-all">
              {say.silence.snooze}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{say.silence.snoozeAll}</Menu.Label>
            <SnoozeItems source={null} />
          </Menu.Dropdown>
        </Menu>
        <Button
          variant="default"
          leftSection={<IconChecks size={15} stroke={1.6} />}
          disabled={unseen.count === 0}
          onClick={() => alerts.getState().markSeen()}
          data-testid="mark-seen"
        >
          {say.markSeen}
        </Button>
      </header>
      <SilencedBar count={quiet.size} />
      {all.length > 0 && <AlertFilters alerts={heard} shown={shown.length} />}
      {groups.length === 0 ? (
        <div className={classes.center}>
          <NoAlerts
            known={frame !== null}
            filtered={heard.length > 0 && isFiltering(filter)}
            silenced={heard.length === 0 ? quiet.size : 0}
          />
        </div>
      ) : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={say.region}>
          <ol className={classes.list} aria-label={say.list}>
            {groups.map((group) => (
              <AlertItem key={group.alert.number} group={group} silenced={quiet.has(group.alert.number)} />
            ))}
          </ol>
          {earlier > 0 && <p className={classes.earlier}>{say.earlier(formatCount(earlier))}</p>}
        </div>
      )}
    </div>
  );
}

function NoAlerts({
  known,
  filtered,
  silenced,
}: {
  readonly known: boolean;
  readonly filtered: boolean;
  readonly silenced: number;
}): React.JSX.Element {
  const { alerts, layout } = useApp();
  const say = words().alerts;
  if (!known) return <NotKnown loading={say.loading} lost={say.lost} lostWhy={say.lostWhy} />;
  if (filtered) {
    return (
      <EmptyState
        icon={IconFilterOff}
        title={say.noneOfKind}
        action={
          <Button variant="default" onClick={() => alerts.getState().clearFilter()}>
            {say.showAll}
          </Button>
        }
      >
        {say.noneOfKindWhy}
      </EmptyState>
    );
  }
  if (silenced > 0) {
    return (
      <EmptyState
        icon={IconBellOff}
        title={say.allSilenced}
        action={
          <Button variant="default" onClick={() => alerts.getState().setShowSilenced(true)}>
            {say.silence.show}
          </Button>
        }
      >
        {say.allSilencedWhy(formatCount(silenced))}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconBell}
      title={say.none}
      action={
        <>
          <Button variant="default" onClick={() => layout.getState().open('pipelines')}>
            {say.toPipelines}
          </Button>
          <Button variant="default" onClick={() => layout.getState().open('plugins')}>
            {say.toPlugins}
          </Button>
        </>
      }
    >
      {say.noneWhy}
    </EmptyState>
  );
}
