/** Every name of the responder, where each comes from, how old it was when the session began, and whether they agree. */
import { IconCheck } from '@tabler/icons-react';
import type { SessionDetails, SessionName } from '#contract/views/session-details.ts';
import { exactText, secondsBetween } from '../../display/times.ts';
import { formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { Mark, SourceBadge } from '../../widgets/mark.tsx';
import { ValueButton } from '../value-menu.tsx';
import { describeHostnameSource } from '../words.ts';
import classes from './details.module.css';

export function SessionNames({ details }: { readonly details: SessionDetails }): React.JSX.Element {
  const { names, session } = details;
  const say = words().details.names;
  if (names.length === 0) return <p className={classes.quiet}>{say.none}</p>;
  return (
    <ul className={classes.names} data-testid="session-names">
      {names.map((name, at) => (
        // The same name may come from two sources.
        <li key={`${name.source} ${name.name}`} className={classes.name}>
          <span className={classes.nameSource}>
            <SourceBadge text={name.source.toUpperCase()} title={describeHostnameSource(name.source)} />
          </span>
          <div className={classes.nameText}>
            <ValueButton field="hostname" value={name.name} />
            <span className={classes.nameAge} title={name.time === null ? undefined : exactText(name.time)}>
              {ageOf(name, session.start_time)}
            </span>
          </div>
          {at > 0 && name.agrees && <Mark icon={IconCheck} text={say.agrees} tone="good" title={say.agreesHint} />}
        </li>
      ))}
    </ul>
  );
}

/** `12 s before it began · kept for 60 s`. */
function ageOf({ time, ttl }: SessionName, start: string): string {
  const say = words().details.names;
  if (time === null) return say.timeUnknown;
  const seconds = secondsBetween(time, start);
  const when =
    Math.abs(seconds) < 1e-6
      ? say.atStart
      : seconds > 0
        ? say.before(formatDuration(seconds))
        : say.after(formatDuration(-seconds));
  if (ttl === null) return when;
  const kept = formatDuration(ttl);
  return `${when} · ${seconds > ttl ? say.expired(kept) : say.kept(kept)}`;
}
