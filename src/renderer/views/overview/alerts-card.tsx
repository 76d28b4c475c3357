/** The latest alerts; a click leads to the session that one is about, else to all of them. */
import { Button, UnstyledButton } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { clockTextOf } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { severityWord } from '../plugins/plugin-words.ts';
import { useAlerts, useLayout } from '../use-store.ts';
import { Card } from './card.tsx';
import classes from './notes.module.css';

const SHOWN = 6;
const NONE: readonly AlertRow[] = [];

export function AlertsCard(): React.JSX.Element {
  const { alerts } = useApp();
  const say = words().overview.alerts;
  const rows = useAlerts((state) => state.frame?.alerts ?? NONE);
  const open = useLayout((layout) => layout.open);
  useEffect(() => alerts.getState().attach(), [alerts]);
  return (
    <Card
      id="alerts"
      icon={IconBell}
      title={say.title}
      actions={
        rows.length > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => open('alerts')}>
            {say.all}
          </Button>
        )
      }
    >
      {rows.length === 0 ? (
        <p className={classes.nothing}>
          <strong>{say.none}</strong> {say.noneWhy}
        </p>
      ) : (
        <ul className={classes.notes}>
          {rows.slice(0, SHOWN).map((alert) => (
            <AlertNote key={`${alert.time_ms} ${alert.number}`} alert={alert} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function AlertNote({ alert }: { readonly alert: AlertRow }): React.JSX.Element {
  const { layout, tables } = useApp();
  const say = words().overview.alerts;
  const { icon, text, tone } = severityWord(alert.severity);
  const { session_id: session, title } = alert;
  return (
    <li>
      <UnstyledButton
        className={classes.note}
        title={session === null ? say.openAlerts(title) : say.openSession(title)}
        data-testid="alert-note"
        onClick={() => {
          layout.getState().open(session === null ? 'alerts' : 'sessions');
          if (session !== null) tables.sessions.getState().select(session);
        }}
      >
        <Mark icon={icon} text={text} tone={tone} />
        <span className={classes.text}>
          <ForeignText text={title} />
        </span>
        <span className={classes.time}>{clockTextOf(alert.time_ms)}</span>
      </UnstyledButton>
    </li>
  );
}
