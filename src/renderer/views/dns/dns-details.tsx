/** One lookup in full. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconNetwork, IconX } from '@tabler/icons-react';
import { formatDuration } from '../../display/units.ts';
import { useApp } from '../../state/app-context.ts';
import { numberCell, textCell, type ViewRow } from '../../state/row-access.ts';
import { Facts, Section, type Fact } from '../../widgets/facts.tsx';
import { clockText, exactText } from '../../display/times.ts';
import { Mark } from '../../widgets/mark.tsx';
import { Answers } from '../details/answers.tsx';
import classes from '../details/details.module.css';
import { FilterLink } from '../details/filter-link.tsx';
import { dnsStatusWord } from '../words.ts';
import { answersOf } from './dns-columns.tsx';

export function DnsDetailsPanel({ row, onClose }: { readonly row: ViewRow; onClose(): void }): React.JSX.Element {
  const app = useApp();
  const query = textCell(row, 'query');
  const word = dnsStatusWord(textCell(row, 'status'));
  const answers = answersOf(row.cells['answers']);
  const sessionId = textCell(row, 'session_id');
  return (
    <>
      <header className={classes.head}>
        <div className={classes.headLine}>
          <h2 className={classes.title}>{query ?? 'No question'}</h2>
          <Tooltip label="Close (Esc)">
            <ActionIcon onClick={onClose} aria-label="Close details">
              <IconX size={16} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
        </div>
        <div className={classes.subtitle}>
          <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} pill />
          <span>{word.title.replace(/^\w+: /, '')}</span>
        </div>
      </header>
      <div className={classes.scroll}>
        <Section
          title={answers.length === 0 ? 'No answers' : answers.length === 1 ? 'Answer' : `${answers.length} answers`}
        >
          <Answers answers={answers} asked={query} />
        </Section>
        <Section title="Lookup">
          <Facts facts={lookupFacts(row)} />
        </Section>
        {sessionId !== null && (
          <Section title="Session">
            <Button
              variant="default"
              leftSection={<IconNetwork size={15} stroke={1.5} />}
              onClick={() => {
                app.tables.sessions.getState().select(sessionId);
                app.layout.getState().open('sessions');
              }}
            >
              Show the session that carried it
            </Button>
          </Section>
        )}
      </div>
    </>
  );
}

function lookupFacts(row: ViewRow): Fact[] {
  const time = textCell(row, 'time') ?? '';
  const latency = numberCell(row, 'latency_ms');
  const rcode = textCell(row, 'rcode_name');
  const flags = textCell(row, 'flags') ?? '';
  return [
    { name: 'Type', value: `${textCell(row, 'qtype') ?? '–'} (${textCell(row, 'qclass') ?? '–'})` },
    { name: 'Asked', value: clockText(time, 3), title: exactText(time) },
    { name: 'Latency', value: latency === null ? 'not known' : formatDuration(latency / 1000) },
    { name: 'Client', value: <Endpoint row={row} side="client" /> },
    { name: 'Server', value: <Endpoint row={row} side="server" /> },
    { name: 'Transport', value: (textCell(row, 'transport') ?? '').toUpperCase() },
    { name: 'Response code', value: rcode ?? 'none' },
    {
      name: 'Flags',
      value: flags === '' ? 'none' : flags,
      title:
        'AA authoritative, TC truncated, RD recursion desired, RA recursion available, AD authentic data, CD checking disabled',
    },
    { name: 'Transaction', value: numberCell(row, 'trans_id') ?? '–' },
  ];
}

function Endpoint({ row, side }: { readonly row: ViewRow; readonly side: 'client' | 'server' }): React.JSX.Element {
  return (
    <span className={classes.endpoint}>
      <FilterLink value={textCell(row, `${side}_ip`) ?? ''} mono />
      <span>port {numberCell(row, `${side}_port`) ?? '–'}</span>
    </span>
  );
}
