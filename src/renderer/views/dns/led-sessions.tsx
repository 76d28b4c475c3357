/** Sessions of the client to the addresses that it was told, each a press away. */
import { UnstyledButton } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { SessionRecord } from '#contract/records.ts';
import type { DnsDetails } from '#contract/views/dns.ts';
import { secondsBetween } from '../../display/times.ts';
import { formatBytes, formatCount, formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Section } from '../../widgets/facts.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { sessionStateWord } from '../words.ts';
import classes from './dns.module.css';

export function LedSessions({ details }: { readonly details: DnsDetails }): React.JSX.Element | null {
  const { record, led, ledInAll, chain } = details;
  const say = words().dns.details;
  // Nothing could have followed from an answer without an address.
  if (ledInAll === 0 && !chain.some(({ type }) => type === 'A' || type === 'AAAA')) return null;
  return (
    <Section
      title={say.led}
      aside={
        ledInAll > led.length && (
          <span className={classes.quiet}>{say.ledMore(formatCount(led.length), formatCount(ledInAll))}</span>
        )
      }
    >
      {led.length === 0 && <p className={classes.quiet}>{say.ledNone}</p>}
      <ul className={classes.led} data-testid="led-sessions">
        {led.map((session) => (
          <li key={session.session_id}>
            <LedSession session={session} askedAt={record.time} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function LedSession({
  session,
  askedAt,
}: {
  readonly session: SessionRecord;
  readonly askedAt: string;
}): React.JSX.Element {
  const { layout, tables } = useApp();
  const say = words().dns.details;
  const word = sessionStateWord(session.state);
  const host = session.hostname ?? session.dst_ip;
  return (
    <UnstyledButton
      className={classes.ledSession}
      title={say.openSession(host)}
      data-key={session.session_id}
      onClick={() => {
        layout.getState().open('sessions');
        tables.sessions.getState().select(session.session_id);
      }}
    >
      <span className={classes.ledWhere}>
        <span className={classes.ledHost}>{host}</span>
        <span className={classes.ledEnd}>
          <span className="nl-mono">{session.dst_ip}</span>
          {session.dst_port !== null && ` · ${say.port(String(session.dst_port))}`}
          {session.service !== null && ` · ${session.service.toUpperCase()}`}
        </span>
      </span>
      <span className={classes.ledHow}>
        <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />
        <span className={classes.ledEnd}>
          {say.later(formatDuration(Math.max(0, secondsBetween(askedAt, session.start_time))))} ·{' '}
          {formatBytes(session.bytes_in + session.bytes_out)}
        </span>
      </span>
      <IconArrowRight size={14} stroke={1.6} aria-hidden className={classes.ledArrow} />
    </UnstyledButton>
  );
}
