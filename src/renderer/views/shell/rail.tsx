/** The views, one icon each; digits jump to them. */
import { Tooltip } from '@mantine/core';
import {
  IconBell,
  IconLayoutDashboard,
  IconNetwork,
  IconPipeline,
  IconPuzzle,
  IconServer2,
  IconSettings,
  IconTimeline,
  IconWorldSearch,
  type Icon,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { severityCountsText, unseenCounts } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { VIEWS, type ViewName } from '../../state/layout-store.ts';
import { severityWord } from '../plugins/plugin-words.ts';
import { useAlerts, useLayout } from '../use-store.ts';
import classes from './rail.module.css';

const LOOK: Readonly<Record<ViewName, { readonly icon: Icon; readonly name: string }>> = {
  overview: { icon: IconLayoutDashboard, name: 'Overview' },
  sessions: { icon: IconNetwork, name: 'Sessions' },
  packets: { icon: IconTimeline, name: 'Packets' },
  dns: { icon: IconWorldSearch, name: 'DNS' },
  interfaces: { icon: IconServer2, name: 'Interfaces' },
  alerts: { icon: IconBell, name: 'Alerts' },
  plugins: { icon: IconPuzzle, name: 'Plugins' },
  pipelines: { icon: IconPipeline, name: 'Pipelines' },
  settings: { icon: IconSettings, name: 'Settings' },
};

export function Rail(): React.JSX.Element {
  const { layout } = useApp();
  const current = useLayout((state) => state.view);
  return (
    <nav className={classes.rail} aria-label="Views">
      <svg className={classes.logo} viewBox="0 0 32 32" role="img" aria-label="Netloupe">
        <circle cx="14" cy="14" r="8.5" fill="none" stroke="currentColor" strokeWidth="2.4" />
        <path d="M20.4 20.4 27 27" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
        <path
          d="M8.8 15.4h2.7l1.7-4.2 2.3 5.8 1.4-2.8H19"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {VIEWS.map((view, at) => {
        const { icon: IconShape, name } = LOOK[view];
        return (
          <Tooltip key={view} label={`${name}  ${at + 1}`} position="right">
            <button
              type="button"
              className={classes.item}
              aria-current={current === view ? 'page' : undefined}
              aria-keyshortcuts={String(at + 1)}
              data-testid={`nav-${view}`}
              onClick={() => layout.getState().open(view)}
            >
              <span className={classes.icon}>
                <IconShape size={19} stroke={1.5} aria-hidden />
                {view === 'alerts' && <AlertBadge />}
              </span>
              <span className={classes.name}>{name}</span>
            </button>
          </Tooltip>
        );
      })}
    </nav>
  );
}

/** How many were not seen; its colour is that of the worst. */
function AlertBadge(): React.JSX.Element | null {
  const frame = useAlerts((state) => state.frame);
  const seen = useAlerts((state) => state.seen);
  const { count, more, by_severity: counts, worst } = useMemo(() => unseenCounts(frame, seen), [frame, seen]);
  if (worst === null) return null;
  const text = count > 99 ? '99+' : `${count}${more ? '+' : ''}`;
  return (
    <span
      className={classes.badge}
      data-tone={severityWord(worst).tone}
      title={`Not seen: ${severityCountsText(counts)}`}
      data-testid="alert-badge"
    >
      {text}
      <span className="nl-hidden"> not seen: {severityCountsText(counts)}, in </span>
    </span>
  );
}
