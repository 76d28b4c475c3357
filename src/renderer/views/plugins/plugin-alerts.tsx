/** What a plugin raised, newest first. */
import { words } from '../../display/words.ts';
import { IconBell } from '@tabler/icons-react';
import { formatCount } from '../../display/units.ts';
import type { PluginStatus, RaisedAlert } from '#contract/plugins/status.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { clockText, exactText } from '../../display/times.ts';
import { Mark } from '../../widgets/mark.tsx';
import { SessionButton } from '../session-button.tsx';
import { usePlugins } from '../use-store.ts';
import classes from './plugin-alerts.module.css';
import { lineTime, severityWord } from './plugin-words.ts';

export function PluginAlerts({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const alerts = usePlugins((state) => state.output?.alerts ?? null);
  if (alerts === null) return <></>;
  if (alerts.length === 0) {
    return (
      <div className={classes.center}>
        <EmptyState icon={IconBell} title={words().plugins.alerts.none}>
          {words().plugins.alerts.noneWhat(plugin.id)}
        </EmptyState>
      </div>
    );
  }
  const more = plugin.counters.alerts - alerts.length;
  return (
    <>
      <ol className={classes.alerts} aria-label={words().plugins.alerts.of(plugin.id)}>
        {alerts.map((alert) => (
          <Alert key={alert.number} alert={alert} />
        ))}
      </ol>
      {more > 0 && <p className={classes.more}>{words().plugins.alerts.more(formatCount(more))}</p>}
    </>
  );
}

function Alert({ alert }: { readonly alert: RaisedAlert }): React.JSX.Element {
  const word = severityWord(alert.severity);
  return (
    <li className={classes.alert} data-testid="plugin-alert">
      <span className={classes.severity}>
        <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />
      </span>
      <div className={classes.main}>
        <div className={classes.title}>
          <ForeignText text={alert.title} />
        </div>
        {alert.message !== '' && (
          <div className={classes.message}>
            <ForeignText text={alert.message} lines />
          </div>
        )}
        <div className={classes.about}>
          <span title={words().plugins.alerts.raised(exactText(new Date(alert.time_ms).toISOString()))}>
            {lineTime(alert.time_ms)}
          </span>
          {alert.timestamp !== null && (
            <span title={exactText(alert.timestamp)}>
              {words().plugins.alerts.about(clockText(alert.timestamp, 3))}
            </span>
          )}
        </div>
      </div>
      {alert.session_id !== null && <SessionButton id={alert.session_id} />}
    </li>
  );
}
