/** Sessions by what they have in common: a row is a group, and opening it shows its sessions. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Dimension, GroupRow, GroupSort } from '#contract/views/sums.ts';
import { byteScale } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { csvOfRow, jsonOfRow } from '../../state/copy-row.ts';
import { groupAt, sameGroup, type GroupsState } from '../../state/groups-store.ts';
import { DataTable } from '../../widgets/data-table.tsx';
import type { CellPlace } from '../../widgets/data-table-types.ts';
import { ChosenColumns } from '../chosen-columns.tsx';
import { copyText } from '../copy-text.tsx';
import { TableEmpty } from '../table-empty.tsx';
import { useTableLook } from '../table-look.ts';
import { useChosenColumns, useRowHeight } from '../use-columns.ts';
import { ValueMenu, type RowCopies } from '../value-menu.tsx';
import { groupColumns, groupName } from './group-columns.tsx';
import { useGroups } from './use-groups.ts';

const whole = (state: GroupsState): GroupsState => state;
const keyOf = (row: GroupRow): string => row.key;
/** Few enough to have a colour each. */
const COLOURED: ReadonlySet<Dimension> = new Set(['protocol', 'service', 'interface', 'process']);

export function GroupsTable({ by }: { readonly by: Dimension }): React.JSX.Element {
  const state = useGroups(whole);
  const { frame, attach } = state;
  useEffect(() => attach(), [attach]);
  const columns = useGroupColumns(by, state);
  const chosen = useChosenColumns('groups', columns);
  const rowHeight = useRowHeight();
  const [menu, setMenu] = useState<CellPlace<GroupRow> | null>(null);
  const { select, open } = state;
  const onSelect = useCallback((row: GroupRow | null) => select(row?.key ?? null), [select]);
  const say = words().sessions;
  return (
    <>
      <DataTable
        key={`${by} ${rowHeight}`}
        name="groups"
        label={say.groupsOf(say.dimensions[by])}
        columns={chosen.columns}
        rowCount={frame?.groups ?? 0}
        rowHeight={rowHeight}
        rowAt={(index) => (frame === null ? undefined : groupAt(frame, index))}
        keyOf={keyOf}
        sameRow={sameGroup}
        sort={state.sort}
        onSort={(column) => state.cycleSort(column.id as GroupSort, column.descendingFirst ?? false)}
        selectedKey={state.selectedKey}
        onSelect={onSelect}
        onOpen={open}
        opensOnClick
        onMenu={setMenu}
        menuLabel={words().common.valueMenu.open}
        onCopy={(row) => void copyText(groupName(by, row.label))}
        onVisible={state.show}
        widths={chosen.widths}
        onWidths={chosen.setWidths}
        onMove={chosen.move}
        corner={<ChosenColumns chosen={chosen} />}
        generation={state.generation}
        follow={false}
        dimmed={false}
        empty={<TableEmpty table="groups" />}
      />
      <GroupMenu by={by} place={menu} onClose={() => setMenu(null)} />
    </>
  );
}

function useGroupColumns(by: Dimension, { frame }: GroupsState): ReturnType<typeof groupColumns> {
  const { overview } = useApp();
  const { withDay } = useTableLook();
  const largest = (of: (row: GroupRow) => number): number =>
    byteScale(Math.max(0, ...(frame?.rows.map(of) ?? []))).size;
  const sizeIn = largest((row) => row.bytes_in);
  const sizeOut = largest((row) => row.bytes_out);
  return useMemo(() => {
    const { looks } = overview.getState();
    return groupColumns(by, {
      withDay,
      scaleIn: byteScale(sizeIn),
      scaleOut: byteScale(sizeOut),
      slotOf: (label) => (COLOURED.has(by) ? (looks.of(by, [label])[0]?.slot ?? null) : null),
    });
  }, [overview, by, withDay, sizeIn, sizeOut]);
}

const COPIED = ['label', 'sessions', 'open', 'packets', 'bytes_in', 'bytes_out', 'last_us', 'filter'];

function GroupMenu({
  by,
  place,
  onClose,
}: {
  readonly by: Dimension;
  readonly place: CellPlace<GroupRow> | null;
  onClose(): void;
}): React.JSX.Element {
  const row = place?.row;
  const copies = useMemo<RowCopies | null>(() => {
    if (row === undefined) return null;
    const cells = Object.fromEntries(Object.entries(row));
    return { csv: csvOfRow(COPIED, cells), json: jsonOfRow(COPIED, cells), wireshark: null };
  }, [row]);
  const values = row === undefined ? [] : [{ label: groupName(by, row.label), condition: row.filter, text: row.label }];
  return <ValueMenu at={place?.rect ?? null} values={values} copies={copies} onClose={onClose} />;
}
