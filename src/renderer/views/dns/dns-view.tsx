import { useState } from 'react';
import { useApp } from '../../state/app-context.ts';
import type { ViewRow } from '../../state/row-access.ts';
import { DetailsPane } from '../details/details-pane.tsx';
import { FollowSwitch } from '../packets/packets-view.tsx';
import { RecordTable } from '../record-table.tsx';
import { useTableLook } from '../table-look.ts';
import { useTableState } from '../use-store.ts';
import { ViewBar } from '../view-bar.tsx';
import { dnsColumns } from './dns-columns.tsx';
import { DnsDetailsPanel } from './dns-details.tsx';

export function DnsView(): React.JSX.Element {
  const { tables } = useApp();
  const look = useTableLook();
  const selected = useTableState('dns', (state) => state.selectedKey);
  const [row, setRow] = useState<ViewRow | null>(null);
  return (
    <>
      <div style={{ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }}>
        <ViewBar table="dns" title="DNS lookups" right={<FollowSwitch table="dns" />} />
        <RecordTable table="dns" label="DNS lookups" columns={dnsColumns(look)} onSelect={setRow} />
      </div>
      {selected !== null && row !== null && (
        <DetailsPane label="Lookup details">
          <DnsDetailsPanel row={row} onClose={() => tables.dns.getState().select(null)} />
        </DetailsPane>
      )}
    </>
  );
}
