import { useEffect, useMemo } from 'react';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { DetailsPane } from '../details/details-pane.tsx';
import { SessionDetailsPanel } from '../details/session-details.tsx';
import { useReturnToTable } from '../focus.ts';
import { StartScreen } from '../start/start-screen.tsx';
import { RecordTable } from '../record-table.tsx';
import { useTableLook } from '../table-look.ts';
import { useTableState } from '../use-store.ts';
import { useNothingOnView } from '../use-travel.ts';
import { ViewBar } from '../view-bar.tsx';
import { GroupPicker, OpenedGroup } from './group-picker.tsx';
import { GroupsTable } from './groups-table.tsx';
import { useObserved } from './observed.ts';
import { sessionColumns } from './session-columns.tsx';
import { useFreshSessions, useSessionTone } from './session-tone.ts';
import { useByteScales } from './use-byte-scales.ts';
import { useGroups } from './use-groups.ts';

export function SessionsView(): React.JSX.Element {
  const { tables, details } = useApp();
  const selected = useTableState('sessions', (state) => state.selectedKey);
  const idle = useNothingOnView();
  const by = useGroups((state) => (idle ? null : state.by));
  const groupCount = useGroups((state) => state.frame?.groups ?? 0);
  const say = words().sessions;
  useEffect(() => {
    details.getState().show(selected);
  }, [details, selected]);
  useReturnToTable(selected !== null);
  return (
    <>
      <div style={{ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }}>
        {!idle && (
          <ViewBar
            table="sessions"
            title={say.title}
            {...(by === null ? {} : { count: say.groupCount(formatCount(groupCount), say.dimensionPlurals[by]) })}
            left={<OpenedGroup />}
            right={<GroupPicker />}
          />
        )}
        {by === null ? <SessionTable {...(idle ? { cover: <StartScreen /> } : {})} /> : <GroupsTable by={by} />}
      </div>
      {selected !== null && (
        <DetailsPane label={say.detailsLabel}>
          <SessionDetailsPanel onClose={() => tables.sessions.getState().select(null)} />
        </DetailsPane>
      )}
    </>
  );
}

function SessionTable({ cover }: { readonly cover?: React.ReactNode }): React.JSX.Element {
  const { withDay, withInterface, isLive } = useTableLook();
  const observed = useObserved();
  const scales = useByteScales();
  const columns = useMemo(
    () => sessionColumns({ withDay, withInterface, isLive }, observed, scales),
    [withDay, withInterface, isLive, observed, scales],
  );
  const toneOf = useSessionTone();
  const glown = useFreshSessions();
  return (
    <RecordTable
      table="sessions"
      label={words().sessions.title}
      columns={columns}
      toneOf={toneOf}
      glown={glown}
      {...(cover === undefined ? {} : { cover })}
    />
  );
}
