import type { SessionDetails } from '#contract/protocol.ts';
import { formatDuration } from '../../display/units.ts';
import { Section } from '../../widgets/facts.tsx';
import { clockText } from '../../display/times.ts';
import { Mark } from '../../widgets/mark.tsx';
import { dnsStatusWord } from '../words.ts';
import { Answers } from './answers.tsx';
import classes from './details.module.css';

/** Lookups that this session carried, and those that gave its remote address a name. */
export function SessionDns({ details }: { readonly details: SessionDetails }): React.JSX.Element {
  const own = details.session.session_id;
  if (details.dns.length === 0) {
    return <p className={classes.note}>No DNS lookup in this capture led to this session, and it carried none.</p>;
  }
  return (
    <>
      {details.dns.map((record, at) => {
        const word = dnsStatusWord(record.status);
        const facts = [
          record.session_id === own ? 'asked in this session' : 'answered with this address',
          clockText(record.time, 3),
          ...(record.latency_ms === null ? [] : [formatDuration(record.latency_ms / 1000)]),
        ];
        return (
          // A session may ask the same thing twice within a microsecond; the place tells them apart.
          <Section
            key={at}
            title={`${record.query ?? 'no question'} ${record.qtype ?? ''}`}
            aside={<Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />}
          >
            <p className={classes.note} style={{ padding: '0 0 8px' }}>
              {facts.join(' · ')}
            </p>
            <Answers answers={record.answers} asked={record.query} />
          </Section>
        );
      })}
    </>
  );
}
