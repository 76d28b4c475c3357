import { useEffect } from 'react';
import { useApp } from '../../state/app-context.ts';
import { textCell, type ViewRow } from '../../state/row-access.ts';
import { DetailsPane } from '../details/details-pane.tsx';
import { SessionDetailsPanel } from '../details/session-details.tsx';
import { StartScreen } from '../start/start-screen.tsx';
import { RecordTable } from '../record-table.tsx';
import { useTableLook } from '../table-look.ts';
import { useStatus, useTableState } from '../use-store.ts';
import { ViewBar } from '../view-bar.tsx';
import { useObserved } from './observed.ts';
import { sessionColumns } from './session-columns.tsx';

const ENDED: ReadonlySet<string | null> = new Set(['CLOSE', 'ABORT', 'EXPIRED']);

function toneOf(row: ViewRow): 'normal' | 'ended' {
  return ENDED.has(textCell(row, 'state')) ? 'ended' : 'normal';
}

export function SessionsView(): React.JSX.Element {
  const { tables, details } = useApp();
  const selected = useTableState('sessions', (state) => state.selectedKey);
  const look = useTableLook();
  const observed = useObserved();
  const idle = useStatus((capture) => capture.state === 'idle' && capture.packets === 0) ?? false;
  useEffect(() => {
    details.getState().show(selected);
  }, [details, selected]);
  return (
    <>
      <div style={{ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }}>
        {!idle && <ViewBar table="sessions" title="Sessions" />}
        <RecordTable
          table="sessions"
          label="Sessions"
          columns={sessionColumns(look, observed)}
          toneOf={toneOf}
          {...(idle ? { cover: <StartScreen /> } : {})}
        />
      </div>
      {selected !== null && (
        <DetailsPane label="Session details">
          <SessionDetailsPanel onClose={() => tables.sessions.getState().select(null)} />
        </DetailsPane>
      )}
    </>
  );
}
