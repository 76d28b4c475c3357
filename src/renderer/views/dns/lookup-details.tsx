/** One lookup in full: how it was answered, what it led to, what else was asked. */
import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { IconFileOff, IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { DnsDetails } from '#contract/views/dns.ts';
import type { DnsRecord } from '#contract/records.ts';
import { clockText, exactText } from '../../display/times.ts';
import { formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Facts, Section, type Fact } from '../../widgets/facts.tsx';
import { Mark } from '../../widgets/mark.tsx';
import pane from '../details/details.module.css';
import { SessionButton } from '../session-button.tsx';
import { ValueButton } from '../value-menu.tsx';
import { dnsStatusWord } from '../words.ts';
import { AskedAgain } from './asked-again.tsx';
import { LedSessions } from './led-sessions.tsx';
import { LookupChain } from './lookup-chain.tsx';

export function LookupDetails({ onClose }: { onClose(): void }): React.JSX.Element {
  const { lookup } = useApp();
  const details = useStore(lookup, (state) => state.details);
  const failure = useStore(lookup, (state) => state.failure);
  const say = words().dns.details;
  return (
    <>
      <header className={pane.head}>
        <div className={pane.headLine}>
          <h2 className={pane.title}>{details === null ? say.label : (details.record.query ?? say.noQuestion)}</h2>
          <Tooltip label={say.close}>
            <ActionIcon onClick={onClose} aria-label={say.closeLabel}>
              <IconX size={16} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
        </div>
        {details !== null && <Subtitle record={details.record} />}
      </header>
      {details !== null ? (
        <Body details={details} />
      ) : (
        <div className={pane.center}>
          {failure === null ? (
            <Loader size="sm" color="gray" aria-label={say.loading} />
          ) : (
            <EmptyState icon={IconFileOff} title={say.gone}>
              {failure.remedy}
            </EmptyState>
          )}
        </div>
      )}
    </>
  );
}

function Subtitle({ record }: { readonly record: DnsRecord }): React.JSX.Element {
  const word = dnsStatusWord(record.status);
  return (
    <div className={pane.subtitle}>
      <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} pill />
      <span>{record.qtype}</span>
      {record.latency_ms !== null && <span>{formatDuration(record.latency_ms / 1000)}</span>}
    </div>
  );
}

function Body({ details }: { readonly details: DnsDetails }): React.JSX.Element {
  const { record, chain } = details;
  const say = words().dns.details;
  return (
    <div className={pane.scroll}>
      <Section title={say.chain}>
        <LookupChain asked={record.query} chain={chain} />
      </Section>
      <LedSessions details={details} />
      <Section title={say.lookup}>
        <Facts facts={lookupFacts(record)} />
      </Section>
      <AskedAgain details={details} />
      {record.session_id !== null && (
        <Section title={say.carried} aside={<SessionButton id={record.session_id} />}>
          <span className="nl-mono">{record.session_id}</span>
        </Section>
      )}
    </div>
  );
}

function lookupFacts(record: DnsRecord): Fact[] {
  const say = words().dns.details;
  const { latency_ms: latency } = record;
  return [
    { name: say.type, value: `${record.qtype ?? '–'} (${record.qclass ?? '–'})` },
    { name: say.asked, value: clockText(record.time, 6), title: exactText(record.time) },
    { name: say.latency, value: latency === null ? say.notKnown : formatDuration(latency / 1000) },
    { name: say.client, value: <End field="src_ip" address={record.client_ip} port={record.client_port} /> },
    { name: say.server, value: <End field="dst_ip" address={record.server_ip} port={record.server_port} /> },
    { name: say.transport, value: record.transport.toUpperCase() },
    { name: say.code, value: record.rcode_name ?? say.none },
    { name: say.flags, value: <Flags flags={record.flags} /> },
    { name: say.transaction, value: `0x${record.trans_id.toString(16).padStart(4, '0')}` },
    { name: say.interface, value: record.interface === '' ? say.none : record.interface },
  ];
}

function End({
  field,
  address,
  port,
}: {
  readonly field: string;
  readonly address: string;
  readonly port: number;
}): React.JSX.Element {
  return (
    <span className={pane.endpoint}>
      <ValueButton field={field} value={address} mono />
      <span>{words().dns.details.port(String(port))}</span>
    </span>
  );
}

function Flags({ flags }: { readonly flags: string }): React.JSX.Element {
  const say = words().dns.details;
  if (flags === '') return <>{say.none}</>;
  const names: Readonly<Record<string, string>> = say.flagNames;
  return (
    <>
      {flags
        .split(' ')
        .map((flag) => `${flag} ${names[flag] ?? ''}`.trim())
        .join(', ')}
    </>
  );
}
