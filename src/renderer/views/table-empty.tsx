/** Why a table has no rows, and the one button that changes it. */
import { Button, Loader } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCalendarOff,
  IconFilter,
  IconFilterOff,
  IconHistory,
  IconHourglass,
  IconNetwork,
  IconPlugConnectedX,
  IconStack2,
  IconTimeline,
  IconWorldSearch,
  type Icon,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { TableName } from '#contract/protocol.ts';
import { formatCount } from '../display/units.ts';
import { words } from '../display/words.ts';
import { useApp } from '../state/app-context.ts';
import { showAll } from '../state/range-moves.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { HistoryFailed } from './history-notice.tsx';
import { useDomain } from './use-travel.ts';
import { useCapture, usePreferences, useScope, useTableState } from './use-store.ts';

const ICONS: Readonly<Record<TableName | 'groups', Icon>> = {
  sessions: IconNetwork,
  packets: IconTimeline,
  dns: IconWorldSearch,
  groups: IconStack2,
};

export function TableEmpty({ table }: { readonly table: TableName | 'groups' }): React.JSX.Element {
  const app = useApp();
  const rows = table === 'groups' ? 'sessions' : table;
  const phase = useStore(app.link.state, (link) => link.phase);
  const tablePending = useTableState(rows, (state) => state.frame === null);
  const groupsPending = useStore(app.groups, (state) => state.frame === null);
  const tableMistake = useTableState(rows, (state) => state.frame?.mistake ?? null);
  const groupsMistake = useStore(app.groups, (state) => state.frame?.mistake ?? null);
  const tableNotice = useTableState(rows, (state) => state.frame?.notice ?? null);
  const groupsNotice = useStore(app.groups, (state) => state.frame?.notice ?? null);
  const notice = table === 'groups' ? groupsNotice : tableNotice;
  const isTravelling = useDomain() !== null;
  const pending = table === 'groups' ? groupsPending : tablePending;
  const mistake = table === 'groups' ? groupsMistake : tableMistake;
  const filter = useScope((scope) => scope.filter);
  const range = useScope((scope) => scope.range);
  const say = words().common.empty;
  const about = say.tables[table];

  if (phase === 'lost') {
    return (
      <EmptyState icon={IconPlugConnectedX} title={say.lost} tone="trouble">
        {say.lostWhy}
      </EmptyState>
    );
  }
  if (pending) return <Loader size="sm" color="gray" aria-label={about.loading} />;
  if (notice !== null) return <HistoryFailed notice={notice} />;
  if (mistake !== null) {
    return (
      <EmptyState icon={IconAlertTriangle} title={say.mistake} tone="trouble" action={<ClearFilter />}>
        {say.mistakeWhy(mistake.message)} {mistake.remedy}
      </EmptyState>
    );
  }
  if (table === 'packets' && isTravelling) {
    return (
      <EmptyState icon={IconHistory} title={words().shell.travel.noPackets} action={<GoToSessions />}>
        {words().shell.travel.noPacketsWhy}
      </EmptyState>
    );
  }
  if (filter !== '') return <NothingPasses title={about.noMatch(filter)} rows={rows} />;
  if (range !== null) {
    return (
      <EmptyState
        icon={IconCalendarOff}
        title={about.noneInRange}
        action={
          <Button variant="default" onClick={() => showAll(app)} data-testid="all-time">
            {isTravelling ? words().shell.travel.all : say.allTime}
          </Button>
        }
      >
        {isTravelling ? words().shell.travel.nothingHere : say.outsideRange}
      </EmptyState>
    );
  }
  return <NothingYet table={table} />;
}

function ClearFilter(): React.JSX.Element {
  const { scope } = useApp();
  return (
    <Button variant="default" onClick={() => scope.getState().setFilter('')} data-testid="clear-filter">
      {words().common.empty.clearFilter}
    </Button>
  );
}

function GoToSessions(): React.JSX.Element {
  const { layout } = useApp();
  return (
    <Button variant="default" onClick={() => layout.getState().open('sessions')}>
      {words().common.empty.goToSessions}
    </Button>
  );
}

/** There may be rows, but none that the filter lets through. */
function NothingPasses({ title, rows }: { readonly title: string; readonly rows: TableName }): React.JSX.Element {
  const held = useTableState(rows, (state) => state.frame?.held ?? 0);
  const range = useScope((scope) => scope.range);
  const redact = usePreferences((preferences) => preferences.redact);
  const say = words().common.empty;
  const why =
    held === 0 ? say.notHeld : range === null ? say.held(formatCount(held)) : say.heldInRange(formatCount(held));
  return (
    <EmptyState icon={IconFilterOff} title={title} action={<ClearFilter />}>
      {why} {redact && say.redacted}
    </EmptyState>
  );
}

function NothingYet({ table }: { readonly table: TableName | 'groups' }): React.JSX.Element {
  const { tables } = useApp();
  const packetLogs = useTableState('packets', (state) => state.packetLogs);
  const captureState = useCapture((state) => state.status?.capture.state ?? null);
  const packets = useCapture((state) => state.status?.capture.packets ?? 0);
  const say = words().common.empty;
  const about = say.tables[table];
  if (table === 'packets' && packetLogs === 'state' && packets > 0) {
    return (
      <EmptyState
        icon={IconFilter}
        title={say.noPacketChanged}
        action={
          <Button variant="default" onClick={() => tables.packets.getState().setPacketLogs('all')}>
            {say.showEveryPacket}
          </Button>
        }
      >
        {about.about}
      </EmptyState>
    );
  }
  if (captureState === 'running' || captureState === 'opening') {
    return (
      <EmptyState icon={IconHourglass} title={about.waiting}>
        {about.about}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={ICONS[table]}
      title={packets > 0 ? about.noneInCapture : about.none}
      action={table === 'sessions' || table === 'groups' ? undefined : <GoToSessions />}
    >
      {about.about}
    </EmptyState>
  );
}
