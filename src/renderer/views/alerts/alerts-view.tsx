/** What plugins and pipelines raised, newest first, wherever in the window one looks for it. */
import { Button, Loader, Switch, Tooltip } from '@mantine/core';
import { IconBell, IconChecks, IconFilterOff, IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { filterAlerts, isFiltering, unseenCounts } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { useAlerts } from '../use-store.ts';
import bar from '../view-bar.module.css';
import { AlertFilters } from './alert-filters.tsx';
import { AlertItem } from './alert-item.tsx';
import classes from './alerts.module.css';

const NONE: readonly AlertRow[] = [];

export function AlertsView(): React.JSX.Element {
  const { alerts } = useApp();
  const frame = useAlerts((state) => state.frame);
  const filter = useAlerts((state) => state.filter);
  const seen = useAlerts((state) => state.seen);
  useEffect(() => alerts.getState().attach(), [alerts]);
  const all = frame?.alerts ?? NONE;
  const shown = useMemo(() => filterAlerts(all, filter, seen), [all, filter, seen]);
  const unseen = unseenCounts(frame, seen);
  const earlier = frame === null ? 0 : frame.total - all.length;
  return (
    <div className={classes.view} data-testid="table-alerts">
      <header className={bar.bar}>
        <h1 className={bar.title}>Alerts</h1>
        {frame !== null && (
          <span className={bar.count}>
            {formatCount(frame.total)}
            {unseen.count > 0 && ` · ${formatCount(unseen.count)}${unseen.more ? '+' : ''} not seen`}
          </span>
        )}
        <span className={bar.space} />
        <NotifySwitch />
        <Button
          variant="default"
          leftSection={<IconChecks size={15} stroke={1.6} />}
          disabled={unseen.count === 0}
          onClick={() => alerts.getState().markSeen()}
          data-testid="mark-seen"
        >
          Mark all as seen
        </Button>
      </header>
      {all.length > 0 && <AlertFilters alerts={all} shown={shown.length} />}
      {shown.length === 0 ? (
        <div className={classes.center}>
          <NoAlerts known={frame !== null} filtered={all.length > 0 && isFiltering(filter)} />
        </div>
      ) : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label="List of alerts">
          <ol className={classes.list} aria-label="Alerts, newest first">
            {shown.map((alert) => (
              <AlertItem key={alert.number} alert={alert} />
            ))}
          </ol>
          {earlier > 0 && <p className={classes.earlier}>{formatCount(earlier)} earlier ones are no longer listed.</p>}
        </div>
      )}
    </div>
  );
}

function NoAlerts({ known, filtered }: { readonly known: boolean; readonly filtered: boolean }): React.JSX.Element {
  const { alerts, layout, link } = useApp();
  const lost = useStore(link.state, (state) => state.phase === 'lost');
  if (!known) {
    return lost ? (
      <EmptyState icon={IconPlugConnectedX} title="Not connected" tone="trouble">
        Alerts appear again as soon as the capture engine answers.
      </EmptyState>
    ) : (
      <Loader size="sm" color="gray" aria-label="Loading alerts" />
    );
  }
  if (filtered) {
    return (
      <EmptyState
        icon={IconFilterOff}
        title="No alert is of that kind"
        action={
          <Button variant="default" onClick={() => alerts.getState().clearFilter()}>
            Show all alerts
          </Button>
        }
      >
        There are alerts, but none with these severities from this source.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconBell}
      title="No alerts"
      action={
        <>
          <Button variant="default" onClick={() => layout.getState().open('pipelines')}>
            Go to pipelines
          </Button>
          <Button variant="default" onClick={() => layout.getState().open('plugins')}>
            Go to plugins
          </Button>
        </>
      }
    >
      Rules of pipelines and plugins raise alerts when they see something worth a look: switch one on, and what it finds
      is listed here.
    </EmptyState>
  );
}

/** Whether the system tells of serious ones, and why not where it cannot. */
function NotifySwitch(): React.JSX.Element {
  const { alerts } = useApp();
  const permission = useAlerts((state) => state.permission);
  const notify = useAlerts((state) => state.notify);
  const asking = useAlerts((state) => state.asking);
  const why =
    permission === 'denied'
      ? 'Notifications are not allowed for this page; the browser’s settings can allow them'
      : permission === 'unsupported'
        ? 'This page cannot show notifications here'
        : 'Notifies of alerts of high and critical severity, at most once every few seconds';
  return (
    <Tooltip label={why} multiline maw={300}>
      <Switch
        label={permission === 'denied' ? 'Notify me: not allowed here' : 'Notify me'}
        checked={notify && permission === 'granted'}
        disabled={asking || permission === 'unsupported'}
        onChange={(event) => void alerts.getState().setNotify(event.currentTarget.checked)}
        data-testid="notify-switch"
      />
    </Tooltip>
  );
}
