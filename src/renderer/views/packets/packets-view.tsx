import { SegmentedControl, Switch } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { PacketLogChoice } from '#contract/protocol.ts';
import { useApp } from '../../state/app-context.ts';
import { textCell, type ViewRow } from '../../state/row-access.ts';
import { DetailsPane } from '../details/details-pane.tsx';
import { SessionDetailsPanel } from '../details/session-details.tsx';
import { RecordTable } from '../record-table.tsx';
import { useTableLook } from '../table-look.ts';
import { usePaused, useTableState } from '../use-store.ts';
import { ViewBar } from '../view-bar.tsx';
import { packetColumns } from './packet-columns.tsx';

export function PacketsView(): React.JSX.Element {
  const { tables, details } = useApp();
  const selected = useTableState('packets', (state) => state.selectedKey);
  const packetLogs = useTableState('packets', (state) => state.packetLogs);
  const look = useTableLook();
  const [session, setSession] = useState<string | null>(null);
  const sessionId = selected === null ? null : session;
  useEffect(() => {
    details.getState().show(sessionId);
  }, [details, sessionId]);
  const onSelect = useCallback(
    (row: ViewRow | null) => setSession(row === null ? null : textCell(row, 'session_id')),
    [],
  );
  return (
    <>
      <div style={{ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }}>
        <ViewBar
          table="packets"
          title="Packets"
          left={
            <SegmentedControl
              aria-label="Which packets"
              value={packetLogs}
              onChange={(value) => tables.packets.getState().setPacketLogs(value as PacketLogChoice)}
              data={[
                { value: 'state', label: 'What changed' },
                { value: 'all', label: 'Every packet' },
              ]}
            />
          }
          right={<FollowSwitch table="packets" />}
        />
        <RecordTable table="packets" label="Packets" columns={packetColumns(look)} onSelect={onSelect} />
      </div>
      {sessionId !== null && (
        <DetailsPane label="Session of the packet">
          <SessionDetailsPanel onClose={() => tables.packets.getState().select(null)} />
        </DetailsPane>
      )}
    </>
  );
}

export function FollowSwitch({ table }: { readonly table: 'packets' | 'dns' }): React.JSX.Element {
  const { tables } = useApp();
  const follow = useTableState(table, (state) => state.follow);
  const paused = usePaused();
  return (
    <Switch
      label="Follow the newest"
      checked={follow && !paused}
      disabled={paused}
      onChange={(event) => tables[table].getState().setFollow(event.currentTarget.checked)}
      data-testid="follow-switch"
    />
  );
}
