/** Lookups that this session carried, and those that gave its remote address a name; each leads to its row. */
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { SessionDetails } from '#contract/views/session-details.ts';
import type { DnsRecord } from '#contract/records.ts';
import { clockText, exactText, secondsBetween } from '../../display/times.ts';
import { formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Section } from '../../widgets/facts.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { dnsStatusWord } from '../words.ts';
import { Answers } from './answers.tsx';
import classes from './details.module.css';

export function SessionDns({ details }: { readonly details: SessionDetails }): React.JSX.Element {
  const { layout, tables } = useApp();
  const say = words().details.dns;
  const { dns, dnsKeys, session } = details;
  if (dns.length === 0) return <p className={classes.note}>{say.none}</p>;
  return (
    <div data-testid="session-dns">
      {newestFirst(dns.length).map((at) => {
        const record = dns[at]!;
        const word = dnsStatusWord(record.status);
        const key = dnsKeys[at];
        return (
          // A session may ask the same thing twice within a microsecond; the place tells them apart.
          <Section
            key={at}
            title={`${record.query ?? say.noQuestion} ${record.qtype ?? ''}`}
            aside={<Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />}
          >
            <div className={classes.lookupFacts}>
              <span title={exactText(record.time)}>{factsOf(record, session).join(' · ')}</span>
              {key !== undefined && (
                <Button
                  variant="subtle"
                  size="compact-xs"
                  rightSection={<IconArrowRight size={13} stroke={1.8} />}
                  aria-label={say.showLabel}
                  data-testid="show-lookup"
                  onClick={() => {
                    layout.getState().open('dns');
                    tables.dns.getState().select(key);
                  }}
                >
                  {say.show}
                </Button>
              )}
            </div>
            <Answers answers={record.answers} asked={record.query} />
          </Section>
        );
      })}
    </div>
  );
}

/** What led to a session came shortly before it. */
function newestFirst(count: number): number[] {
  return Array.from({ length: count }, (_, at) => count - 1 - at);
}

function factsOf(record: DnsRecord, session: SessionDetails['session']): string[] {
  const say = words().details.dns;
  const own = record.session_id === session.session_id;
  const before = secondsBetween(record.time, session.start_time);
  const when = before >= 0 ? say.before(formatDuration(before)) : say.after(formatDuration(-before));
  return [
    own ? say.carried : say.led,
    own ? clockText(record.time, 3) : when,
    ...(record.latency_ms === null ? [] : [formatDuration(record.latency_ms / 1000)]),
  ];
}
