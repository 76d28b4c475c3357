/** How an alert looks, wherever it is listed: how bad, what, when, and what can be done about it. All of its text may come out of packets. */
import type { PluginAlert } from '#contract/plugins/status.ts';
import { clockText, clockTextOf, dayText, exactText } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { severityWord } from '../plugins/plugin-words.ts';
import { SessionButton } from '../session-button.tsx';
import classes from './alert-entry.module.css';

/** Whoever raised it. */
type ShownAlert = PluginAlert & { readonly time_ms: number };

export interface AlertEntryProps {
  readonly alert: ShownAlert;
  readonly testId: string;
  /** Seen ones step back. */
  readonly seen?: boolean;
  /** It is listed below one that says the same. */
  readonly repeat?: boolean;
  readonly silenced?: boolean;
  readonly beforeTitle?: React.ReactNode;
  readonly afterTitle?: React.ReactNode;
  /** In the line with the time, at either side. */
  readonly beforeTime?: React.ReactNode;
  readonly afterTime?: React.ReactNode;
  /** Beside the way to its session. */
  readonly actions?: React.ReactNode;
}

export function AlertEntry({
  alert,
  testId,
  seen = false,
  repeat = false,
  silenced = false,
  beforeTitle,
  afterTitle,
  beforeTime,
  afterTime,
  actions,
}: AlertEntryProps): React.JSX.Element {
  const word = severityWord(alert.severity);
  return (
    <li
      className={classes.alert}
      data-testid={testId}
      data-severity={alert.severity}
      data-seen={seen}
      data-repeat={repeat}
      data-silenced={silenced}
    >
      <span className={classes.severity}>
        <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />
      </span>
      <div className={classes.main}>
        <div className={classes.title}>
          {beforeTitle}
          <ForeignText text={alert.title} />
          {afterTitle}
        </div>
        {alert.message !== '' && (
          <div className={classes.message}>
            <ForeignText text={alert.message} lines />
          </div>
        )}
        <div className={classes.about}>
          {beforeTime}
          <AlertTime alert={alert} />
          {afterTime}
        </div>
      </div>
      <div className={classes.actions}>
        {alert.session_id !== null && <SessionButton id={alert.session_id} />}
        {actions}
      </div>
    </li>
  );
}

/** The time that it is about, where it is about packets; the other one is in the tooltip. */
function AlertTime({ alert }: { readonly alert: ShownAlert }): React.JSX.Element {
  const say = words().alerts.item;
  const raised = exactText(new Date(alert.time_ms).toISOString());
  if (alert.timestamp === null || Number.isNaN(Date.parse(alert.timestamp))) {
    return <span title={say.raised(raised)}>{say.raisedAt(dayText(alert.time_ms), clockTextOf(alert.time_ms))}</span>;
  }
  return (
    <span title={`${say.packetTime(exactText(alert.timestamp))}\n${say.raised(raised)}`}>
      {dayText(Date.parse(alert.timestamp))}, {clockText(alert.timestamp, 3)}
    </span>
  );
}
