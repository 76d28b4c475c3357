/** The views, one icon each; digits jump to them. Collapsed it is icons alone; narrow windows always have it so. */
import { useUnseen } from '../alerts/use-unseen.ts';
import { Tooltip } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import { severityCountsText } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { viewDigit, VIEWS } from '#contract/view-names.ts';
import { severityWord } from '../plugins/plugin-words.ts';
import { useLayout } from '../use-store.ts';
import classes from './rail.module.css';
import { VIEW_ICONS, viewTitle } from './view-looks.ts';

export function Rail(): React.JSX.Element {
  const { layout } = useApp();
  const current = useLayout((state) => state.view);
  const collapsed = useLayout((state) => state.railCollapsed);
  const { shell } = words();
  const CollapseIcon = collapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const collapseLabel = collapsed ? shell.commands.expandRail : shell.commands.collapseRail;
  return (
    <nav className={classes.rail} aria-label={shell.views} data-collapsed={collapsed} data-testid="rail">
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
        const IconShape = VIEW_ICONS[view];
        return (
          <Tooltip key={view} label={`${viewTitle(view)}  ${viewDigit(at) ?? ''}`} position="right">
            <button
              type="button"
              className={classes.item}
              aria-current={current === view ? 'page' : undefined}
              aria-keyshortcuts={viewDigit(at) ?? undefined}
              data-testid={`nav-${view}`}
              onClick={() => layout.getState().open(view)}
            >
              <span className={classes.icon}>
                <IconShape size={19} stroke={1.5} aria-hidden />
                {view === 'alerts' && <AlertBadge />}
              </span>
              <span className={classes.name}>{viewTitle(view)}</span>
            </button>
          </Tooltip>
        );
      })}
      <span className={classes.space} />
      <Tooltip label={collapseLabel} position="right">
        <button
          type="button"
          className={classes.collapse}
          aria-label={collapseLabel}
          aria-pressed={collapsed}
          onClick={() => layout.getState().setRailCollapsed(!collapsed)}
          data-testid="rail-collapse"
        >
          <CollapseIcon size={17} stroke={1.5} aria-hidden />
        </button>
      </Tooltip>
    </nav>
  );
}

/** How many were not seen; its colour is that of the worst. */
function AlertBadge(): React.JSX.Element | null {
  const { count, more, by_severity: counts, worst } = useUnseen();
  if (worst === null) return null;
  const { shell } = words();
  const text = count > 99 ? '99+' : `${count}${more ? '+' : ''}`;
  return (
    <span
      className={classes.badge}
      data-tone={severityWord(worst).tone}
      title={shell.status.notSeen(severityCountsText(counts))}
      data-testid="alert-badge"
    >
      {text}
      <span className="nl-hidden"> {shell.notSeenIn(severityCountsText(counts))} </span>
    </span>
  );
}
