/** Why a table has no rows, and the one button that changes it. */
import { Button, Loader } from '@mantine/core';
import {
  IconFilter,
  IconFilterOff,
  IconHourglass,
  IconNetwork,
  IconPlugConnectedX,
  IconTimeline,
  IconWorldSearch,
  type Icon,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { TableName } from '#contract/protocol.ts';
import { useApp } from '../state/app-context.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { useCapture, useLayout, useScope, useTableState } from './use-store.ts';

const ABOUT: Readonly<Record<TableName, { readonly icon: Icon; readonly what: string; readonly shows: string }>> = {
  sessions: {
    icon: IconNetwork,
    what: 'sessions',
    shows: 'Each conversation between two addresses appears here with its first packet.',
  },
  packets: {
    icon: IconTimeline,
    what: 'packets',
    shows:
      'The log holds packets that changed a session’s state, carried a name, or were ICMP. Switch to “Every packet” to see all.',
  },
  dns: {
    icon: IconWorldSearch,
    what: 'DNS lookups',
    shows: 'Each name that is asked for appears here with its answer and how long that took.',
  },
};

export function TableEmpty({ table }: { readonly table: TableName }): React.JSX.Element {
  const about = ABOUT[table];
  const app = useApp();
  const phase = useStore(app.link.state, (link) => link.phase);
  const filter = useScope((scope) => scope.filter);
  const pending = useTableState(table, (state) => state.frame === null);
  const held = useTableState(table, (state) => state.frame?.held ?? 0);
  const packetLogs = useTableState(table, (state) => state.packetLogs);
  const captureState = useCapture((state) => state.status?.capture.state ?? null);
  const packets = useCapture((state) => state.status?.capture.packets ?? 0);
  const open = useLayout((layout) => layout.open);

  if (phase === 'lost') {
    return (
      <EmptyState icon={IconPlugConnectedX} title="Not connected" tone="trouble">
        Rows appear again as soon as the capture engine answers.
      </EmptyState>
    );
  }
  if (pending) return <Loader size="sm" color="gray" aria-label={`Loading ${about.what}`} />;
  if (filter !== '') {
    return (
      <EmptyState
        icon={IconFilterOff}
        title={`No ${about.what} match “${filter}”`}
        action={
          <Button variant="default" onClick={() => app.scope.getState().setFilter('')}>
            Clear the filter
          </Button>
        }
      >
        {held === 0
          ? 'There are none to filter yet.'
          : 'Words must all occur in a row; -word excludes, "two words" is a phrase.'}
      </EmptyState>
    );
  }
  if (table === 'packets' && packetLogs === 'state' && packets > 0) {
    return (
      <EmptyState
        icon={IconFilter}
        title="No packet changed anything"
        action={
          <Button variant="default" onClick={() => app.tables.packets.getState().setPacketLogs('all')}>
            Show every packet
          </Button>
        }
      >
        {about.shows}
      </EmptyState>
    );
  }
  if (captureState === 'running' || captureState === 'opening') {
    return (
      <EmptyState icon={IconHourglass} title={`Waiting for the first ${about.what}`}>
        {about.shows}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={about.icon}
      title={packets > 0 ? `No ${about.what} in this capture` : `No ${about.what} yet`}
      action={
        table === 'sessions' ? undefined : (
          <Button variant="default" onClick={() => open('sessions')}>
            Go to sessions
          </Button>
        )
      }
    >
      {about.shows}
    </EmptyState>
  );
}
