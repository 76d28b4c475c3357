/** Retries and other lookups of the same client for the same name, each a press away. */
import { UnstyledButton } from '@mantine/core';
import type { DnsDetails } from '#contract/views/dns.ts';
import { secondsBetween } from '../../display/times.ts';
import { formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Section } from '../../widgets/facts.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { dnsStatusWord } from '../words.ts';
import classes from './dns.module.css';

export function AskedAgain({ details }: { readonly details: DnsDetails }): React.JSX.Element | null {
  const { tables } = useApp();
  const { record, again, againKeys } = details;
  const say = words().dns.details;
  if (again.length === 0) return null;
  return (
    <Section title={say.again} aside={<span className="nl-hidden">{say.againHint}</span>}>
      <ul className={classes.again} title={say.againHint} data-testid="asked-again">
        {again.map((other, at) => {
          const seconds = secondsBetween(record.time, other.time);
          const word = dnsStatusWord(other.status);
          return (
            <li key={againKeys[at]}>
              <UnstyledButton
                className={classes.againLookup}
                title={say.openLookup}
                onClick={() => tables.dns.getState().select(againKeys[at] ?? null)}
              >
                <span>{seconds < 0 ? say.earlier(formatDuration(-seconds)) : say.later(formatDuration(seconds))}</span>
                <Mark icon={word.icon} text={word.text} tone={word.tone} />
                <span className={`${classes.againServer} nl-mono`}>{other.server_ip}</span>
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
