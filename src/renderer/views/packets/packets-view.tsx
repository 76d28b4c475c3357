import { SegmentedControl, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { PacketLogChoice } from '#contract/protocol.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import type { ViewRow } from '../../state/row-access.ts';
import { DetailsPane } from '../details/details-pane.tsx';
import { PacketDetailsPanel } from '../details/packet-details.tsx';
import { useReturnToTable } from '../focus.ts';
import { RecordTable } from '../record-table.tsx';
import { useTableLook } from '../table-look.ts';
import { usePaused, useTableState } from '../use-store.ts';
import { ViewBar } from '../view-bar.tsx';
import { packetColumns } from './packet-columns.tsx';

export function PacketsView(): React.JSX.Element {
  const { tables } = useApp();
  const selected = useTableState('packets', (state) => state.selectedKey);
  const packetLogs = useTableState('packets', (state) => state.packetLogs);
  const { withDay, withInterface, isLive } = useTableLook();
  const columns = useMemo(() => packetColumns({ withDay, withInterface, isLive }), [withDay, withInterface, isLive]);
  /** The one that was selected last: it stays readable while rows move on. */
  const [row, setRow] = useState<ViewRow | null>(null);
  const shown = row !== null && row.key === selected ? row : null;
  const say = words().packets;
  useReturnToTable(shown !== null);
  return (
    <>
      <div style={{ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }}>
        <ViewBar
          table="packets"
          title={say.title}
          left={
            <SegmentedControl
              aria-label={say.which}
              value={packetLogs}
              onChange={(value) => {
                // Keys are of one log; the same one is another packet in the other.
                tables.packets.getState().select(null);
                tables.packets.getState().setPacketLogs(value as PacketLogChoice);
              }}
              data={[
                { value: 'state', label: say.changed },
                { value: 'all', label: say.every },
              ]}
            />
          }
          right={<FollowSwitch table="packets" />}
        />
        <RecordTable table="packets" label={say.title} columns={columns} onSelect={setRow} />
      </div>
      {shown !== null && (
        <DetailsPane label={say.detailsPane}>
          <PacketDetailsPanel
            row={shown}
            packetLogs={packetLogs}
            onClose={() => tables.packets.getState().select(null)}
          />
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
      label={words().packets.follow}
      checked={follow && !paused}
      disabled={paused}
      onChange={(event) => tables[table].getState().setFollow(event.currentTarget.checked)}
      data-testid="follow-switch"
    />
  );
}
