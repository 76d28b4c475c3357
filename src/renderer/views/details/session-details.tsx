/** Everything known of one session: what it is, its packets, its DNS. */
import { ActionIcon, Loader, Tabs, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import type { SessionDetails } from '#contract/protocol.ts';
import { useApp } from '../../state/app-context.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { CategoryDot, Mark } from '../../widgets/mark.tsx';
import { protocolSlot, sessionStateWord } from '../words.ts';
import classes from './details.module.css';
import { SessionDns } from './session-dns.tsx';
import { SessionPackets } from './session-packets.tsx';
import { SessionSummary } from './session-summary.tsx';

export function SessionDetailsPanel({ onClose }: { onClose(): void }): React.JSX.Element {
  const { details: store } = useApp();
  const details = useStore(store, (state) => state.details);
  const failure = useStore(store, (state) => state.failure);
  const close = (
    <Tooltip label="Close (Esc)">
      <ActionIcon onClick={onClose} aria-label="Close details">
        <IconX size={16} stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
  if (details === null) {
    return (
      <>
        <header className={classes.head}>
          <div className={classes.headLine}>
            <h2 className={classes.title}>Session</h2>
            {close}
          </div>
        </header>
        <div className={classes.center}>
          {failure === null ? (
            <Loader size="sm" color="gray" aria-label="Loading the session" />
          ) : (
            <EmptyState icon={IconAlertTriangle} title={failure.message} tone="trouble">
              {failure.remedy}
            </EmptyState>
          )}
        </div>
      </>
    );
  }
  return <Loaded details={details} close={close} />;
}

function Loaded({
  details,
  close,
}: {
  readonly details: SessionDetails;
  readonly close: React.ReactNode;
}): React.JSX.Element {
  const { session } = details;
  const word = sessionStateWord(session.state);
  return (
    <>
      <header className={classes.head}>
        <div className={classes.headLine}>
          <h2 className={session.hostname === null ? `${classes.title} nl-mono` : classes.title}>
            {session.hostname ?? session.dst_ip}
          </h2>
          <CopyIcon value={session.session_id} label="Copy the session’s id" />
          {close}
        </div>
        <div className={classes.subtitle}>
          <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} pill />
          <span>
            <CategoryDot slot={protocolSlot(session.protocol_name)} />
            {session.protocol_name}
            {session.dst_port !== null && ` port ${session.dst_port}`}
            {session.service !== null && ` · ${session.service}`}
          </span>
        </div>
      </header>
      <Tabs defaultValue="summary" style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>
        <Tabs.List px={8}>
          <Tabs.Tab value="summary" fz={12}>
            Summary
          </Tabs.Tab>
          <Tabs.Tab value="packets" fz={12}>
            Packets {formatCount(session.packets_in + session.packets_out)}
          </Tabs.Tab>
          <Tabs.Tab value="dns" fz={12}>
            DNS {formatCount(details.dns.length)}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="summary" className={classes.scroll}>
          <SessionSummary details={details} />
        </Tabs.Panel>
        <Tabs.Panel value="packets" className={classes.scroll}>
          <SessionPackets details={details} />
        </Tabs.Panel>
        <Tabs.Panel value="dns" className={classes.scroll}>
          <SessionDns details={details} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
