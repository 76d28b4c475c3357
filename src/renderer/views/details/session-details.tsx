/** Everything known of one session: what it is, its names, its packets, its DNS, and what was said of it. */
import { ActionIcon, Loader, Tabs, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconFlag, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { SessionDetails } from '#contract/views/session-details.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { CategoryDot, Mark } from '../../widgets/mark.tsx';
import { protocolSlot, sessionStateWord } from '../words.ts';
import classes from './details.module.css';
import { SessionActions } from './session-actions.tsx';
import { SessionDns } from './session-dns.tsx';
import { SessionPackets } from './session-packets.tsx';
import { SessionSummary } from './session-summary.tsx';

export function SessionDetailsPanel({ onClose }: { onClose(): void }): React.JSX.Element {
  const { details: store } = useApp();
  const details = useStore(store, (state) => state.details);
  const failure = useStore(store, (state) => state.failure);
  const say = words().details;
  const close = (
    <Tooltip label={say.close}>
      <ActionIcon onClick={onClose} aria-label={say.closeLabel}>
        <IconX size={16} stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
  if (details !== null) return <Loaded key={details.session.session_id} details={details} close={close} />;
  return (
    <>
      <header className={classes.head}>
        <div className={classes.headLine}>
          <h2 className={classes.title}>{say.session}</h2>
          {close}
        </div>
      </header>
      <div className={classes.center}>
        {failure === null ? (
          <Loader size="sm" color="gray" aria-label={say.loading} />
        ) : (
          <EmptyState icon={IconAlertTriangle} title={failure.message} tone="trouble">
            {failure.remedy}
          </EmptyState>
        )}
      </div>
    </>
  );
}

function Loaded({
  details,
  close,
}: {
  readonly details: SessionDetails;
  readonly close: React.ReactNode;
}): React.JSX.Element {
  const { session, verdicts } = details;
  const word = sessionStateWord(session.state);
  const say = words().details;
  const [tab, setTab] = useState<string | null>('summary');
  /** Identity of the packet whose bytes are shown: its time, since the list moves on. */
  const [packet, setPacket] = useState<string | null>(null);
  return (
    <>
      <header className={classes.head}>
        <div className={classes.headLine}>
          <h2 className={session.hostname === null ? `${classes.title} nl-mono` : classes.title}>
            {session.hostname ?? session.dst_ip}
          </h2>
          <SessionActions details={details} />
          {close}
        </div>
        <div className={classes.subtitle}>
          <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} pill />
          <span>
            <CategoryDot slot={protocolSlot(session.protocol_name)} />
            {session.dst_port === null
              ? session.protocol_name
              : say.protocolPort(session.protocol_name, session.dst_port)}
            {session.service !== null && ` · ${session.service}`}
          </span>
          {verdicts.length > 0 && (
            <Mark icon={IconFlag} text={say.verdicts(verdicts.length)} tone="warning" title={say.verdictsHint} pill />
          )}
        </div>
      </header>
      <Tabs value={tab} onChange={setTab} className={classes.tabs}>
        <Tabs.List px={8}>
          <Tabs.Tab value="summary" fz={12}>
            {say.tabs.summary}
          </Tabs.Tab>
          <Tabs.Tab value="packets" fz={12} data-testid="details-tab-packets">
            {say.tabs.packets} {formatCount(session.packets_in + session.packets_out)}
          </Tabs.Tab>
          <Tabs.Tab value="dns" fz={12} data-testid="details-tab-dns">
            {say.tabs.dns} {formatCount(details.dns.length)}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="summary" className={classes.scroll}>
          <SessionSummary
            details={details}
            onPacket={(identity) => {
              setPacket(identity);
              setTab('packets');
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="packets" className={classes.fill}>
          <SessionPackets details={details} chosen={packet} onChoose={setPacket} />
        </Tabs.Panel>
        <Tabs.Panel value="dns" className={classes.scroll}>
          <SessionDns details={details} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
