/** One alert: how bad, what, who says so, when, and where to look. All of its text may come out of packets. */
import { IconPipeline, IconPuzzle } from '@tabler/icons-react';
import { memo } from 'react';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { isSeen, sourceKey } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { clockText, clockTextOf, dayText, exactText } from '../../display/times.ts';
import { Mark } from '../../widgets/mark.tsx';
import { severityWord } from '../plugins/plugin-words.ts';
import { SessionButton } from '../session-button.tsx';
import { useAlerts } from '../use-store.ts';
import classes from './alerts.module.css';

export const AlertItem: React.MemoExoticComponent<typeof Item> = memo(Item, (before, after) => {
  // A row never changes; the engine sends it anew with each frame.
  return before.alert.number === after.alert.number && before.alert.time_ms === after.alert.time_ms;
});

function Item({ alert }: { readonly alert: AlertRow }): React.JSX.Element {
  const { alerts } = useApp();
  const seen = useAlerts((state) => isSeen(alert, state.seen));
  const word = severityWord(alert.severity);
  const SourceIcon = alert.source === 'plugin' ? IconPuzzle : IconPipeline;
  return (
    <li className={classes.alert} data-testid="alert" data-severity={alert.severity} data-seen={seen}>
      <span className={classes.severity}>
        <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />
      </span>
      <div className={classes.main}>
        <div className={classes.title}>
          {!seen && (
            <>
              <span className={classes.fresh} title="Not seen yet" aria-hidden />
              <span className="nl-hidden">Not seen: </span>
            </>
          )}
          <ForeignText text={alert.title} />
        </div>
        {alert.message !== '' && (
          <div className={classes.message}>
            <ForeignText text={alert.message} lines />
          </div>
        )}
        <div className={classes.about}>
          <button
            type="button"
            className={classes.source}
            title={`Only alerts of this ${alert.source}`}
            onClick={() => alerts.getState().setFilter({ source: sourceKey(alert) })}
          >
            <SourceIcon size={13} stroke={1.6} aria-hidden />
            <span className="nl-hidden">{alert.source} </span>
            <ForeignText text={alert.name} />
          </button>
          <AlertTime alert={alert} />
        </div>
      </div>
      {alert.session_id !== null && <SessionButton id={alert.session_id} />}
    </li>
  );
}

/** The time that it is about, where it is about packets; the other one is in the tooltip. */
function AlertTime({ alert }: { readonly alert: AlertRow }): React.JSX.Element {
  const raised = exactText(new Date(alert.time_ms).toISOString());
  if (alert.timestamp === null || Number.isNaN(Date.parse(alert.timestamp))) {
    return (
      <span title={`Raised ${raised}`}>
        raised {dayText(alert.time_ms)}, {clockTextOf(alert.time_ms)}
      </span>
    );
  }
  return (
    <span title={`Packet time ${exactText(alert.timestamp)}\nRaised ${raised}`}>
      {dayText(Date.parse(alert.timestamp))}, {clockText(alert.timestamp, 3)}
    </span>
  );
}
